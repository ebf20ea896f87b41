"""Reading a diary: the days behind, what is due, who lives where the entry was heard. Always through the gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import ExtractYear

from mulin.apps.voice.diary import DIARY, marks_of
from mulin.apps.voice.models import DiaryEntry, DiaryThing, DiaryVoice, Way
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.people.models import Household, Person
from mulin.core.people.queries import living
from mulin.core.records import finding
from mulin.core.records.days import ZONE, midnight

ROWS = 20


def entries(viewer: Viewer, *, author: str = "") -> QuerySet[DiaryEntry]:
    """A diary, what was heard last on top; her own, or one that was handed to her."""
    rows = gate.visible(DiaryEntry.objects.filter(author=author or viewer.ref), viewer, "list")
    return _whole(rows).order_by("-heard_at", "-written_at", "-pk")


def _whole(rows: QuerySet[DiaryEntry]) -> QuerySet[DiaryEntry]:
    drawn = Prefetch("drawn", DiaryVoice.objects.select_related("voice__thread").order_by("pk"))
    return rows.select_related("place").prefetch_related("people", "things", drawn)


def found(viewer: Viewer, words: str) -> QuerySet[DiaryEntry]:
    """Entries of her own diary that contain every word, what was written last on top."""
    rows = gate.visible(DiaryEntry.objects.all(), viewer, "search")
    return _whole(finding.matching(rows, DIARY, words, marks=marks_of(viewer.ref)))


def of_year(rows: QuerySet[DiaryEntry], year: int) -> QuerySet[DiaryEntry]:
    """What was heard in a year."""
    return rows.filter(heard_at__gte=midnight(date(year, 1, 1)), heard_at__lt=midnight(date(year + 1, 1, 1)))


def years(viewer: Viewer, *, author: str = "") -> list[int]:
    """The years a diary has, the latest first."""
    rows = gate.visible(DiaryEntry.objects.filter(author=author or viewer.ref), viewer, "list")
    found = rows.annotate(year=ExtractYear("heard_at", tzinfo=ZONE)).values_list("year", flat=True)
    return sorted(found.order_by().distinct(), reverse=True)


@dataclass(frozen=True)
class Due:
    """Something she wanted to come back to: a thing with a deadline, or an entry with a day to look again."""

    entry: DiaryEntry
    thing: DiaryThing | None
    on: date
    late: bool


def due(viewer: Viewer, *, today: date, until: date | None = None) -> list[Due]:
    """What is open in her own diary, the day that ends first on top: what is late stands above all else."""
    things = DiaryThing.objects.filter(entry__author=viewer.ref, way=Way.WATCHED, done_at=None, due_on__isnull=False)
    again = DiaryEntry.objects.filter(author=viewer.ref, follow_on__isnull=False, followed_at=None)
    if until:
        things, again = things.filter(due_on__lte=until), again.filter(follow_on__lte=until)
    found = [
        Due(thing.entry, thing, thing.due_on, thing.due_on < today)
        for thing in things.select_related("entry__place")
        if thing.due_on
    ]
    found += [
        Due(row, None, row.follow_on, row.follow_on < today) for row in again.select_related("place") if row.follow_on
    ]
    return sorted(found, key=lambda one: (one.on, one.entry.heard_at, one.entry.pk))


def due_count(viewer: Viewer, *, today: date) -> tuple[int, int]:
    """How many are open, and how many of them late."""
    found = due(viewer, today=today)
    return len(found), sum(one.late for one in found)


def living_at(entry: DiaryEntry, viewer: Viewer) -> tuple[list[Household], list[Person]]:
    """The households and people behind the door of an entry, as far as she may see them."""
    households = list(
        gate.visible(Household.objects.filter(door=entry.place_id), viewer, "read").order_by("label", "pk")
    )
    chosen = Q(pk__in=entry.people.values("pk"))
    rows = living().filter(Q(place=entry.place_id) | chosen).filter(Q(place__kind="door") | chosen)
    people = list(gate.visible(rows, viewer, "read").order_by("birth_year", "pk")[:50])
    return households, people
