"""A category as the office writes it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.forms.fields import DayInput


class CategoryForm(forms.Form):
    """Names, the words people use, its place in the list, and the last day, if it has one."""

    name = forms.CharField(label=_("名称"), max_length=40)
    name_en = forms.CharField(label=_("英文名称"), max_length=60, required=False)
    words = forms.CharField(
        label=_("大家常用的词"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=4000,
        help_text=_("中间空一格。还没有立过多少事的时候，提示就靠这些词。"),
    )
    order = forms.IntegerField(label=_("排在第几"), min_value=0, max_value=999)
    ends_on = forms.DateField(label=_("用到哪天为止"), widget=DayInput(), required=False)


class NewCategoryForm(CategoryForm):
    """A new one, with its code."""

    code = forms.SlugField(label=_("代号"), max_length=40, help_text=_("小写字母，像 parking；定了就不改"))
    field_order = ("code",)
