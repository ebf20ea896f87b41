"""The clocks of matters: when they run out, how they stand still and go on, and who hears that they have run out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mulin.apps.voice.actions.moving import Moving, take
from mulin.apps.voice.models import Matter, ResponseClass
from mulin.apps.voice.rules import clock, lateness
from mulin.apps.voice.rules.clock import Allowance
from mulin.apps.voice.rules.matter import LIVE, UNANSWERED
from mulin.apps.voice.rules.pauses import PAUSES
from mulin.core import gate
from mulin.core.events import MatterLate, publish
from mulin.core.gate import SYSTEM, Viewer
from mulin.core.groups.queries import committee_of, office_of_street
from mulin.core.records.calendar import fresh
from mulin.core.records.days import end_of, local_day
from mulin.core.records.workdays import Calendar
from mulin.core.records.writing import writing
from mulin.core.refusals import Refusal

FARTHEST = timedelta(days=3 * 366)


def due_day(day: date, now: datetime) -> str:
    """A day that somebody promises or waits for, as entries write it.

    Raises
    ------
    Refusal
        It is past, or so far away that the year was mistyped.
    """
    if day < local_day(now):
        raise Refusal(_("日子不能在今天以前。"))
    if day > local_day(now) + FARTHEST:
        raise Refusal(_("日子太远了（超过三年），请检查年份。"))
    return day.isoformat()


def version_on(code: str, day: date) -> ResponseClass:
    """The version of a class that holds on a day.

    Raises
    ------
    Refusal
        There is no such class then.
    """
    rows = ResponseClass.objects.filter(code=code, starts_on__lte=day).exclude(ends_on__lt=day)
    row = rows.order_by("-starts_on").first()
    if row is None:
        raise Refusal(_("请选一个办理时限。"))
    return row


def version_of(moving: Moving) -> ResponseClass:
    """The version a matter was opened under."""
    return ResponseClass.objects.get(code=moving.state.klass, starts_on=moving.state.klass_from)


def _working(row: ResponseClass) -> Calendar | None:
    return fresh() if row.working_days else None


def deadline(row: ResponseClass, start: datetime) -> datetime:
    """When a clock of that class that started then runs out."""
    allowance = Allowance(row.hours, row.days, row.working_days)
    return clock.due(start, allowance, _working(row) or clock.WEEKDAYS)


def older(moving: Moving, recorded_at: datetime) -> str:
    """The end of the clock when an older voice joins, as its entry writes it; empty when nothing moves."""
    state = moving.state
    if state.due is None or state.phase not in UNANSWERED or state.round > 1 or recorded_at >= state.clock_start:
        return ""
    row = version_of(moving)
    end = clock.older(state.due, was=deadline(row, state.clock_start), now=deadline(row, recorded_at))
    return min(end, state.due).isoformat()


def pause(*, number: str, reason: str, until: date, text: str, by: Viewer, now: datetime) -> Matter:
    """Let the clock stand still for a listed reason, to a day; reason, day and who did it are public.

    Raises
    ------
    Refusal
        The reason is not listed, the day is past or mistyped, no clock runs, or it stood still long enough already.
    Http404
        Not a worker of the place.
    """
    if reason not in PAUSES:
        raise Refusal(_("暂停只能用列出的理由。"))
    with writing(by=by, now=now) as writer:
        moving = take(writer, number)
        gate.need(by, "matter.open", moving.matter)
        fact: dict[str, Any] = {"reason": reason, "until": due_day(until, now), "text": text.strip()}
        if moving.state.due is not None:
            working = _working(version_of(moving))
            fact["due"] = clock.paused(moving.state.due, at=now, until=until, working=working).isoformat()
        moving.move("paused", fact)
        return moving.settle()


def resume(*, number: str, by: Viewer, now: datetime) -> Matter:
    """Let the clock run again.

    Raises
    ------
    Refusal
        It was not standing.
    Http404
        Not a worker of the place.
    """
    with writing(by=by, now=now) as writer:
        moving = take(writer, number)
        gate.need(by, "matter.open", moving.matter)
        _resume(moving, now)
        return moving.settle()


def _resume(moving: Moving, now: datetime) -> None:
    state, end = moving.state, ""
    if state.unpaused_due is not None and state.paused_at is not None and state.paused_until is not None:
        working = _working(version_of(moving))
        back = clock.resumed(state.unpaused_due, paused_at=state.paused_at, at=now, working=working)
        end = back.isoformat() if now < end_of(state.paused_until) else ""
    moving.move("resumed", {"due": end})


def end_pauses(*, now: datetime) -> int:
    """Let every clock go on whose pause is over; gives how many. Run every minute; safe to repeat."""
    over = Matter.objects.filter(paused_until__lt=local_day(now), phase__in=[*LIVE])
    ended = 0
    for number in list(over.order_by("pk").values_list("thread__number", flat=True)):
        with writing(by=SYSTEM, now=now) as writer:
            moving = take(writer, number)
            if moving.state.paused_until is not None and end_of(moving.state.paused_until) <= now:
                _resume(moving, now)
                moving.settle()
                ended += 1
    return ended


def tell_late(*, now: datetime) -> int:
    """Carry every late matter one step further up whose time for that has come; gives how many steps were taken.

    One step a matter at a time: after a night switched off the steps follow one another, none is left out. Run every
    minute; safe to repeat.
    """
    versions = {(row.code, row.starts_on): row for row in ResponseClass.objects.all()}
    late = Matter.objects.filter(phase__in=[*LIVE], due_at__lte=now, told__lt=len(lateness.STEPS)).order_by("pk")
    steps = 0
    rows = late.values_list("thread__number", "klass", "klass_from", "due_at", "told")
    for number, code, version, due, told in list(rows):
        if lateness.wanted(due, told, _hours(versions[code, version]), now=now):
            with writing(by=SYSTEM, now=now) as writer:
                steps += _tell(take(writer, number), now)
    return steps


def _hours(row: ResponseClass) -> tuple[int, ...]:
    return (row.tell_community, row.tell_office, row.tell_leaders)


def _tell(moving: Moving, now: datetime) -> int:
    state, matter = moving.state, moving.matter
    if state.phase not in LIVE or not lateness.wanted(state.due, state.told, _hours(version_of(moving)), now=now):
        return 0
    step = state.told + 1
    to = committee_of(matter.place_path) if step == lateness.COMMUNITY else office_of_street()
    name = to.name + (lateness.LEADERS_OF if step == lateness.LEADERS else "")
    fact = {"step": step, "to": str(to.uuid), "to_name": name, "due": state.due.isoformat() if state.due else ""}
    moving.move("late_told", fact, on_behalf_of="")
    moving.settle()
    publish(MatterLate(matter.thread.number, step, str(to.uuid), now))
    return 1
