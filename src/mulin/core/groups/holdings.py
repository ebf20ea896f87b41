"""What `core.groups` holds about somebody: memberships and offices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.core.gate import Viewer
from mulin.core.groups.models import Office
from mulin.core.people import holdings
from mulin.core.people.holdings import Done, Row
from mulin.core.people.models import Person
from mulin.core.records.days import local_day

GONE = "（已删除）"


def _days(starts_on: date, ends_on: date | None) -> str:
    until = ends_on.isoformat() if ends_on else _("至今")
    return f"{starts_on.isoformat()} — {until}"


def _memberships(person: Person) -> Iterator[Row]:
    for row in person.memberships.select_related("group").order_by("pk"):
        yield Row(
            row.starts_on,
            _("参加的组织"),
            _("%(what)s（%(days)s）") % {"what": row.group.title, "days": _days(row.starts_on, row.ends_on)},
            _("组织"),
        )


def _forget_memberships(person: Person, by: Viewer, now: datetime) -> Done:  # noqa: ARG001
    return Done(person.memberships.all().delete()[0])


def _held(row: Office, today: date) -> str:
    in_office = row.ends_on is None or row.ends_on > today
    return _("正在担任的职务要公示；卸任以后名字可以删") if in_office else ""


def _offices(person: Person, today: date) -> Iterator[Row]:
    for row in person.offices.select_related("group").order_by("pk"):
        what = f"{row.group.title} {_(row.title)} {row.holder_name}"
        text = _("%(what)s（%(days)s）") % {"what": what, "days": _days(row.starts_on, row.ends_on)}
        yield Row(row.starts_on, _("职务"), text, _("组织"), _held(row, today))


def _offices_now(person: Person) -> Iterator[Row]:
    return _offices(person, local_day(timezone.now()))


def _forget_offices(person: Person, by: Viewer, now: datetime) -> Done:  # noqa: ARG001
    gone, stays = 0, []
    for row in person.offices.order_by("pk"):
        reason = _held(row, local_day(now))
        if reason:
            stays.append(reason)
        else:
            row.person, row.holder_name = None, GONE
            row.save(update_fields=["person", "holder_name"])
            gone += 1
    return Done(gone, tuple(holdings.kept(stays)))


def _busy() -> QuerySet[Any, Any]:
    """People who hold an office without an end."""
    return Office.objects.filter(person__isnull=False, ends_on=None).values("person")


def register() -> None:
    """Name the parts of this package."""
    holdings.register(
        "memberships",
        gettext_lazy("参加的组织"),
        lines=_memberships,
        erase=_forget_memberships,
        covers=["groups.Membership"],
        rank=60,
    )
    holdings.register(
        "offices",
        gettext_lazy("职务"),
        lines=_offices_now,
        erase=_forget_offices,
        covers=["groups.Office"],
        rank=59,
        busy=_busy,
    )
