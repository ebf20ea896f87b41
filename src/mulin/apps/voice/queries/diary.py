"""Reading a diary: the days behind, what is due, who lives where the entry was heard. Always through the gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BigIntegerField, Prefetch, Q, QuerySet, Value
from django.http import Http404

from mulin.apps.voice.diary import DIARY, marks_of
from mulin.apps.voice.models import DiaryEntry, DiaryHandOver, DiaryThing, DiaryVoice, Way
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.people.models import Household, Person
from mulin.core.people.queries import living
from mulin.core.records import finding
from mulin.core.records.days import midnight

ROWS = 20


def entries(viewer: Viewer, *, author: str = "", until: datetime | None = None) -> QuerySet[DiaryEntry]:
    """A diary, what was heard last on top; her own, or one handed to her, with what stood there `until` then."""
    rows = gate.visible(DiaryEntry.objects.filter(author=author or viewer.ref), viewer, "list")
    return whole(rows, until).order_by("-heard_at", "-written_at", "-pk")


def whole(rows: QuerySet[DiaryEntry], until: datetime | None = None) -> QuerySet[DiaryEntry]:
    """Entries with what belongs to them, as far as it was written until then."""
    drawn, things = DiaryVoice.objects.select_related("voice__thread"), DiaryThing.objects.all()
    if until:
        drawn, things = drawn.filter(at__lte=until), things.filter(at__lte=until)
    parts = [Prefetch("drawn", drawn.order_by("pk")), Prefetch("things", things.order_by("pk"))]
    return rows.select_related("place").prefetch_related("people", *parts)


def handed_at(viewer: Viewer, author: str) -> datetime:
    """When that diary was handed to her: what was written later is not hers to read.

    Raises
    ------
    Http404
        It was not, or was taken back.
    """
    row = DiaryHandOver.objects.filter(author=author, successor=viewer.ref, ended_at=None).first()
    if row is None or not viewer.ref:
        raise Http404
    return row.at


def found(viewer: Viewer, words: str) -> QuerySet[DiaryEntry]:
    """Entries of her own diary that contain every word, what was written last on top."""
    rows = gate.visible(DiaryEntry.objects.all(), viewer, "search")
    return whole(finding.matching(rows, DIARY, words, marks=marks_of(viewer.ref)))


def of_year(rows: QuerySet[DiaryEntry], year: int) -> QuerySet[DiaryEntry]:
    """What was heard in a year."""
    return rows.filter(heard_at__gte=midnight(date(year, 1, 1)), heard_at__lt=midnight(date(year + 1, 1, 1)))


def parts(entry: DiaryEntry, until: datetime | None) -> dict[str, QuerySet[Any]]:
    """What belongs to an entry, as far as it was written until then."""
    drawn = entry.drawn.select_related("voice__thread", "voice__words")
    found: dict[str, QuerySet[Any]] = {"things": entry.things.all(), "additions": entry.additions.all(), "drawn": drawn}
    return {name: (rows.filter(at__lte=until) if until else rows).order_by("pk") for name, rows in found.items()}


@dataclass(frozen=True)
class Due:
    """Something she wanted to come back to: a thing with a deadline, or an entry with a day to look again."""

    entry: DiaryEntry
    thing: DiaryThing | None
    on: date
    late: bool


def _open(viewer: Viewer) -> QuerySet[Any, tuple[date, datetime, int, int | None]]:
    """Things she still presses for, entries she has still to look at again; in her own diary alone."""
    things = DiaryThing.objects.filter(entry__author=viewer.ref, way=Way.WATCHED, done_at=None, due_on__isnull=False)
    again = DiaryEntry.objects.filter(author=viewer.ref, follow_on__isnull=False, followed_at=None)
    no_thing = again.annotate(thing=Value(None, output_field=BigIntegerField()))
    looks = no_thing.values_list("follow_on", "heard_at", "pk", "thing").order_by()
    pressed = things.values_list("due_on", "entry__heard_at", "entry_id", "pk").order_by()
    return pressed.union(looks, all=True).order_by("due_on", "entry__heard_at", "entry_id", "pk")  # type: ignore[return-value]


def due(viewer: Viewer, *, today: date, number: str | int | None = 1) -> Page:  # type: ignore[type-arg]
    """A page of what is open, the day that ends first on top: what is late stands above all else."""
    page = Paginator(_open(viewer), ROWS).get_page(number)
    keys = list(page.object_list)
    rows = DiaryEntry.objects.select_related("place").in_bulk({entry for _on, _heard, entry, _thing in keys})
    pressing = DiaryThing.objects.in_bulk({thing for *_rest, thing in keys if thing})
    found = [Due(rows[entry], pressing.get(thing), on, on < today) for on, _heard, entry, thing in keys]
    return Page(found, page.number, page.paginator)


def due_count(viewer: Viewer, *, today: date) -> tuple[int, int]:
    """How many are open, and how many of them late."""
    days = [on for on, *_rest in _open(viewer)]
    return len(days), sum(on < today for on in days)


def living_at(entry: DiaryEntry, viewer: Viewer) -> tuple[list[Household], list[Person]]:
    """The households and people behind the door of an entry, as far as she may see them."""
    households = list(
        gate.visible(Household.objects.filter(door=entry.place_id), viewer, "read").order_by("label", "pk")
    )
    chosen = Q(pk__in=entry.people.values("pk"))
    rows = living().filter(Q(place=entry.place_id) | chosen).filter(Q(place__kind="door") | chosen)
    people = list(gate.visible(rows, viewer, "read").order_by("birth_year", "pk")[:50])
    return households, people
