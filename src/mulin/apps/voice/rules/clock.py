"""Clocks (时限): from when, how long, and how near the end.

A due day ends at local midnight; hours run through. A pause moves the end by its own length.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from mulin.core.records.days import end_of, local_day


@dataclass(frozen=True)
class Allowance:
    """How long a class of matters has: whole hours, or whole days ending at midnight."""

    hours: int = 0
    days: int = 0


class Nearness(StrEnum):
    """How a running clock stands."""

    NONE = "none"
    FAR = "far"
    SOON = "soon"
    LATE = "late"


def due(start: datetime, allowance: Allowance) -> datetime:
    """When the clock that started then runs out."""
    if allowance.hours:
        return start + timedelta(hours=allowance.hours)
    return end_of(local_day(start) + timedelta(days=allowance.days))


def paused(end: datetime, *, at: datetime, until: date) -> datetime:
    """The end of a clock that stands still from `at` to the end of the day `until`."""
    return end + (end_of(until) - at)


def resumed(end: datetime, *, at: datetime, until: date) -> datetime:
    """The end of a clock whose pause is broken off before its time."""
    return end - (end_of(until) - at)


def nearness(end: datetime | None, *, start: datetime, now: datetime) -> Nearness:
    """Late from the very second; soon in the last fifth of the time, and always in the last hour."""
    if end is None:
        return Nearness.NONE
    if now >= end:
        return Nearness.LATE
    warning = max((end - start) / 5, timedelta(hours=1))
    return Nearness.SOON if end - now <= warning else Nearness.FAR
