"""A diary on paper: the years it has, what stands in one of them, what of it is about one person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet
from django.db.models.functions import ExtractYear
from django.http import Http404

from mulin.apps.voice.diary import mentions
from mulin.apps.voice.models import DiaryAddition, DiaryEntry, DiaryThing
from mulin.apps.voice.queries.diary import of_year, whole
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.people.models import Person
from mulin.core.records.days import ZONE

_ADDED = DiaryAddition.objects.order_by("pk")
BOUND = 2000  # entries of one volume: 250 pages are as many as one can bind, and printed within ten seconds


@dataclass(frozen=True)
class Book:
    """A volume: its year, which part of it (0 when there is only one), how many entries the year has."""

    year: int
    part: int
    count: int


def books(viewer: Viewer, *, author: str = "") -> list[Book]:
    """The volumes of a diary, the latest year first; her own, or one that was handed to her."""
    rows = gate.visible(DiaryEntry.objects.filter(author=author or viewer.ref), viewer, "print")
    years = rows.annotate(year=ExtractYear("heard_at", tzinfo=ZONE)).order_by().values("year").annotate(n=Count("pk"))
    found = []
    for year, count in sorted(years.values_list("year", "n"), reverse=True):
        parts = range(1, -(-count // BOUND) + 1) if count > BOUND else (0,)
        found += [Book(year, part, count) for part in parts]
    return found


def written(found: Iterable[Book], year: int | None) -> int:
    """How many entries stand in the volumes of a year, or in all of them."""
    return sum(book.count for book in found if book.part < 2 and year in {None, book.year})


def written_in(
    viewer: Viewer, year: int, part: int, *, author: str = "", until: datetime | None = None
) -> list[DiaryEntry]:
    """What a volume holds, in the order in which it was heard.

    Raises
    ------
    Http404
        She may print nothing of it.
    """
    rows = gate.visible(DiaryEntry.objects.filter(author=author or viewer.ref), viewer, "print")
    rows = _full(of_year(rows, year), until).order_by("heard_at", "written_at", "pk")
    start = max(0, part - 1) * BOUND
    found = list(rows[start : start + BOUND])
    if not found:
        raise Http404
    return found


def about(viewer: Viewer, person: UUID) -> tuple[Person, QuerySet[DiaryEntry]]:
    """Whom it is about, and what she wrote herself in which that person is tagged or named, the oldest first.

    Raises
    ------
    Http404
        There is no such person.
    """
    whom = Person.objects.filter(uuid=person).first()
    if whom is None:
        raise Http404
    rows = gate.visible(mentions(whom).filter(author=viewer.ref), viewer, "print").select_related("place")
    parts = [Prefetch("things", DiaryThing.objects.order_by("pk")), Prefetch("additions", _ADDED)]
    return whom, rows.prefetch_related("people", *parts)


def chosen(rows: QuerySet[DiaryEntry], wanted: Collection[str]) -> list[DiaryEntry]:
    """Those of the entries that are to be copied."""
    return [row for row in rows if str(row.uuid) in wanted]


def _full(rows: QuerySet[DiaryEntry], until: datetime | None = None) -> QuerySet[DiaryEntry]:
    added = _ADDED.filter(at__lte=until) if until else _ADDED
    return whole(rows, until).prefetch_related(Prefetch("additions", added))
