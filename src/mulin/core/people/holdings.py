"""What is held about a person: every package says what it holds, how it forgets it, and what has to stay and why.

A package registers its part in `AppConfig.ready`. From these parts come her copy (Personal Information Protection Law,
article 45), the list shown to her before anything is erased, and the erasure itself (article 47). A test walks every
model of the project: one that no part covers has to say why nobody can be found in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from mulin.core.gate import Viewer
from mulin.core.people.models import Person

Text = str | Promise


@dataclass(frozen=True)
class Row:
    """One thing that is held: since when, what it is, what it says, where in the system it lies.

    `stays` is the reason why an erasure has to leave it; empty when it goes.
    """

    when: date | datetime | None
    what: str
    text: str
    where: str
    stays: str = ""


@dataclass(frozen=True)
class Done:
    """What an erasure did with one part: how many things are gone, and what stayed with the reason."""

    gone: int
    kept: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Holding:
    """What one package holds about a person, in one room of it.

    `rank` orders the forgetting: what stands on other things goes first, the person herself last.
    """

    name: str
    title: Text
    lines: Callable[[Person], Iterable[Row]]
    erase: Callable[[Person, Viewer, datetime], Done]
    covers: tuple[str, ...]
    rank: int = 0
    busy: Callable[[], QuerySet[Any, Any]] | None = None


_holdings: dict[str, Holding] = {}


def register(
    name: str,
    title: Text,
    *,
    lines: Callable[[Person], Iterable[Row]],
    erase: Callable[[Person, Viewer, datetime], Done],
    covers: Iterable[str],
    rank: int = 0,
    busy: Callable[[], QuerySet[Any, Any]] | None = None,
) -> None:
    """Name a part.

    `covers` lists the models (`app.Model`) whose rows about a person it gives and forgets; `busy` gives the primary
    keys of people with something still running there, who are not forgotten by the calendar alone.
    """
    _holdings[name] = Holding(name, title, lines, erase, tuple(covers), rank, busy)


def every() -> list[Holding]:
    """All parts in the order of reading: the person first, what hangs on her after."""
    return sorted(_holdings.values(), key=lambda holding: (-holding.rank, holding.name))


def not_busy(rows: QuerySet[Person]) -> QuerySet[Person]:
    """Only those with nothing still running in any part."""
    for holding in every():
        if holding.busy is not None:
            rows = rows.exclude(pk__in=holding.busy())
    return rows


def find(name: str) -> Holding | None:
    """The part of that name."""
    return _holdings.get(name)


@dataclass(frozen=True)
class Part:
    """One part as a page shows it."""

    holding: Holding
    rows: tuple[Row, ...]

    @property
    def going(self) -> int:
        """How many things an erasure takes away."""
        return sum(not row.stays for row in self.rows)

    @property
    def staying(self) -> list[tuple[int, str]]:
        """How many things stay, by reason."""
        return kept(row.stays for row in self.rows)


def kept(reasons: Iterable[str]) -> list[tuple[int, str]]:
    """Reasons counted, in the order they came; the empty one is left out."""
    return [(count, reason) for reason, count in Counter(reasons).items() if reason]


def everything(person: Person) -> list[Part]:
    """Everything that is held about her, by part; a part that holds nothing is left out."""
    parts = [Part(holding, tuple(holding.lines(person))) for holding in every()]
    return [part for part in parts if part.rows]
