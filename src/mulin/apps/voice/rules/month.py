"""A month on the wall calendar, and the parts of its report. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mulin.apps.voice.rules.rates import months
from mulin.core.records.days import midnight

SECTIONS = ("heard", "doing", "judged", "late", "topics", "raised", "meetings")
FIRST_YEAR, LAST_YEAR, MONTHS = 2000, 2999, 12
LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Month:
    """One month, everywhere or in one place."""

    number: int
    place: str = ""

    @property
    def first(self) -> date:
        """Its first day.

        >>> Month(202610).first
        datetime.date(2026, 10, 1)
        """
        return date(self.number // 100, self.number % 100, 1)

    @property
    def following(self) -> int:
        """The month after it.

        >>> Month(202612).following, Month(202610).following
        (202701, 202611)
        """
        year, month = divmod(self.number, 100)
        return (year + 1) * 100 + 1 if month == MONTHS else self.number + 1

    @property
    def before(self) -> int:
        """The month before it."""
        return months(self.number, 2)[1]

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return midnight(Month(self.following).first)

    @property
    def text(self) -> str:
        """As addresses write it.

        >>> Month(202610).text
        '2026-10'
        """
        return f"{self.first:%Y-%m}"


def read(text: str) -> int:
    """A month from an address; 0 when it is none.

    >>> read("2026-10"), read("2026-13"), read("x")
    (202610, 0, 0)
    """
    year, dash, month = text.partition("-")
    if not (dash and text.isascii() and year.isdecimal() and month.isdecimal() and len(year) == 4 and len(month) == 2):
        return 0
    good = FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= MONTHS
    return int(year + month) if good else 0
