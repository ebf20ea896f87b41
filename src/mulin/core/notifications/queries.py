"""Whom to tell, one line for each speaker however much there is to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Min, QuerySet

from mulin.core.gate import Viewer
from mulin.core.notifications.actions import LISTED
from mulin.core.notifications.contacts import Contact, contacts
from mulin.core.notifications.models import Notification
from mulin.core.people.models import Person


@dataclass(frozen=True)
class Line:
    """One speaker to be told: by call or at her door, since when, and what."""

    number: str
    way: str
    since: datetime
    tries: int
    contact: Contact
    texts: list[Notification]


def waiting(viewer: Viewer, way: str = "") -> QuerySet[Notification, dict[str, Any]]:
    """Numbers with something to tell where the viewer works, those that wait longest first."""
    ways = [way] if way else list(LISTED)
    rows = Notification.objects.filter(done_at=None, way__in=ways).filter(viewer.scope("people.edit"))
    grouped = rows.values("app", "number", "way").annotate(since=Min("at"), tries=Max("tries"))
    return grouped.order_by("since", "number")


def lines(rows: list[dict[str, Any]]) -> list[Line]:
    """The lines of one page of `waiting`: two queries more, and those of the apps that know the people."""
    numbers = [row["number"] for row in rows]
    texts: dict[tuple[str, str], list[Notification]] = {}
    for one in Notification.objects.filter(number__in=numbers, done_at=None, way__in=LISTED).order_by("pk"):
        texts.setdefault((one.number, one.way), []).append(one)
    known: dict[str, Contact] = {}
    for app in sorted({row["app"] for row in rows}):
        known |= contacts(app, [row["number"] for row in rows if row["app"] == app])
    return [
        Line(
            number=row["number"],
            way=row["way"],
            since=row["since"],
            tries=row["tries"],
            contact=known[row["number"]],
            texts=texts[row["number"], row["way"]],
        )
        for row in rows
        if row["number"] in known
    ]


def of_person(person: Person) -> QuerySet[Notification]:
    """What she was told or is going to be told, latest first."""
    return Notification.objects.filter(person=person).order_by("-at", "-pk")
