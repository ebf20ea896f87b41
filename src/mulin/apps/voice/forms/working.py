"""What workers, units and the office decide and promise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.forms.fields import DayInput, PhotosField, TokenForm, UnitField, same_label
from mulin.apps.voice.queries.categories import Suggested, names
from mulin.apps.voice.queries.routes import Suggestion
from mulin.apps.voice.rules.pauses import PAUSES


def _told(suggested: Sequence[Suggested]) -> str:
    """Three categories and the words that decided; that one was chosen beforehand is said."""
    if not suggested:
        return ""
    parts = [
        gettext("%(name)s（%(words)s）") % {"name": one.name, "words": gettext("、").join(one.words)}
        if one.words
        else one.name
        for one in suggested
    ]
    said = gettext("看原话像是：%(list)s。") % {"list": gettext("；").join(parts)}
    return said + (gettext("第一个把握大，先替您选上了，请核对。") if suggested[0].sure else "")


class OpenForm(TokenForm):
    """A worker makes a matter of a voice."""

    title = forms.CharField(
        label=_("标题（公开）"), max_length=60, help_text=_("一句话说清是什么事，不写名字、门牌和电话")
    )
    description = forms.CharField(label=_("说明（公开）"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    category = forms.ChoiceField(label=_("类别"), choices=[])
    klass = forms.ChoiceField(label=_("多急"), choices=[])
    ask = UnitField(required=False, empty=_("先放着，以后再定"))
    message = forms.CharField(label=_("给他们的话（公开）"), required=False, max_length=300)
    together = forms.MultipleChoiceField(
        label=_("这几条也是同一件，一起立"), required=False, widget=forms.CheckboxSelectMultiple
    )
    same = forms.BooleanField(required=False, initial=True)

    ROUTED = "routed"

    def __init__(
        self,
        *args: Any,
        units: Any,
        classes: list[tuple[str, str]],
        routes: Mapping[str, Suggestion],
        near: Sequence[tuple[str, str]] = (),
        same: int = 0,
        suggested: Sequence[Suggested] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.routes = routes
        if near:
            self.fields["together"].choices = near  # type: ignore[attr-defined]
        else:
            del self.fields["together"]
        if same:
            self.fields["same"].label = same_label(same)
        else:
            del self.fields["same"]
        self.fields["category"].help_text = _told(suggested)
        if suggested and suggested[0].sure:
            self.fields["category"].initial = suggested[0].code
        self.fields["ask"].offer(units, [(self.ROUTED, _("照分工表，按类别请"))])  # type: ignore[attr-defined]
        self.fields["klass"].choices = classes  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", _("请选一个")), *names().items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Whom the table of who does what names, and why, when that was chosen."""
        data = super().clean() or {}
        suggested = self.routes.get(data.get("category", "")) if self.data.get("ask") == self.ROUTED else None
        data["ask"], data["why"] = suggested or (data.get("ask"), "")
        return data


class HandOverForm(TokenForm):
    """Which unit is asked to take over."""

    unit = UnitField(empty=_("请选一家"))
    text = forms.CharField(label=_("为什么转给他们（公开）"), max_length=300)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(units)  # type: ignore[attr-defined]


class TakeForm(forms.Form):
    """Whether a matter is taken over."""

    agreed = forms.ChoiceField(
        label=_("接不接"), choices=[("yes", _("接过来")), ("no", _("不接"))], widget=forms.RadioSelect
    )
    text = forms.CharField(label=_("说明（公开）"), required=False, max_length=300)


