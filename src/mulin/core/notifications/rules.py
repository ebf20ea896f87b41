"""When word may go out. Local defaults: nothing at night, digests at six in the evening, weekly ones on Fridays."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from mulin.core.notifications.models import Pace
from mulin.core.records.days import ZONE, local_day

MORNING, NIGHT = time(8, 0), time(21, 0)  # quiet from nine in the evening to eight in the morning
DIGEST = time(18, 0)
FRIDAY = 4
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 50, 240))  # a gateway that is down comes back
LAPSES = timedelta(days=30)  # a list of calls is for news, not for history


def awake(moment: datetime) -> datetime:
    """The moment itself, or the next morning when it is quiet time.

    Examples
    --------
    >>> from datetime import UTC
    >>> awake(datetime(2026, 3, 2, 14, 0, tzinfo=UTC)).isoformat()  # ten in the evening in Shanghai
    '2026-03-03T00:00:00+00:00'
    """
    local = moment.astimezone(ZONE)
    if MORNING <= local.time() < NIGHT:
        return moment
    day = local.date() + timedelta(days=1 if local.time() >= NIGHT else 0)
    return datetime.combine(day, MORNING, ZONE).astimezone(moment.tzinfo)


def again(now: datetime, tries: int) -> datetime:
    """When a port that failed so often is tried again: after longer and longer pauses, never at night.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 4, tzinfo=UTC)
    >>> [(again(noon, tries) - noon).seconds // 60 for tries in (1, 2, 3, 4)]
    [2, 10, 50, 240]
    """
    return awake(now + PAUSES[min(tries, len(PAUSES)) - 1])


def ready(at: datetime, pace: str) -> datetime:
    """When something that happened at a moment goes out at that pace."""
    if pace == Pace.ONCE:
        return awake(at)
    day = local_day(at)
    if at.astimezone(ZONE).time() >= DIGEST:
        day += timedelta(days=1)
    if pace == Pace.WEEK:
        day += timedelta(days=(FRIDAY - day.weekday()) % 7)
    return datetime.combine(day, DIGEST, ZONE).astimezone(at.tzinfo)
