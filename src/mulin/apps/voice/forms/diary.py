"""What is typed in the diary."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.forms.fields import DayInput, TokenForm
from mulin.apps.voice.models import Kind, Way
from mulin.core.access.models import Login
from mulin.core.places.models import Place


class MomentInput(forms.DateTimeInput):
    """A day and a time, with the phone's own wheel."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class WayForm(TokenForm):
    """One of the four ways out."""

    what = forms.CharField(label=_("哪件事"), required=False, max_length=300, help_text=_("整条就是一件事的话，空着"))
    way = forms.ChoiceField(label=_("怎么办的"), choices=Way.choices)
    whom = forms.CharField(label=_("和谁、叫谁"), required=False, max_length=120)
    due_on = forms.DateField(label=_("盯到哪一天"), required=False, widget=DayInput())


class PlacedForm(forms.Form):
    """Where and when something was heard, and what."""

    text = forms.CharField(
        label=_("听到了什么"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": _("几个关键词也行，晚上再补")}),
    )
    door = forms.CharField(
        label=_("门牌"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "3-201", "autocomplete": "off"}),
    )
    heard_at = forms.DateTimeField(label=_("什么时候听到的"), widget=MomentInput())
    community = forms.ModelChoiceField(
        label=_("社区"), queryset=Place.objects.none(), empty_label=None, to_field_name="path"
    )

    def __init__(self, *args: Any, communities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Place]", self.fields["community"])
        field.queryset = communities
        # once, since a required select asks for its choices twice
        field.choices = [(place.path, field.label_from_instance(place)) for place in communities]


class ChangeForm(PlacedForm):
    """An entry put right; `seen` is the digest of the words the form was opened with."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class Moments(forms.CharField):
    """Moments apart by blanks."""

    def to_python(self, value: Any) -> tuple[datetime, ...]:  # type: ignore[override]
        """Read each as a moment of its own."""
        single = forms.DateTimeField()
        return tuple(cast("datetime", single.clean(one)) for one in (super().to_python(value) or "").split())


class DiaryForm(PlacedForm):
    """The line on top of the diary. The uuid is made on the phone, or with the form."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    written_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    after = Moments(required=False, max_length=10_000, widget=forms.HiddenInput)
    way = forms.ChoiceField(label=_("怎么办的"), required=False, choices=[("", _("先记着")), *Way.choices])
    whom = forms.CharField(label=_("和谁、叫谁"), required=False, max_length=120)
    due_on = forms.DateField(label=_("盯到哪一天"), required=False, widget=DayInput())
    follow_on = forms.DateField(label=_("哪天回头看看"), required=False, widget=DayInput())


class FollowForm(forms.Form):
    """When to look again."""

    on = forms.DateField(label=_("哪天回头看看"), required=False, widget=DayInput())


class AddForm(TokenForm):
    """What comes to mind later."""

    text = forms.CharField(label=_("补记"), max_length=20000, widget=forms.Textarea(attrs={"rows": 3}))


class DrawForm(TokenForm):
    """A voice drawn from an entry: the words, the kind, whose they are, at which door."""

    words = forms.CharField(label=_("本人说的话"), max_length=20000, widget=forms.Textarea(attrs={"rows": 4}))
    door = forms.CharField(label=_("门牌"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("是什么"), choices=Kind.choices, initial=Kind.COMPLAINT)
    person = forms.ChoiceField(label=_("谁说的"), required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(person.uuid), person.name) for person in people]
        self.fields["person"].choices = [*choices, ("", _("不留名"))]  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """To which colleague, by the name she signs in with."""

    successor = forms.ModelChoiceField(
        label=_("交给谁（登录名）"),
        queryset=Login.objects.filter(kind=Login.Kind.STAFF, is_active=True),
        to_field_name="username",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"invalid_choice": _("没有这个登录名。")},
    )
