"""Paper forms typed back, and what a worker does with a speaker's words on her behalf."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.actions.own import Own
from mulin.apps.voice.forms.fields import TokenForm
from mulin.apps.voice.forms.judging import JudgeForm
from mulin.apps.voice.forms.speaking import LineForm
from mulin.apps.voice.models import Sheet
from mulin.core.places.models import Place

YES_NO = [("no", _("不要")), ("yes", _("可以"))]


class CodeForm(forms.Form):
    """The code at the foot of a paper form, typed or photographed."""

    code = forms.CharField(
        label=_("表上的编号"),
        required=False,
        max_length=300,
        help_text=_("二维码下面那几个字，像 8K3Q-7M2D；大小写都行"),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "autocapitalize": "characters"}),
    )
    photo = forms.FileField(
        label=_("或者给表拍张照"),
        required=False,
        help_text=_("只读二维码，照片不留"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )


class PrintForm(forms.Form):
    """How many of which form."""

    which = forms.ChoiceField(label=_("印哪张表"), choices=Sheet.Form.choices)
    community = forms.ModelChoiceField(
        label=_("社区"), queryset=Place.objects.none(), empty_label=None, to_field_name="path"
    )
    copies = forms.IntegerField(label=_("印几张"), initial=20, min_value=1, max_value=100)

    def __init__(self, *args: Any, communities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]


class SaySheetForm(LineForm):
    """What somebody wrote on the form 说说心里话; the way it came is the paper itself."""

    phone = forms.CharField(label=_("电话"), required=False, max_length=40)
    words_public = forms.ChoiceField(label=_("原话能不能公开"), choices=YES_NO, initial="no")
    field_order = ("community", "heard_on", "door", "name", "phone", "words", "words_public")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["channel"]


class JudgeSheetForm(JudgeForm):
    """What somebody ticked on the form 请您评一评."""

    number = forms.CharField(label=_("台账号"), max_length=40)
    field_order = ("number", "solved", "heard", "satisfied", "comment")


class OwnActForm(TokenForm):
    """One of the things a speaker may do with her words."""

    what = forms.ChoiceField(label=_("本人要什么"), choices=Own.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("本人说的话"),
        required=False,
        max_length=5000,
        help_text=_("补充几句、又出问题了，才要写"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OwnSheetForm(OwnActForm):
    """The same, typed from paper: the number stands on the sheet."""

    number = forms.CharField(label=_("台账号"), max_length=40)
    field_order = ("number", "what", "text")
