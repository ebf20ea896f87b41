"""What is typed about meetings, and what is wrong with it in plain words."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mulin.core.groups.models import Group, Office
from mulin.core.meetings.models import Capacity, Meeting
from mulin.core.places.models import Place


class MomentInput(forms.DateTimeInput):
    """A day and a time, with the browser's own calendar."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class OnceForm(forms.Form):
    """A form that is done once: its token goes into the action's transaction."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = lambda: uuid.uuid4().hex


class CallForm(OnceForm):
    """When and where, who calls, and the words of the notice."""

    kind = forms.ChoiceField(label=_("什么会"), choices=Meeting.Kind.choices)
    title = forms.CharField(label=_("会议名称"), max_length=120)
    starts_at = forms.DateTimeField(label=_("什么时候开"), widget=MomentInput())
    room = forms.CharField(label=_("在哪里开"), max_length=80)
    convenor = forms.ModelChoiceField(
        label=_("谁来召集"), queryset=Group.objects.none(), required=False, empty_label=_("没有写明")
    )
    notice = forms.CharField(
        label=_("通知上的话"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("为什么开、请谁来、要带什么；会贴在墙上"),
    )
    based_on = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, groups: QuerySet[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["convenor"].queryset = groups  # type: ignore[attr-defined]


class NewMeetingForm(OnceForm):
    """A meeting that no matter asked for."""

    kind = forms.ChoiceField(label=_("什么会"), choices=Meeting.Kind.choices)
    title = forms.CharField(label=_("会议名称"), max_length=120)
    place = forms.ModelChoiceField(label=_("哪里的会"), queryset=Place.objects.none(), empty_label=_("请选一个"))

    def __init__(self, *args: Any, places: QuerySet[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]


class ItemForm(OnceForm):
    """Something to take up."""

    title = forms.CharField(label=_("议题"), max_length=120)
    about = forms.CharField(label=_("台账号"), required=False, max_length=40, help_text=_("为了哪一件事，可以不写"))


class SignInForm(OnceForm):
    """Who came: a registered person, the holder of an office, or just a name."""

    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("姓名"), required=False, max_length=120)
    capacity = forms.ChoiceField(
        label=_("以什么身份来"),
        choices=[choice for choice in Capacity.choices if choice[0] != Capacity.OFFICE],
        initial=Capacity.RESIDENT,
        required=False,
    )


class OfficeForm(OnceForm):
    """The holder of an office came: shown by name to everybody."""

    office = forms.ModelChoiceField(
        label=_("任职的人"), queryset=Office.objects.none(), to_field_name="uuid", empty_label=_("请选一位")
    )

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        self.fields["office"].label_from_instance = (  # type: ignore[attr-defined]
            lambda office: f"{office.group.title} {gettext(office.title)} {office.holder_name}"
        )


class DisposeForm(OnceForm):
    """What became of an item."""

    text = forms.CharField(label=_("怎么定的"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    postponed = forms.BooleanField(label=_("这次没定，留到下次"), required=False)


class CloseForm(OnceForm):
    """The minutes."""

    summary = forms.CharField(
        label=_("会议纪要"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("说了什么、定了什么；公开给大家看，不写住户的名字和门牌"),
    )


class CancelForm(OnceForm):
    """Why a meeting does not take place."""

    reason = forms.CharField(label=_("为什么取消"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
