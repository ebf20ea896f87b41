"""Who hears that a matter is late: the community, the sub-district office, its leaders; one step after another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

COMMUNITY, OFFICE, LEADERS = STEPS = (1, 2, 3)
LEADERS_OF = "领导班子"  # follows the office's name in the register


def wanted(due: datetime | None, told: int, hours: Sequence[int], *, now: datetime) -> bool:
    """Whether the next step up has to hear of it now: `hours` is how late it must be for each step.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 4, tzinfo=UTC)
    >>> wanted(noon, 0, (24, 72, 168), now=noon + timedelta(hours=24))
    True
    >>> wanted(noon, 1, (24, 72, 168), now=noon + timedelta(hours=24))
    False
    """
    if due is None or told >= len(hours):
        return False
    return now >= due + timedelta(hours=hours[told])
