"""Public holidays of the People's Republic of China and the days worked to make up for them, as the yearly notices say.

Facts from the General Office of the State Council (国务院办公厅关于某年部分节假日安排的通知). An installation starts
with these years and adds later ones itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_noop

NEW_YEAR = gettext_noop("元旦")
SPRING = gettext_noop("春节")
QINGMING = gettext_noop("清明节")
LABOUR = gettext_noop("劳动节")
DRAGON_BOAT = gettext_noop("端午节")
MID_AUTUMN = gettext_noop("中秋节")
NATIONAL = gettext_noop("国庆节")
BOTH = gettext_noop("国庆节、中秋节")


@dataclass(frozen=True)
class Notice:
    """One year's notice: who said it, which stretches are free, which days are worked instead."""

    year: int
    source: str
    free: tuple[tuple[str, str, str], ...]
    worked: tuple[str, ...]

    def days(self) -> Iterator[tuple[date, bool, str]]:
        """Every single day it names: the day, whether it is worked, what it is."""
        for name, first, last in self.free:
            day = self._day(first)
            while day <= self._day(last):
                yield day, False, name
                day += timedelta(days=1)
        for text in self.worked:
            yield self._day(text), True, gettext_noop("调休上班")

    def _day(self, text: str) -> date:
        return date.fromisoformat(f"{self.year}-{text}")


NOTICES = (
    Notice(
        2024,
        "国务院办公厅关于2024年部分节假日安排的通知（国办发明电〔2023〕7号）",
        (
            (NEW_YEAR, "01-01", "01-01"),
            (SPRING, "02-10", "02-17"),
            (QINGMING, "04-04", "04-06"),
            (LABOUR, "05-01", "05-05"),
            (DRAGON_BOAT, "06-10", "06-10"),
            (MID_AUTUMN, "09-15", "09-17"),
            (NATIONAL, "10-01", "10-07"),
        ),
        ("02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"),
    ),
    Notice(
        2025,
        "国务院办公厅关于2025年部分节假日安排的通知（国办发明电〔2024〕12号）",
        (
            (NEW_YEAR, "01-01", "01-01"),
            (SPRING, "01-28", "02-04"),
            (QINGMING, "04-04", "04-06"),
            (LABOUR, "05-01", "05-05"),
            (DRAGON_BOAT, "05-31", "06-02"),
            (BOTH, "10-01", "10-08"),
        ),
        ("01-26", "02-08", "04-27", "09-28", "10-11"),
    ),
    Notice(
        2026,
        "国务院办公厅关于2026年部分节假日安排的通知（2025年11月4日）",
        (
            (NEW_YEAR, "01-01", "01-03"),
            (SPRING, "02-15", "02-23"),
            (QINGMING, "04-04", "04-06"),
            (LABOUR, "05-01", "05-05"),
            (DRAGON_BOAT, "06-19", "06-21"),
            (MID_AUTUMN, "09-25", "09-27"),
            (NATIONAL, "10-01", "10-07"),
        ),
        ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
    ),
)
