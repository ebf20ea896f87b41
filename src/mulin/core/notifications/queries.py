"""Whom to tell, one line for each speaker however much there is to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Max, Min, Q, QuerySet
from django.db.models.functions import Cast, Coalesce

from mulin.core.gate import Viewer
from mulin.core.notifications.actions import LISTED
from mulin.core.notifications.contacts import Contact, contacts
from mulin.core.notifications.models import Notification
from mulin.core.people.models import Person


@dataclass(frozen=True)
class Line:
    """One speaker to be told: by call or at her door, since when, and what; `number` is the first of hers."""

    number: str
    way: str
    since: datetime
    tries: int
    contact: Contact
    texts: list[Notification]


def waiting(viewer: Viewer, way: str = "") -> QuerySet[Notification, dict[str, Any]]:
    """Speakers with something to tell where the viewer works, by the first of their numbers.

    Whoever was not tried yet comes first, then those that wait longest. Who is registered is one row whatever she said.
    """
    ways = [way] if way else list(LISTED)
    rows = Notification.objects.filter(done_at=None, way__in=ways).filter(viewer.scope("people.edit"))
    who = Coalesce(Cast("person", CharField()), F("number"), output_field=CharField())
    grouped = rows.annotate(who=who).values("app", "who", "way")
    grouped = grouped.annotate(first=Min("number"), since=Min("at"), tried=Max("tries"))
    return grouped.order_by("tried", "since", "first")


def lines(rows: list[dict[str, Any]]) -> list[Line]:
    """The lines of one page of `waiting`: two queries more, and those of the apps that know the people."""
    numbers = [row["first"] for row in rows]
    people = [row["who"] for row in rows if row["who"] != row["first"]]
    hers = Q(number__in=numbers) | Q(person__in=people)
    texts: dict[tuple[str, str], list[Notification]] = {}
    for one in Notification.objects.filter(hers, done_at=None, way__in=LISTED).order_by("pk"):
        texts.setdefault((str(one.person_id or one.number), one.way), []).append(one)
    known: dict[str, Contact] = {}
    for app in sorted({row["app"] for row in rows}):
        known |= contacts(app, [row["first"] for row in rows if row["app"] == app])
    return [
        Line(
            number=row["first"],
            way=row["way"],
            since=row["since"],
            tries=row["tried"],
            contact=known[row["first"]],
            texts=texts[row["who"], row["way"]],
        )
        for row in rows
        if row["first"] in known
    ]


def of_person(person: Person) -> QuerySet[Notification]:
    """What she was told or is going to be told, latest first."""
    return Notification.objects.filter(person=person).order_by("-at", "-pk")
