"""How long each class of data is kept, and removing exactly what is due.

A package registers its classes in `AppConfig.ready`: how many days by default and on what ground, which rows are due,
and how one batch of them goes. The days are dated settings (`RetentionRule`) that the steward may change, never below
the floor a law demands. What is due is computed anew in each step, so that a run that was broken off simply goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mulin.core.gate import Viewer
from mulin.core.records.days import local_day
from mulin.core.records.models import RetentionRule
from mulin.core.refusals import Refusal

BATCH = 200
LONGEST = 100 * 366
Text = str | Promise
Due = QuerySet[Any] | Sequence[Any]


@dataclass(frozen=True)
class Kept:
    """A class of data.

    Attributes
    ----------
    name, title
        Its code, and what the steward reads.
    days, source
        How long by default, and on what ground.
    due
        Given the moment and the days: what has to go.
    remove
        Let a batch of these go, inside a transaction that is already open; gives how many went.
    floor, floor_source
        The least days a law demands, and which law.
    most
        The most days a setting may say: some things are swept by the minute, whatever the nights do.

    """

    name: str
    title: Text
    days: int
    source: Text
    due: Callable[[datetime, int], Due]
    remove: Callable[[Sequence[Any], datetime], int]
    floor: int = 0
    floor_source: Text = ""
    most: int = LONGEST


_kept: dict[str, Kept] = {}


def register(kept: Kept) -> None:
    """Name a class of data; one of the same name is replaced.

    Raises
    ------
    ValueError
        Its default lies below its floor.

    """
    if kept.days < kept.floor:
        raise ValueError(f"{kept.name}: {kept.days} days are fewer than the floor of {kept.floor}")
    _kept[kept.name] = kept


def every() -> list[Kept]:
    """All classes, by name."""
    return [_kept[name] for name in sorted(_kept)]


def find(name: str) -> Kept | None:
    """The class of that name."""
    return _kept.get(name)


def rule_of(name: str, *, on: date) -> RetentionRule | None:
    """The setting that holds on a day; none while nobody changed the default."""
    return RetentionRule.objects.filter(kind=name, starts_on__lte=on).order_by("-starts_on", "-pk").first()


def days_of(kept: Kept, *, on: date) -> int:
    """How long the class is kept on that day, never below its floor whatever a row says."""
    rule = rule_of(kept.name, on=on)
    return max(kept.floor, rule.days if rule else kept.days)


def set_rule(*, kept: Kept, days: int, starts_on: date, source: str, by: Viewer, now: datetime) -> RetentionRule:
    """Say that from a day on the class is kept so many days. Writes no register entry: the dated row says who did.

    Raises
    ------
    Refusal
        Below the floor, no ground was given, or the day lies in the past.
    Http404
        The actor does not run this system.

    """
    if not by.can_somewhere("system.run"):
        raise Http404
    if days < kept.floor:
        raise Refusal(_("最少要留 %(days)s 天：%(law)s。") % {"days": kept.floor, "law": kept.floor_source})
    if not 1 <= days <= kept.most:
        raise Refusal(_("天数要在 1 到 %(most)s 之间。") % {"most": kept.most})
    if not source.strip():
        raise Refusal(_("请写明按什么定的：哪条规定，或者谁决定的。"))
    if starts_on < local_day(now):
        raise Refusal(_("新的天数只能从今天或以后的日子算起。"))
    return RetentionRule.objects.create(
        kind=kept.name, days=days, starts_on=starts_on, source=source.strip()[:200], set_by=by.ref, set_at=now
    )


def due(kept: Kept, *, now: datetime, days: int | None = None) -> Due:
    """What has to go now (or would, were it kept so many days)."""
    return kept.due(now, days_of(kept, on=local_day(now)) if days is None else max(days, kept.floor))


def count(rows: Due) -> int:
    """How many they are."""
    return rows.count() if isinstance(rows, QuerySet) else len(rows)


def step(kept: Kept, *, now: datetime) -> int:
    """Let one batch go; gives how many went, 0 when nothing (more) is due. The caller may hold a transaction."""
    with transaction.atomic():
        rows = list(due(kept, now=now)[:BATCH])
        return kept.remove(rows, now) if rows else 0


def run(*, now: datetime) -> Iterator[tuple[str, int]]:
    """Let everything go that is due, class by class, each batch in a transaction of its own; gives what went."""
    for kept in every():
        gone = 0
        while went := step(kept, now=now):
            gone += went
        yield kept.name, gone


def before(now: datetime, days: int) -> datetime:
    """The moment so many days ago: what is older is due."""
    return now - timedelta(days=days)


def delete(rows: Sequence[Any], now: datetime) -> int:  # noqa: ARG001
    """Delete plain rows of one model; the common way of letting a batch go."""
    if not rows:
        return 0
    model = type(rows[0])
    return int(model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()[0])  # noqa: SLF001
