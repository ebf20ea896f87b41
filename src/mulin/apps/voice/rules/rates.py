"""The three rates: answered in time (响应率), solved (解决率), satisfied (满意率). Pure.

A rate is never a bare percentage: it carries how many it is of, how many said nothing, and between which figures it
lies when chance is allowed for. Of fewer than a minimum number nothing is shown.

- answered: of the rounds whose time limit is over or that were answered, those answered before it ran out; silent are
  those without any answer.
- solved: of the rounds that those who spoke judged, those they called solved; a round that was only explained, or that
  broke again, is not; silent are the rounds nobody judged.
- satisfied: of the same rounds with at least one judgement, those where more than half were satisfied.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor, sqrt

Z = 1.959964  # 95 in 100
LEAST = 10  # local default: from so many on a rate is shown


class Which(StrEnum):
    """Which rate."""

    ANSWERED = "answered"
    SOLVED = "solved"
    SATISFIED = "satisfied"


@dataclass(frozen=True)
class Rate:
    """So many of so many, and so many who said nothing."""

    good: int
    n: int
    silent: int = 0
    least: int = LEAST

    @property
    def enough(self) -> bool:
        """Whether there are enough to show a share."""
        return self.n >= self.least

    @property
    def percent(self) -> int:
        """The share in hundredths, rounded; nought of nothing.

        >>> Rate(2, 3).percent
        67
        """
        return (200 * self.good + self.n) // (2 * self.n) if self.n else 0

    @property
    def interval(self) -> tuple[int, int]:
        """Between which whole hundredths the share lies when chance is allowed for (Wilson's interval, 95 in 100).

        >>> Rate(9, 10).interval, Rate(0, 10).interval, Rate(0, 0).interval
        ((59, 99), (0, 28), (0, 100))
        """
        if not self.n:
            return 0, 100
        share, z2 = self.good / self.n, Z * Z
        middle = share + z2 / (2 * self.n)
        wide = Z * sqrt(share * (1 - share) / self.n + z2 / (4 * self.n * self.n))
        scale = 100 / (1 + z2 / self.n)
        return max(0, floor(scale * (middle - wide) + 1e-9)), min(100, ceil(scale * (middle + wide) - 1e-9))


def months(last: int, count: int) -> list[int]:
    """So many months up to the last, written as 202611, latest first.

    >>> months(202602, 4)
    [202602, 202601, 202512, 202511]
    """
    year, month = divmod(last, 100)
    counted = [year * 12 + month - 1 - back for back in range(count)]
    return [number // 12 * 100 + number % 12 + 1 for number in counted]
