"""Days as they are said in Chinese."""

from __future__ import annotations

from datetime import date


def full_day(day: date) -> str:
    """Write a day with its year.

    Examples
    --------
    >>> full_day(date(2026, 12, 3))
    '2026年12月3日'

    """
    return f"{day.year}年{day.month}月{day.day}日"


def short_day(day: date, seen_from: date) -> str:
    """Write a day, its year only when it is another one.

    Examples
    --------
    >>> short_day(date(2026, 12, 3), date(2026, 11, 24)), short_day(date(2027, 1, 4), date(2026, 12, 24))
    ('12月3日', '2027年1月4日')

    """
    return f"{day.month}月{day.day}日" if day.year == seen_from.year else full_day(day)


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def english_day(day: date) -> str:
    """Write a day in English.

    Examples
    --------
    >>> english_day(date(2026, 12, 3))
    '3 Dec 2026'

    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def weekday(day: date) -> str:
    """Name the day of the week.

    Examples
    --------
    >>> weekday(date(2026, 12, 3))
    '星期四'

    """
    return "星期" + "一二三四五六日"[day.weekday()]
