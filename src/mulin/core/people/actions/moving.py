"""Moving within the sub-district, and away. Writes no register entry (personal data)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mulin.core.gate import Viewer
from mulin.core.people.actions.registering import held, settle_at
from mulin.core.people.models import Person
from mulin.core.places.models import Place
from mulin.core.places.permission import need_at
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal


def move(*, person: Person, to: Place, by: Viewer, now: datetime, based_on: str = "") -> Person:  # noqa: ARG001
    """Let her live at another door, her number and name going with her; somebody who had left is back.

    Raises
    ------
    Refusal
        Nobody can live there.
    Changed
        Somebody changed her row after `based_on` was read.
    Http404
        The actor registers nobody here or there.

    """
    need_at(by, "people.edit", to.path)
    with transaction.atomic():
        row = held(person, based_on)
        need_at(by, "people.edit", row.place_path)
        settle_at(row, to)
        row.left_on = None
        row.save(update_fields=["place", "place_path", "household", "left_on"])
    return row


def mark_left(*, person: Person, by: Viewer, now: datetime, on: date | None = None, based_on: str = "") -> Person:
    """Write down that she moved away (or died: which of them is nobody's business here); her voices stay.

    Raises
    ------
    Refusal
        The day is in the future, or before she was registered.
    Changed
        Somebody changed her row after `based_on` was read.
    Http404
        The actor registers nobody there.

    """
    need_at(by, "people.edit", person.place_path)
    day = on or local_day(now)
    if day > local_day(now):
        raise Refusal(_("搬走的日子不能在将来。"))
    if day.year < 1900:
        raise Refusal(_("搬走的日子太早了，请检查年份。"))
    with transaction.atomic():
        row = held(person, based_on)
        row.left_on = day
        row.save(update_fields=["left_on"])
    return row
