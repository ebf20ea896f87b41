"""Policies: the rules of a place as dated data."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = 86_400
_ZONE = ZoneInfo("Asia/Shanghai")


@functools.lru_cache(maxsize=4096)
def _day_of_hour(hour: int) -> date:
    return datetime.fromtimestamp(hour * 3600, UTC).astimezone(_ZONE).date()


def local_day(at: int) -> date:
    """Day in Asia/Shanghai of a moment in seconds since 1970-01-01 UTC.

    Examples
    --------
    >>> local_day(1_767_196_799), local_day(1_767_196_800)
    (datetime.date(2025, 12, 31), datetime.date(2026, 1, 1))

    """
    return _day_of_hour(at // 3600)  # since 1970 the zone has stood on whole hours


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules in force from a day to a day (both included), with the page they were taken from.

    Parameters
    ----------
    id : str
        Name and version, written into every row.
    valid_from, valid_until : date, date or None
        First and last day; None is open.
    source : str
        Where the rule stands.
    rates : mapping of str to (int, int)
        Minutes credited per minute served, as a fraction, per service.
    day_cap, store_cap : int or None
        Most minutes credited in one local day, most minutes an account may store.
    redeem_age : int or None
        Lowest age to redeem.
    relatives : frozenset of str
        Relations to whom hours may be given.
    expiry_days : int or None
        Days after which hours lapse; None is never.
    grace : int
        Minutes before and after the plan that still count.
    late_days : int
        Days after the service within which it must be recorded.
    circle_days : int
        Two people who serve each other within so many days go to review; 0 is off.
    burst_count, burst_seconds : int
        More than `burst_count` earnings of one helper recorded within `burst_seconds` go to review; 0 is off.
    review_days : int
        How long a reviewed earning is held.
    soft_floor : int or None
        Balance below which a warning is given.
    carry_cap, issue_cap : int
        Most minutes carried over from an older record, or issued to a fund, at once; 0 forbids it.

    """

    id: str
    valid_from: date
    valid_until: date | None = None
    source: str = ""
    rates: Mapping[str, tuple[int, int]] = field(default_factory=lambda: {"visit": (1, 1)})
    day_cap: int | None = None
    store_cap: int | None = None
    redeem_age: int | None = None
    relatives: frozenset[str] = frozenset()
    expiry_days: int | None = None
    grace: int = 0
    late_days: int = 31
    circle_days: int = 30
    burst_count: int = 6
    burst_seconds: int = 120
    review_days: int = 30
    soft_floor: int | None = None
    carry_cap: int = 0
    issue_cap: int = 0


def in_force(policies: Iterable[Policy], at: int) -> Policy | None:
    """The policy of the local day of `at`, or None in a gap."""
    day = local_day(at)
    for policy in policies:
        if policy.valid_from <= day and (policy.valid_until is None or day <= policy.valid_until):
            return policy
    return None


class Flaw(NamedTuple):
    """A flaw of a set of policies: `gap`, `overlap`, `empty` (ends before it starts), `twice` or `rate`."""

    code: str
    policy: str
    first: date
    last: date | None


def flaws(policies: Iterable[Policy]) -> list[Flaw]:
    """Gaps, overlaps, reversed dates, repeated names and unusable rates of dated policies.

    Examples
    --------
    >>> flaws([Policy("a", date(2025, 1, 1), date(2025, 12, 31)), Policy("b", date(2026, 2, 1))])[0].code
    'gap'

    """
    found: list[Flaw] = []
    seen: set[str] = set()
    ordered = sorted(policies, key=lambda policy: (policy.valid_from, policy.id))
    for policy in ordered:
        if policy.id in seen:
            found.append(Flaw("twice", policy.id, policy.valid_from, policy.valid_until))
        seen.add(policy.id)
        if policy.valid_until is not None and policy.valid_until < policy.valid_from:
            found.append(Flaw("empty", policy.id, policy.valid_from, policy.valid_until))
        if any(top < 0 or bottom <= 0 for top, bottom in policy.rates.values()):
            found.append(Flaw("rate", policy.id, policy.valid_from, policy.valid_until))
    for earlier, later in itertools.pairwise(ordered):
        if earlier.valid_until is None or earlier.valid_until >= later.valid_from:
            found.append(Flaw("overlap", later.id, later.valid_from, earlier.valid_until))
        elif earlier.valid_until + timedelta(days=1) < later.valid_from:
            first, last = earlier.valid_until + timedelta(days=1), later.valid_from - timedelta(days=1)
            found.append(Flaw("gap", later.id, first, last))
    return found


def lookback(policies: Iterable[Policy]) -> int:
    """Seconds of a helper's past that any rule of these policies may ask for."""
    longest = max((max(policy.circle_days, policy.late_days) for policy in policies), default=0)
    return (longest + 2) * DAY + max((policy.burst_seconds for policy in policies), default=0)
