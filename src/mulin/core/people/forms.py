"""What is typed about people, and what is wrong with it in plain words."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mulin.core.people.actions.delegations import ENTRUSTABLE
from mulin.core.people.actions.rights import FIELDS, LONGEST, Wrong
from mulin.core.people.models import DataRequest, Purpose
from mulin.core.places.models import Place


class DayInput(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def telephone(help_text: Any = "") -> forms.CharField:
    """A field for a telephone number."""
    return forms.CharField(
        label=_("电话"),
        required=False,
        max_length=40,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class PersonForm(forms.Form):
    """Who somebody is and where she lives."""

    name = forms.CharField(label=_("姓名"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    community = forms.ModelChoiceField(label=_("社区或村"), queryset=Place.objects.none(), empty_label=_("请选一个"))
    door = forms.CharField(
        label=_("门牌"), required=False, max_length=40, help_text=_("像 3-201 这样写：3 幢 201 室；村里写 6组1号")
    )
    birth_year = forms.IntegerField(
        label=_("出生年份"), required=False, help_text=_("同名的人靠门牌和年份分清"), min_value=0, max_value=9999
    )

    def __init__(self, *args: Any, communities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]


class NewPersonForm(PersonForm):
    """Somebody who is not registered yet; `another` says she is none of those of her name."""

    phone = telephone()
    another = forms.BooleanField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = lambda: uuid.uuid4().hex


class EditPersonForm(PersonForm):
    """Correcting; the number that is stored is not shown, only replaced."""

    phone = telephone(_("原来的号码不显示；要换才填"))
    no_phone = forms.BooleanField(label=_("不再留电话"), required=False)
    based_on = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)


class LeftForm(forms.Form):
    """Since when she is not here any more."""

    on = forms.DateField(label=_("哪天起不在这里住"), widget=DayInput())
    based_on = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)


class ConsentForm(forms.Form):
    """A yes, in the words that were agreed to."""

    purpose = forms.ChoiceField(label=_("同意什么"), choices=Purpose.choices)
    wording = forms.CharField(label=_("念给本人听的那句话"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    subject = forms.CharField(label=_("只为这个台账号"), required=False, max_length=40)
    given_by = forms.ChoiceField(label=_("谁说的同意"), required=False)

    def __init__(self, *args: Any, delegates: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_by"].choices = [("", _("本人")), *delegates]  # type: ignore[attr-defined]


class DelegationForm(forms.Form):
    """Who may act for her, in what, between which days."""

    delegate = forms.CharField(label=_("受托人姓名"), max_length=120)
    delegate_door = forms.CharField(
        label=_("受托人门牌"), required=False, max_length=40, help_text=_("同名的人要写门牌")
    )
    purposes = forms.MultipleChoiceField(
        label=_("委托哪些事"), choices=ENTRUSTABLE, widget=forms.CheckboxSelectMultiple
    )
    starts_on = forms.DateField(label=_("从哪天起"), widget=DayInput(), initial=date.today)
    ends_on = forms.DateField(label=_("到哪天止"), required=False, widget=DayInput())


def _token() -> str:
    return uuid.uuid4().hex


class AskForm(forms.Form):
    """Asking for something about one's own data at the counter: who came, and how she proved who she is."""

    kind = forms.CharField(widget=forms.HiddenInput, max_length=12)
    key = forms.CharField(widget=forms.HiddenInput, max_length=80, initial=_token)
    proof = forms.ChoiceField(label=_("怎么证明身份的"), choices=DataRequest.Proof.choices)
    delegate = forms.ChoiceField(label=_("谁来办"), required=False)
    channel = forms.ChoiceField(
        label=_("怎么来的"),
        choices=[choice for choice in DataRequest.Channel.choices if choice[0] != DataRequest.Channel.CARD],
    )
    note = forms.CharField(label=_("还说了什么"), required=False, max_length=LONGEST)

    def __init__(self, *args: Any, kind: str, delegates: list[tuple[str, str]], **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{kind}_%s"
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = kind
        self.fields["delegate"].choices = [("", _("本人")), *delegates]  # type: ignore[attr-defined]

    def wrong(self) -> Wrong | None:
        """What is wrong; only the form for corrections asks."""
        return None


class WhatIsWrong(forms.Form):
    """Which field, what stands there, what should stand there."""

    field = forms.ChoiceField(label=_("哪一项不对"), choices=FIELDS)
    wrong_text = forms.CharField(label=_("现在写的是"), required=False, max_length=300)
    right_text = forms.CharField(
        label=_("应该是"), max_length=300, help_text=_("出生年份写四位数字；住址像 3-201 这样写")
    )

    def wrong(self) -> Wrong | None:
        """As the action takes it."""
        data = self.cleaned_data
        return Wrong(data["field"], data["wrong_text"], data["right_text"])


class AskCorrectionForm(WhatIsWrong, AskForm):
    """Asking at the counter for something to be put right."""

    field_order = ("kind", "key", "field", "wrong_text", "right_text", "proof", "delegate", "channel")


class OwnCorrectionForm(WhatIsWrong):
    """Asking for it oneself, signed in with the card."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80, initial=_token)


class OwnErasureForm(forms.Form):
    """Asking oneself to be forgotten."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80, initial=_token)
    note = forms.CharField(label=_("还想说什么"), required=False, max_length=LONGEST)


class RefuseForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        label=_("为什么不同意"),
        max_length=LONGEST,
        help_text=_("本人会拿到这句话，写得让人看得懂"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EraseForm(forms.Form):
    """She heard what goes and what stays."""

    heard = forms.BooleanField(label=_("上面的都念给本人听了，本人要删"))
