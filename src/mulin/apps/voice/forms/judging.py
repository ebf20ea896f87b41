"""请您评一评: what those who spoke say of the result."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.forms.fields import TokenForm
from mulin.apps.voice.models import Evaluation


class JudgeForm(TokenForm):
    """请您评一评."""

    solved = forms.ChoiceField(
        label=_("这件事解决了吗？"), choices=[("yes", _("解决了")), ("no", _("没有解决"))], widget=forms.RadioSelect
    )
    heard = forms.ChoiceField(
        label=_("有人认真听您说吗？"), choices=[("yes", _("有")), ("no", _("没有"))], widget=forms.RadioSelect
    )
    satisfied = forms.TypedChoiceField(
        label=_("您满意吗？"),
        coerce=int,
        choices=[(5, _("很满意")), (4, _("满意")), (3, _("一般")), (2, _("不满意")), (1, _("很不满意"))],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("还想说的"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class JudgeForHerForm(JudgeForm):
    """A worker writes down what she said on the phone or at the counter."""

    how = forms.ChoiceField(
        label=_("怎么评的"),
        choices=[(Evaluation.How.PHONE, _("打电话问的")), (Evaluation.How.COUNTER, _("来窗口说的"))],
        widget=forms.RadioSelect,
    )
