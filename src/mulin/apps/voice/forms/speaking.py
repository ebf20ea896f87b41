"""What a speaker, or a worker for her, writes down, and what is wrong with it in plain words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mulin.apps.voice.forms.fields import DayInput, NameField, TokenForm, same_label
from mulin.apps.voice.models import Channel, Kind
from mulin.core.places.models import Place


class SayForm(TokenForm):
    """A resident speaks for herself, without an account."""

    community = forms.ModelChoiceField(
        label=_("您住在哪个社区"), queryset=Place.objects.none(), empty_label=_("请选一个")
    )
    door = forms.CharField(label=_("门牌"), required=False, max_length=40, help_text=_("像 3-201 这样写：3 幢 201 室"))
    words = forms.CharField(
        label=_("您想说的话"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("怎么说都行。原话只有社区工作人员看，您同意才会公开。"),
    )
    name = NameField(label=_("怎么称呼您"), required=False, max_length=120)
    phone = forms.CharField(
        label=_("电话"),
        required=False,
        max_length=40,
        help_text=_("只用来回您的话，办事的单位看不到。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    kind = forms.ChoiceField(label=_("这是"), choices=Kind.choices, initial=Kind.COMPLAINT, widget=forms.RadioSelect)
    words_public = forms.BooleanField(label=_("我同意把原话公开给大家看"), required=False)

    def __init__(self, *args: Any, communities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]


class SlipForm(forms.Form):
    """The number and the folded secret of a slip."""

    number = forms.CharField(label=_("台账号"), max_length=40, help_text=_("回执最上面那一行，像 GH-2026-000123-7"))
    secret = forms.CharField(
        label=pgettext_lazy("slip", "密码"),
        max_length=20,
        help_text=_("折起来的那一半上的 8 个字，大小写都行"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class WordsForm(TokenForm):
    """A few words: a correction, a reply, a note."""

    text = forms.CharField(label=_("写在这里"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)


class LineForm(TokenForm):
    """The always-open entry line: place, day and channel stick; door, name and words are typed; Enter saves."""

    community = forms.ModelChoiceField(
        label=_("社区"), queryset=Place.objects.none(), empty_label=None, to_field_name="path"
    )
    heard_on = forms.DateField(label=_("哪天听到的"), widget=DayInput())
    channel = forms.ChoiceField(label=_("怎么来的"), choices=[c for c in Channel.choices if c[0] != Channel.IMPORT])
    door = forms.CharField(
        label=_("门牌"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "3-201", "autofocus": True}),
    )
    name = NameField(
        label=_("姓名"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": _("空着就是不留名")}),
    )
    words = forms.CharField(label=_("说了什么"), widget=forms.TextInput, max_length=20000)
    person = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, communities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]


class NumberForm(forms.Form):
    """A register number and a reason."""

    number = forms.CharField(label=_("台账号"), max_length=40)
    reason = forms.CharField(label=_("为什么"), max_length=200)


class LinkForm(NumberForm):
    """Into which matter a voice goes, and whether what says the same goes with it."""

    same = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, same: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if same:
            self.fields["same"].label = same_label(same)
        else:
            self.fields["same"].widget = forms.HiddenInput()
            self.fields["same"].initial = None
