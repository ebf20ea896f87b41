"""Forms of the door, of cards and of the steward."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mulin.core.access.capabilities import ROLES
from mulin.core.access.models import ApiKey, Login
from mulin.core.groups.models import Group
from mulin.core.places.models import Place


def _key() -> str:
    return str(uuid.uuid4())


def _digits(**more: str) -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "digits", **more})


class OnceForm(forms.Form):
    """A form that is obeyed once, however often its button is pressed."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80, initial=_key)


class OnwardForm(forms.Form):
    """A form that knows where the visitor wanted to go."""

    next = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)


class PasswordForm(OnwardForm):
    """Login name and password."""

    username = forms.CharField(
        label=_("登录名"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=pgettext_lazy("login", "密码"),
        max_length=512,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(forms.Form):
    """A password of one's own, twice."""

    password = forms.CharField(
        label=_("新密码"),
        help_text=_("至少十个字。一句只有您知道的话，比乱码好记，也更安全。"),
        max_length=512,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再写一遍"),
        max_length=512,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """Both must agree."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("两遍写的不一样。"))
        return again


class ChangePasswordForm(NewPasswordForm):
    """The old one first."""

    old = forms.CharField(
        label=_("现在的密码"),
        max_length=512,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old", "password", "again"]


class CodeForm(forms.Form):
    """Six digits from the phone."""

    code = forms.CharField(
        label=_("手机上的六位数字"), max_length=20, widget=_digits(autocomplete="one-time-code", autofocus="autofocus")
    )


class CardForm(OnwardForm):
    """Card number and PIN; the number is left out when the QR code was read."""

    number = forms.CharField(
        label=_("卡号"),
        help_text=_("印在卡上的八个字，大小写都行。"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    pin = forms.CharField(
        label=_("六位密码"),
        max_length=20,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "digits"}),
    )
    field_order = ["number", "pin"]

    def __init__(self, *args: Any, read: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if read:
            del self.fields["number"]


class IssueCardForm(OnceForm):
    """A card, with a PIN of her own choice if she wants one."""

    pin = forms.CharField(
        label=_("本人自己选的六位密码"),
        help_text=_("可以空着，由电脑抽一个。不要用生日、连号。"),
        required=False,
        max_length=20,
        widget=_digits(),
    )


class StaffForm(OnceForm):
    """A new worker."""

    display_name = forms.CharField(label=_("姓名"), max_length=120)
    username = forms.CharField(
        label=_("登录名"),
        help_text=_("2 到 40 个字母、数字或汉字。"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    place = forms.ModelChoiceField(
        label=_("在哪里工作"), queryset=Place.objects.none(), to_field_name="uuid", empty_label=_("请选一个")
    )
    role = forms.ChoiceField(label=_("角色"), choices=[(role.code, role.name) for role in ROLES.values()])
    field_order = ["display_name", "username", "place", "role"]

    def __init__(self, *args: Any, places: QuerySet[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]


class KeyForm(OnceForm):
    """A new key for a program."""

    name = forms.CharField(
        label=_("哪个单位的哪个程序"),
        help_text=_("写单位和程序的名字，不写人名。它递来的每一条，台账里都写着这个名字。"),
        max_length=80,
    )
    scope = forms.ChoiceField(label=_("能做什么"), choices=ApiKey.Scope.choices, initial=ApiKey.Scope.POST)
    field_order = ["name", "scope"]


class UnitForm(OnceForm):
    """A new login of a unit."""

    display_name = forms.CharField(label=_("姓名"), max_length=120)
    username = forms.CharField(
        label=_("登录名"),
        help_text=_("2 到 40 个字母、数字或汉字。"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    group = forms.ModelChoiceField(
        label=_("单位"), queryset=Group.objects.none(), to_field_name="uuid", empty_label=_("请选一个")
    )
    field_order = ["display_name", "username", "group"]

    def __init__(self, *args: Any, groups: QuerySet[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]


class GrantForm(OnceForm):
    """A role for a place."""

    role = forms.ChoiceField(label=_("角色"), choices=[(role.code, role.name) for role in ROLES.values()])
    place = forms.ModelChoiceField(
        label=_("管哪里"), queryset=Place.objects.none(), to_field_name="uuid", empty_label=_("请选一个")
    )
    ends_on = forms.DateField(
        label=_("到哪一天为止"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, places: QuerySet[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]


class LoginFilter(forms.Form):
    """Which logins to list."""

    q = forms.CharField(label=_("找谁"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=_("哪一类"), required=False, choices=[("", _("工作人员和单位")), *Login.Kind.choices]
    )
    closed = forms.BooleanField(label=_("已停用的"), required=False)
