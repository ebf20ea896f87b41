"""Asking about meetings. Reads never open a transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.groups.models import Office
from mulin.core.groups.queries import offices_near
from mulin.core.meetings.models import Attendance, Capacity, Meeting
from mulin.core.people.models import Person
from mulin.core.people.queries import search as search_people
from mulin.core.places.queries import community_path
from mulin.core.records.days import local_day
from mulin.core.records.models import Thread


@dataclass(frozen=True)
class Present:
    """Who was there: counts by capacity for everybody, and by name only those who came by an office."""

    total: int
    counts: list[tuple[str, int]]
    officers: list[Attendance]


def meetings(viewer: Viewer, *, state: str = "", within: str = "") -> QuerySet[Meeting]:
    """Meetings, those still to come first, then the latest."""
    rows = gate.visible(Meeting.objects.filter(place_path__startswith=within), viewer, "list")
    if state:
        rows = rows.filter(state=state)
    return rows.select_related("thread", "place", "convenor").order_by("-state", "-starts_at", "-pk")


def upcoming(now: datetime, *, within: str = "") -> Meeting | None:
    """The next meeting that is called."""
    rows = Meeting.objects.filter(
        state=Meeting.State.NOTICED, starts_at__gte=now, place_path__startswith=community_path(within) if within else ""
    )
    return rows.select_related("thread", "place").order_by("starts_at").first()


def present(meeting: Meeting) -> Present:
    """Who was there, as far as everybody may know."""
    names = dict(Capacity.choices)
    seats = Attendance.objects.filter(meeting=meeting)
    rows = seats.values_list("capacity").annotate(n=Count("pk")).order_by("capacity")
    found = dict(rows)
    counts = [(str(names[code]), found[code]) for code in Capacity.values if code in found]
    officers = seats.filter(office__isnull=False).select_related("office__group").order_by("pk")
    return Present(sum(found.values()), counts, list(officers))


def attendance(meeting: Meeting, viewer: Viewer) -> QuerySet[Attendance]:
    """The list of names, for those who keep it."""
    rows = gate.visible(Attendance.objects.filter(meeting=meeting), viewer, "read")
    return rows.select_related("person__place", "office__group").order_by("-pk")


def threads(numbers: Iterable[str], viewer: Viewer) -> dict[str, Thread]:
    """The faces of the threads a meeting is about, as far as the viewer may see them."""
    wanted = [number for number in numbers if number]
    rows = gate.visible(Thread.objects.filter(number__in=wanted), viewer, "read") if wanted else ()
    return {thread.number: thread for thread in rows}


def who_may_come(text: str, meeting: Meeting, viewer: Viewer) -> list[Person]:
    """People of the place by name or door, for signing them in."""
    if not text.strip():
        return []
    return list(search_people(text, viewer=viewer, within=meeting.place_path)[:10])


def offices(meeting: Meeting, now: datetime) -> QuerySet[Office]:
    """Offices whose holders may be signed in by name."""
    return offices_near(meeting.place_path, local_day(meeting.starts_at or now))