class AskForm(TokenForm):
    """Which unit to ask."""

    unit = UnitField(empty=_("请选一家"))
    message = forms.CharField(label=_("给他们的话（公开）"), required=False, max_length=300)

    def __init__(self, *args: Any, units: Any, suggested: Suggestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggested = suggested
        field = self.fields["unit"]
        field.offer(units)  # type: ignore[attr-defined]
        field.initial, field.help_text = str(suggested.unit.uuid), suggested.why

    def clean(self) -> dict[str, Any]:
        """The reason goes with the unit that was suggested, not with another."""
        data = super().clean() or {}
        data["why"] = self.suggested.why if data.get("unit") == self.suggested.unit else ""
        return data


class EditForm(forms.Form):
    """Title and description, and what they were read from."""

    title = forms.CharField(label=_("标题（公开）"), max_length=60)
    description = forms.CharField(label=_("说明（公开）"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    based_on = forms.IntegerField(widget=forms.HiddenInput)


class PromiseForm(TokenForm):
    """What, by when."""

    text = forms.CharField(label=_("承诺办什么（公开）"), max_length=300)
    due = forms.DateField(label=_("哪天办好"), widget=DayInput())


class DateForm(TokenForm):
    """Another day, and why."""

    due = forms.DateField(label=_("改到哪天"), widget=DayInput())
    text = forms.CharField(label=_("为什么（公开）"), max_length=500)


class PlanForm(TokenForm):
    """The next milestone."""

    text = forms.CharField(label=_("下一步是什么（公开）"), max_length=300)
    due = forms.DateField(label=_("哪天前有下一步"), widget=DayInput())


class PauseForm(forms.Form):
    """Why and until when the clock stands still."""

    reason = forms.ChoiceField(label=_("理由"), choices=[*PAUSES.items()])
    until = forms.DateField(label=_("停到哪天"), widget=DayInput())
    text = forms.CharField(label=_("具体情况（公开）"), max_length=300, required=False)


class AgreeForm(forms.Form):
    """Whether another day is agreed to."""

    agreed = forms.ChoiceField(
        label=_("同意改期吗"), choices=[("yes", _("同意")), ("no", _("不同意"))], widget=forms.RadioSelect
    )
    text = forms.CharField(label=_("说明（公开）"), required=False, max_length=300)


class ExplainForm(forms.Form):
    """Why it cannot be done."""

    text = forms.CharField(label=_("为什么办不了（公开）"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    ground = forms.CharField(label=_("依据（公开）"), max_length=500, help_text=_("哪条规定，或者什么实际情况"))


class ReportForm(TokenForm):
    """How far it is."""

    text = forms.CharField(label=_("进展（公开）"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)
    photos = PhotosField(label=_("照片（公开，可以多张）"), required=False)


class DeliverForm(TokenForm):
    """A kept promise and its proof."""

    commitment = forms.ChoiceField(label=_("办完的是哪一项"), choices=[], widget=forms.RadioSelect)
    text = forms.CharField(label=_("办成了什么样（公开）"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)
    photos = PhotosField(label=_("照片或单据（公开，必须有）"))

    def __init__(self, *args: Any, commitments: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commitment"].choices = commitments  # type: ignore[attr-defined]
        if len(commitments) == 1:
            self.fields["commitment"].initial = commitments[0][0]


class RecategoriseForm(forms.Form):
    """Another category, and why."""

    category = forms.ChoiceField(label=_("改成哪一类"), choices=[])
    reason = forms.CharField(label=_("为什么（公开）"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [*names().items()]  # type: ignore[attr-defined]


class SplitForm(forms.Form):
    """Which voices are about something else, and what that is."""

    voices = forms.MultipleChoiceField(label=_("哪几条是另一件事"), widget=forms.CheckboxSelectMultiple)
    title = OpenForm.base_fields["title"]
    description = OpenForm.base_fields["description"]
    category = forms.ChoiceField(label=_("类别"), choices=[])
    klass = forms.ChoiceField(label=_("多急"), choices=[])
    reason = forms.CharField(label=_("为什么要拆开（公开）"), max_length=200)

    def __init__(
        self, *args: Any, voices: Sequence[tuple[str, str]], classes: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["voices"].choices = voices  # type: ignore[attr-defined]
        self.fields["klass"].choices = classes  # type: ignore[attr-defined]
        self.fields["category"].choices = [*names().items()]  # type: ignore[attr-defined]
