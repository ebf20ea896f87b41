"""The working calendar: what is in force, how it is changed, and what an installation starts with.

Writes no register entry: nothing in it is about a matter or a person, and no row is ever changed, so that the table
itself says who set which day when and on what ground.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mulin.core.gate import SYSTEM, Viewer
from mulin.core.records.holidays import NOTICES
from mulin.core.records.models import CalendarDay
from mulin.core.records.workdays import Calendar
from mulin.core.refusals import Refusal

VERB = "rules.set"
KEY, SECONDS = "mulin.working-calendar", 60


@dataclass(frozen=True)
class Entered:
    """One day as it is entered."""

    day: date
    works: bool
    name: str = ""


def fresh() -> Calendar:
    """The calendar as it stands in the database."""
    days, years = {}, set()
    for year, day, works in CalendarDay.objects.order_by("pk").values_list("year", "day", "works"):
        days[day] = works
        years.add(year)
    return Calendar(days, frozenset(years))


def calendar() -> Calendar:
    """The calendar for reading pages, asked of the database at most once a minute."""
    known: Calendar | None = cache.get(KEY)
    if known is None:
        known = fresh()
        cache.set(KEY, known, SECONDS)
    return known


def rows_of(year: int) -> list[CalendarDay]:
    """The days of a year's notice as they hold now, in order."""
    last = {row.day: row for row in CalendarDay.objects.filter(year=year).order_by("pk")}
    return [last[day] for day in sorted(last)]


def set_days(*, year: int, days: Sequence[Entered], source: str, by: Viewer, now: datetime) -> int:
    """Say of days of a year whether they are worked; gives how many.

    Raises
    ------
    Refusal
        No day, no ground, a day far from the year, or one day twice.
    Http404
        The actor does not set the rules here.
    """
    if not by.can_somewhere(VERB):
        raise Http404
    if not source.strip():
        raise Refusal(_("请写明按什么定的：哪个通知，或者谁决定的。"))
    if not days:
        raise Refusal(_("还没有写是哪几天。"))
    if len({one.day for one in days}) < len(days):
        raise Refusal(_("有一天写了两次，请只留一次。"))
    for one in days:
        if abs(one.day.year - year) > 1:
            raise Refusal(_("%(day)s 不是 %(year)s 年的日子，请核对。") % {"day": one.day, "year": year})
    _write(year, days, source.strip()[:200], by.ref, now)
    return len(days)


def _write(year: int, days: Iterable[Entered], source: str, ref: str, now: datetime, *, using: str = "default") -> None:
    with transaction.atomic(using=using):
        CalendarDay.objects.using(using).bulk_create(
            CalendarDay(
                year=year,
                day=one.day,
                works=one.works,
                name=one.name.strip()[:40],
                source=source,
                set_by=ref,
                set_at=now,
            )
            for one in days
        )
        transaction.on_commit(lambda: cache.delete(KEY), using=using)


def provide(*, using: str, **_more: Any) -> None:
    """After a migration: the notices that came with this version, for years of which nobody entered anything."""
    known = set(CalendarDay.objects.using(using).values_list("year", flat=True).distinct())
    for notice in NOTICES:
        if notice.year not in known:
            days = [Entered(day, works, name) for day, works, name in notice.days()]
            _write(notice.year, days, notice.source, SYSTEM.ref, datetime(notice.year, 1, 1, tzinfo=UTC), using=using)
