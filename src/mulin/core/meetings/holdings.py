"""What `core.meetings` holds about somebody: that she was there.

How many were there, and in what capacity, is what a resolution stands on, and stays; the name goes. Whoever sat there
by an office that is still held keeps her name in the minutes: who decides in the open is named in the open.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.core.gate import Viewer
from mulin.core.meetings.models import Attendance
from mulin.core.people import holdings
from mulin.core.people.holdings import Done, Row
from mulin.core.people.models import Person
from mulin.core.records.days import local_day

GONE = "（已删除）"


def _seats(person: Person) -> list[Attendance]:
    rows = Attendance.objects.filter(person=person).select_related("meeting__thread", "office")
    return list(rows.order_by("pk"))


def _in_office(row: Attendance, today: date) -> bool:
    office = row.office
    return office is not None and (office.ends_on is None or office.ends_on > today)


def _stays(row: Attendance, today: date) -> str:
    return _("以现任职务参加的会，纪要上要有名字；卸任以后可以删") if _in_office(row, today) else ""


def _lines(person: Person) -> Iterator[Row]:
    today = local_day(timezone.now())
    for row in _seats(person):
        text = f"{row.meeting.title} · {row.get_capacity_display()} · {row.name}"
        yield Row(row.came_at, _("参加的会"), text, row.meeting.thread.number, _stays(row, today))


def _forget(person: Person, by: Viewer, now: datetime) -> Done:  # noqa: ARG001
    gone, stays = 0, []
    for row in _seats(person):
        reason = _stays(row, local_day(now))
        if reason:
            stays.append(reason)
            continue
        row.person, row.name = None, GONE
        row.save(update_fields=["person", "name"])
        gone += 1
    return Done(gone, tuple(holdings.kept(stays)))


def register() -> None:
    """Name the part of this package."""
    holdings.register(
        "meetings",
        gettext_lazy("参加的会"),
        lines=_lines,
        erase=_forget,
        covers=["meetings.Attendance"],
        rank=50,
    )
