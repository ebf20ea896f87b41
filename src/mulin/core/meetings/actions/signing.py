"""Who came and who went."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from mulin.core.gate import Viewer
from mulin.core.groups.models import Office
from mulin.core.meetings.actions.moving import moving
from mulin.core.meetings.models import Attendance, Capacity
from mulin.core.people.models import Person
from mulin.core.places.actions import clean_name
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal


def sign_in(
    *,
    number: str,
    by: Viewer,
    now: datetime,
    person: Person | None = None,
    office: Office | None = None,
    name: str = "",
    capacity: str = "",
    came_at: datetime | None = None,
    key: str = "",
) -> Attendance:
    """Write down that somebody is there: a person, the holder of an office (named to everybody), or just a name.

    Raises
    ------
    Refusal
        Nobody was named, she is there already, the office is not held on that day, or it is too early or over.
    Http404
        No such meeting, or the actor keeps no minutes there.

    """
    arrived = came_at or now
    shown = clean_name(office.holder_name if office else person.name if person else name, 120)
    sits_as = capacity or (Capacity.OFFICE if office else Capacity.RESIDENT)
    if sits_as not in Capacity.values or (sits_as == Capacity.OFFICE) != (office is not None):
        raise Refusal(_("请选以什么身份来；任职的人请选职务。"))
    who = person or (office.person if office else None)
    with moving(number, by=by, now=now, key=key) as held:
        meeting = held.meeting
        present = Attendance.objects.filter(meeting=meeting, left_at=None)
        if held.again:
            return present.filter(name=shown).latest("pk")
        if office is not None and not _held_on(office, arrived):
            raise Refusal(_("%(name)s 那天不担任这个职务。") % {"name": shown})
        if who is not None and present.filter(person=who).exists():
            raise Refusal(_("%(name)s 已经签到了。") % {"name": shown})
        if office is not None and present.filter(office=office).exists():
            raise Refusal(_("%(name)s 已经签到了。") % {"name": shown})
        seat = uuid.uuid4()
        held.move(
            "signed_in",
            {
                "seat": str(seat),
                "capacity": sits_as,
                "office": str(office.uuid) if office else "",
                "came_at": arrived.isoformat(),
            },
        )
        return Attendance.objects.create(
            uuid=seat, meeting=meeting, person=who, office=office, name=shown, capacity=sits_as, came_at=arrived
        )


def _held_on(office: Office, at: datetime) -> bool:
    day = local_day(at)
    return office.starts_on <= day and (office.ends_on is None or day <= office.ends_on)


def sign_out(
    *, number: str, seat: uuid.UUID, by: Viewer, now: datetime, left_at: datetime | None = None, key: str = ""
) -> Attendance:
    """Write down that somebody went.

    Raises
    ------
    Refusal
        She is not there, or went before she came.
    Http404
        No such meeting, or the actor keeps no minutes there.

    """
    went = left_at or now
    with moving(number, by=by, now=now, key=key) as held:
        row = Attendance.objects.filter(meeting=held.meeting, uuid=seat).first()
        if row is None:
            raise Refusal(_("没有签到，或者已经签退了。"))
        if not held.again:
            held.move("signed_out", {"seat": str(seat), "left_at": went.isoformat()})
            row.left_at = went
            row.save(update_fields=["left_at"])
        return row
