"""Clocks (时限): from when, how long, and how near the end.

Hours run through. Days are days of the calendar: a due day ends at local midnight, and no day is ever made of hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from mulin.core.records.days import end_of, local_day
from mulin.core.records.workdays import Calendar

WEEKDAYS = Calendar()


@dataclass(frozen=True)
class Allowance:
    """How long a class of matters has: whole hours, or whole days or working days ending at midnight."""

    hours: int = 0
    days: int = 0
    working_days: int = 0


class Nearness(StrEnum):
    """How a running clock stands."""

    NONE = "none"
    FAR = "far"
    SOON = "soon"
    LATE = "late"


def due(start: datetime, allowance: Allowance, calendar: Calendar = WEEKDAYS) -> datetime:
    """When the clock that started then runs out; the day on which it starts is not counted."""
    if allowance.hours:
        return start + timedelta(hours=allowance.hours)
    if allowance.working_days:
        return end_of(calendar.after(local_day(start), allowance.working_days))
    return end_of(local_day(start) + timedelta(days=allowance.days))


def last_day(end: datetime) -> date:
    """The day on which a clock runs out: a midnight belongs to the day it ends."""
    return local_day(end - timedelta(microseconds=1))


def stood(at: datetime, until: date) -> int:
    """How many days a pause takes from a moment to the end of a day."""
    return (until - local_day(at)).days + 1


def gone(paused_at: datetime, at: datetime) -> int:
    """How many days a pause took that was broken off at a moment."""
    return (local_day(at) - local_day(paused_at)).days


def paused(end: datetime, *, at: datetime, until: date, working: Calendar | None = None) -> datetime:
    """The end of a clock that stands still from `at` to the end of the day `until`.

    A clock that ends at midnight moves by whole days (working days with the calendar of a class that counts them), one
    of hours by the time itself.
    """
    if end_of(last_day(end)) != end:
        return end + (end_of(until) - at)
    if working is not None:
        return end_of(working.after(last_day(end), working.count(local_day(at), until)))
    return end_of(last_day(end) + timedelta(days=stood(at, until)))


def resumed(unpaused: datetime, *, paused_at: datetime, at: datetime, working: Calendar | None = None) -> datetime:
    """The end of a clock whose pause is broken off at `at`; it would have run out at `unpaused` without the pause."""
    if end_of(last_day(unpaused)) != unpaused:
        return unpaused + (at - paused_at)
    if working is not None:
        stood_still = working.count(local_day(paused_at), local_day(at) - timedelta(days=1))
        return end_of(working.after(last_day(unpaused), stood_still))
    return end_of(last_day(unpaused) + timedelta(days=gone(paused_at, at)))


def older(end: datetime, *, was: datetime, now: datetime) -> datetime:
    """The end of a clock that an older voice governs: `was` and `now` are the ends its class gives from either start.

    What pauses added stays: whole days of a clock of days, the time itself of one of hours.
    """
    if end_of(last_day(end)) != end:
        return end - (was - now)
    return end_of(last_day(end) - (last_day(was) - last_day(now)))


def paused_on(end: datetime, *, at: datetime, until: date) -> datetime:
    """The end as entries without an end of their own meant it: moved by the time itself."""
    return end + (end_of(until) - at)


def paused_back(end: datetime, *, at: datetime, until: date) -> datetime:
    """The same of a pause that is broken off before its time."""
    return end - (end_of(until) - at)


def nearness(end: datetime | None, *, start: datetime, now: datetime) -> Nearness:
    """Late from the very second; soon in the last fifth of the time, and always in the last hour."""
    if end is None:
        return Nearness.NONE
    if now >= end:
        return Nearness.LATE
    warning = max((end - start) / 5, timedelta(hours=1))
    return Nearness.SOON if end - now <= warning else Nearness.FAR
