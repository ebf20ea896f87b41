"""The three rates counted from the rounds, whole and by community, unit, category or month, and the rows behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Count, F, Q, QuerySet

from mulin.apps.voice.models import RateRule, Round
from mulin.apps.voice.queries.by_place import community
from mulin.apps.voice.rules.rates import LEAST, Rate, Which
from mulin.apps.voice.rules.rounds import Result

KEY, SECONDS = "mulin.rate-rules", 60
JUDGED = (Result.SOLVED, Result.NOT_SOLVED, Result.EXPLAINED, Result.AGAIN)
PARTS = ("all", "good", "rest", "silent")
BY = ("community", "unit", "category", "month")


@dataclass(frozen=True)
class Narrow:
    """What is counted: the months, and where, whose, what about."""

    months: tuple[int, ...]
    place: str = ""
    unit: str = ""
    category: str = ""


class Three(NamedTuple):
    """The three rates of the same rows."""

    answered: Rate
    solved: Rate
    satisfied: Rate

    def named(self) -> list[tuple[Which, Rate]]:
        """Each with its name."""
        return list(zip(Which, self, strict=True))


def least_on(day: date) -> int:
    """From how many on a share is shown on a day."""
    rows: list[tuple[date, int]] | None = cache.get(KEY)
    if rows is None:
        rows = list(RateRule.objects.order_by("starts_on").values_list("starts_on", "least"))
        cache.set(KEY, rows, SECONDS)
    return next((least for start, least in reversed(rows) if start <= day), LEAST)


def _narrowed(narrow: Narrow, column: str) -> QuerySet[Round]:
    rows = Round.objects.filter(**{f"{column}__in": narrow.months}).exclude(result=Result.MERGED)
    if narrow.place:
        rows = rows.filter(place_path__below=narrow.place)
    if narrow.unit:
        rows = rows.filter(unit__uuid=narrow.unit)
    if narrow.category:
        rows = rows.filter(matter__category=narrow.category)
    return rows.order_by()


def _column(which: Which) -> str:
    return "due_month" if which is Which.ANSWERED else "end_month"


def parts(which: Which, now: datetime) -> dict[str, Q]:
    """Which rows are counted at all, which of them are good, which the rest, and which said nothing."""
    if which is Which.ANSWERED:
        over = Q(answered_at__isnull=False) | Q(answer_due__lte=now)
        good = Q(answered_at__lt=F("answer_due"))
        silent = Q(answered_at__isnull=True, answer_due__lte=now)
        return {"all": over, "good": good, "silent": silent, "rest": Q(answered_at__gte=F("answer_due")) | silent}
    if which is Which.SOLVED:
        judged, good = Q(result__in=JUDGED), Q(result=Result.SOLVED)
        return {"all": judged, "good": good, "rest": judged & ~good, "silent": Q(result=Result.UNJUDGED)}
    ended = ~Q(result=Result.RUNNING)
    pleased, judged = F("pleased") * 2, Q(judged__gt=0)
    return {
        "all": ended & judged,
        "good": ended & judged & Q(judged__lt=pleased),
        "rest": ended & judged & Q(judged__gte=pleased),
        "silent": ended & Q(judged=0),
    }


def rows(which: Which, part: str, narrow: Narrow, *, now: datetime) -> QuerySet[Round]:
    """Exactly the rounds behind a figure, latest first."""
    found = _narrowed(narrow, _column(which)).filter(parts(which, now)[part])
    return found.select_related("matter__thread", "unit").order_by(f"-{_column(which)}", "-pk")


def _counts(which: Which, now: datetime) -> dict[str, Count]:
    found = parts(which, now)
    return {f"{which}_{part}": Count("pk", filter=found[part]) for part in ("all", "good", "silent")}


def _rate(found: dict[str, Any], which: Which, least: int) -> Rate:
    good, counted, silent = (int(found.get(f"{which}_{part}", 0)) for part in ("good", "all", "silent"))
    return Rate(good, counted, silent, least)


def three(narrow: Narrow, *, now: datetime, least: int) -> Three:
    """The three rates; two queries."""
    found = _narrowed(narrow, "due_month").aggregate(**_counts(Which.ANSWERED, now))
    found |= _narrowed(narrow, "end_month").aggregate(**_counts(Which.SOLVED, now), **_counts(Which.SATISFIED, now))
    return Three(*(_rate(found, which, least) for which in Which))


def of(rounds: QuerySet[Round], *, now: datetime, least: int) -> Three:
    """The three rates of these rounds, whenever they were; one query."""
    counts: dict[str, Count] = {}
    for which in Which:
        counts |= _counts(which, now)
    found = rounds.order_by().aggregate(**counts)
    return Three(*(_rate(found, which, least) for which in Which))


def table(by: str, narrow: Narrow, *, now: datetime, least: int) -> dict[Any, Three]:
    """The three rates of each community (its path), unit (its key), category or month; two queries."""
    found: dict[Any, dict[str, Any]] = {}
    for column, counted in (
        ("due_month", _counts(Which.ANSWERED, now)),
        ("end_month", _counts(Which.SOLVED, now) | _counts(Which.SATISFIED, now)),
    ):
        keys = {"community": community(), "unit": F("unit_id"), "category": F("matter__category"), "month": F(column)}
        for row in _narrowed(narrow, column).values(group=keys[by]).annotate(**counted):
            found.setdefault(row["group"], {}).update(row)
    return {
        group: Three(*(_rate(row, which, least) for which in Which))
        for group, row in found.items()
        if any(row.get(f"{which}_{part}") for which in Which for part in ("all", "silent"))
    }
