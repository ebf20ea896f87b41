"""The three kinds of lists by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mulin.core.gate import Viewer
from mulin.core.places.models import Kind as PlaceKind
from mulin.core.places.models import Place
from mulin.project.imports.fields import PEOPLE, PLACES, UNITS, Field, Mapped
from mulin.project.imports.people import PeopleImport
from mulin.project.imports.places import PlacesImport
from mulin.project.imports.plan import Plan, Progress
from mulin.project.imports.sheet import Sheet
from mulin.project.imports.units import UnitsImport


class Import(Protocol):
    """Checks a list, then writes what it checked."""

    def check(self, sheet: Sheet, mapped: Mapped, progress: Progress | None = None) -> Plan:
        """Every mistake of the list."""
        ...

    def write(self) -> None:
        """All of it or nothing."""
        ...


@dataclass(frozen=True)
class Kind:
    """A kind of list: its name, who may bring it in, and what checks it.

    `batch` is how many rows of a long list are written at a time; 0 where rows rest on rows below them, all at once.
    """

    code: str
    title: str | Promise
    verb: str
    fields: tuple[Field, ...]
    make: Callable[..., Import]
    batch: int = 0


KINDS = {
    kind.code: kind
    for kind in (
        Kind("places", _("地方名单"), "places.edit", PLACES, PlacesImport),
        Kind("people", _("居民名单"), "people.edit", PEOPLE, PeopleImport, batch=1000),
        Kind("units", _("单位名单"), "places.edit", UNITS, UnitsImport),
    )
}


def bring_in(
    kind: Kind,
    sheet: Sheet,
    mapped: Mapped,
    *,
    by: Viewer,
    now: datetime,
    community: Place | None = None,
    progress: Progress | None = None,
    leave_out: bool = False,
) -> Plan:
    """Check a list and, when nothing is wrong with it, write it: one import at a time, all or nothing.

    With `leave_out` what is wrong stays out and the rest is written.

    Raises
    ------
    Refusal
        Something changed under the import; nothing was written.
    """
    with transaction.atomic():
        list(Place.objects.select_for_update(no_key=True).filter(kind=PlaceKind.STREET))
        job = kind.make(by=by, now=now, community=community)
        plan = job.check(sheet, mapped, progress)
        if leave_out or not plan.problems:
            job.write()
    return plan
