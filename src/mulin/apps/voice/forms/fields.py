"""Fields and forms that others are made of: done once, files, days, units."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mulin.core.groups.models import Group

_TELEPHONE = re.compile(r"\+?(?:[\s()（）-]*\d){7,}[\s()（）-]*")
AnyForm = TypeVar("AnyForm", bound=forms.Form)


class TokenForm(forms.Form):
    """A form that is done once: its token goes into the action's transaction."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = lambda: uuid.uuid4().hex


def apart(form: AnyForm, name: str) -> AnyForm:
    """Give a form ids of its own, where several stand on one page: every label must lead to its own field."""
    form.auto_id = f"{name}_%s"
    return form


def same_label(count: int) -> str:
    """Words of the box that takes in what says letter for letter the same."""
    return ngettext("连同另外 %(n)s 条一字不差的，一起归进去", "连同另外 %(n)s 条一字不差的，一起归进去", count) % {
        "n": count
    }


class NameField(forms.CharField):
    """How somebody is called: a telephone number typed here is sent back."""

    def validate(self, value: Any) -> None:
        """Refuse what is all figures, as a telephone number is."""
        super().validate(value)
        if value and _TELEPHONE.fullmatch(value):
            said = _("这一栏写怎么称呼，“%(name)s”像是电话号码。")
            raise forms.ValidationError(said, code="telephone", params={"name": value})


class DayInput(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class UnitField(forms.ChoiceField):
    """One of the units that can be asked at a place, in the order of nearness."""

    units: dict[str, Group]

    def __init__(self, *, empty: Any, **kwargs: Any) -> None:
        super().__init__(label=_("请谁来办"), **kwargs)
        self.empty, self.units = empty, {}

    def offer(self, units: Sequence[Group], first: Sequence[tuple[str, Any]] = ()) -> None:
        """What there is to choose from, for this form; `first` are choices that stand for no unit."""
        self.units = {str(unit.uuid): unit for unit in units}
        self.choices = [*first, ("", self.empty), *((name, unit.title) for name, unit in self.units.items())]

    def clean(self, value: Any) -> Group | None:
        """The unit."""
        return self.units.get(super().clean(value))


class ManyFilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos or documents."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """A list, whatever came."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(PhotosField, self).clean(one, initial) for one in files]
