"""The figures of a month, counted in one question, and exactly the rows behind each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, Count, F, Q, QuerySet, Value

from mulin.apps.voice.models import Commitment, Matter, Round, Voice
from mulin.apps.voice.queries.by_place import community
from mulin.apps.voice.rules.matter import LIVE, Phase
from mulin.apps.voice.rules.month import Month
from mulin.apps.voice.rules.rounds import Result
from mulin.core.meetings.models import Meeting
from mulin.core.records.models import Entry

NOT_SOLVED = (Result.NOT_SOLVED, Result.AGAIN, Result.EXPLAINED)


class Kind(NamedTuple):
    """One kind of figure: its rows, where their place stands, what they are told apart by, their latest first."""

    rows: Callable[[Month, datetime], QuerySet[Any]]
    path: str
    by: str
    order: str


def _during(column: str, month: Month) -> Q:
    return Q(**{f"{column}__gte": month.start, f"{column}__lt": month.end})


def _ended(*results: str) -> Callable[[Month, datetime], QuerySet[Any]]:
    return lambda month, _now: Round.objects.filter(end_month=month.number, result__in=results)


KINDS = {
    "heard": Kind(lambda m, _now: Voice.objects.filter(_during("heard_at", m)), "place_path", "channel", "heard_at"),
    "about": Kind(
        lambda m, _now: Voice.objects.filter(_during("heard_at", m), links__undone_at=None, links__isnull=False),
        "place_path",
        "links__matter__category",
        "heard_at",
    ),
    "opened": Kind(
        lambda m, _now: Matter.objects.filter(_during("opened_at", m)).exclude(phase=Phase.MERGED),
        "place_path",
        "category",
        "opened_at",
    ),
    "promised": Kind(
        lambda m, _now: Commitment.objects.filter(_during("promised_at", m)), "matter__place_path", "", "promised_at"
    ),
    "delivered": Kind(
        lambda m, _now: Commitment.objects.filter(_during("delivered_at", m)), "matter__place_path", "", "delivered_at"
    ),
    "solved": Kind(_ended(Result.SOLVED), "place_path", "", "ended_at"),
    "not_solved": Kind(_ended(*NOT_SOLVED), "place_path", "", "ended_at"),
    "unjudged": Kind(_ended(Result.UNJUDGED), "place_path", "", "ended_at"),
    "reopened": Kind(
        lambda m, _now: Round.objects.filter(_during("started_at", m), number__gt=1).exclude(result=Result.MERGED),
        "place_path",
        "",
        "started_at",
    ),
    "late": Kind(lambda _m, now: Matter.objects.filter(phase__in=[*LIVE], due_at__lte=now), "place_path", "", "due_at"),
    "raised": Kind(
        lambda m, _now: Entry.objects.filter(_during("at", m), verb="late_told"), "thread__place_path", "", "at"
    ),
    "meetings": Kind(
        lambda m, _now: Meeting.objects.filter(_during("starts_at", m), state=Meeting.State.HELD),
        "place_path",
        "",
        "starts_at",
    ),
}


def _in(kind: Kind, month: Month, now: datetime) -> QuerySet[Any]:
    found: QuerySet[Any] = kind.rows(month, now)
    return found.filter(**{f"{kind.path}__below": month.place}) if month.place else found


def rows(what: str, month: Month, key: str, *, now: datetime) -> QuerySet[Any]:
    """Exactly the rows behind a figure, the latest first; what is late, the longest first."""
    kind = KINDS[what]
    found = _in(kind, month, now)
    if key and kind.by:
        found = found.annotate(key=F(kind.by)).filter(key=key)
    found = found.model._default_manager.filter(pk__in=found.values("pk"))  # noqa: SLF001 - each once
    ordered: QuerySet[Any] = found.order_by(kind.order if what == "late" else f"-{kind.order}", "-pk")
    return ordered


class Figures:
    """All figures of a month, by kind, community and what they are told apart by."""

    def __init__(self, found: Counter[tuple[str, str, str]]) -> None:
        self.found = found

    def of(self, what: str, *, place: str = "", key: str = "") -> int:
        """One figure, whole or narrowed."""
        return sum(
            n
            for (name, path, by), n in self.found.items()
            if name == what and place in {"", path} and (not key or by == key)
        )

    def keys(self, what: str) -> list[str]:
        """What a kind is told apart by, the largest first."""
        total: Counter[str] = Counter()
        for (name, _path, by), n in self.found.items():
            if name == what and by:
                total[by] += n
        return [key for key, _n in sorted(total.items(), key=lambda one: (-one[1], one[0]))]


def figures(month: Month, *wanted: str, now: datetime) -> Figures:
    """Count the kinds of figures that are wanted, or all, in one question."""

    def text(value: str) -> Value:
        return Value(value, output_field=CharField())

    parts = []
    for what in wanted or KINDS:
        kind = KINDS[what]
        named = {
            "figure": text(what),
            "home": community(kind.path),
            "key": F(kind.by) if kind.by else text(""),
        }
        found = _in(kind, month, now).order_by().annotate(**named).values_list("figure", "home", "key")
        parts.append(found.annotate(n=Count("pk", distinct=what == "about")))
    counted: Counter[tuple[str, str, str]] = Counter()
    for what, home, key, n in parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]:
        counted[what, home, key] += n
    return Figures(counted)
