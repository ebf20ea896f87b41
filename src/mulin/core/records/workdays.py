"""Working days: weekdays, less the holidays, plus the Saturdays and Sundays worked to make up for them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """What is known of single days, and for which years the holidays are known at all.

    In a year that is not known every Monday to Friday counts as worked; `unknown` says which years that touches.
    """

    days: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def works(self, day: date) -> bool:
        """Whether the offices work on that day.

        >>> Calendar({date(2026, 10, 1): False, date(2026, 10, 10): True}).works(date(2026, 10, 10))
        True
        """
        return self.days.get(day, day.weekday() < SATURDAY)

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after a day; the day itself for none.

        >>> Calendar().after(date(2026, 3, 6), 1)
        datetime.date(2026, 3, 9)
        """
        while count > 0:
            day += ONE_DAY
            count -= self.works(day)
        return day

    def count(self, first: date, last: date) -> int:
        """How many working days there are from the first to the last, both counted; none when the last is earlier."""
        return sum(self.works(first + timedelta(days=n)) for n in range((last - first).days + 1))

    def unknown(self, first: date, last: date) -> list[int]:
        """The years between two days whose holidays are not known."""
        return [year for year in range(first.year, last.year + 1) if year not in self.years]
