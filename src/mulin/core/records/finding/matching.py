"""Narrowing rows to those that contain every word, newest first.

The index is walked from its newest row and each row's object is looked up as it comes, so the first page of a word
that stands everywhere costs no more than that of a rare one. What the caller adds (the gate, filters, `[:20]`) is asked
of each object on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connections
from django.db.models import BigIntegerField, BooleanField, Expression, F, Func, Model, QuerySet

from mulin.core.records.finding.kinds import ROOM, first
from mulin.core.records.models import Findable
from mulin.core.records.terms import LONG, mark
from mulin.engines.text.tokens import Query, query

ROWS = Findable._meta.db_table  # noqa: SLF001 - Django's documented options
FOUND = "records_found"  # SQLite's full-text table over it
LONGEST = 200  # characters of a question; what is longer than any sentence is cut there

Row = TypeVar("Row", bound=Model)


class Found(Func):
    """The condition that an object's row of the index contains the words; the index's table stands beside the rows'."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, key: Expression | F, kind: str, asked: Query, marks: Sequence[str]) -> None:
        super().__init__(key)
        self.kind, self.asked, self.marks = kind, asked, tuple(sorted({mark(tag) for tag in marks}))

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:  # type: ignore[override] # noqa: ARG002
        """The full-text table leads; adding 0 keeps its rows from being looked up one by one."""
        key, parameters = compiler.compile(self.source_expressions[0])
        marks = " OR ".join(f'"{one}"' for one in self.marks)
        words = " AND ".join(part for part in (self.asked.fts5, f"({marks})" if marks else "") if part)
        start = first(self.kind)
        return (
            f"({FOUND} MATCH %s AND {FOUND}.rowid BETWEEN %s AND %s AND {key} = {FOUND}.rowid - %s)",
            (words, start, start + ROOM - 1, *parameters, start),
        )

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:  # noqa: ARG002
        """The index is walked beside the rows."""
        key, parameters = compiler.compile(self.source_expressions[0])
        said, asked = self._said()
        return f"({key} = {ROWS}.id - %s AND {said})", (*parameters, first(self.kind), *asked)

    def _said(self) -> tuple[str, list[Any]]:
        """Phrases where every position is kept; else the pairs, and the text itself."""
        marks = " | ".join(f"'{one}'" for one in self.marks)
        tagged = f" & ({marks})" if marks else ""
        start = first(self.kind)
        exact, loose = (
            f"{self.asked.tsquery}{tagged}".lstrip(" &"),
            f"'{LONG}' & {self.asked.tsquery_any_length}{tagged}",
        )
        like = " AND ".join([f"{ROWS}.text LIKE %s"] * len(self.asked.like))
        long = f" OR ({ROWS}.terms @@ %s::tsquery AND {like})" if like else ""
        return (
            f"{ROWS}.id BETWEEN %s AND %s AND ({ROWS}.terms @@ %s::tsquery{long})",
            [start, start + ROOM - 1, exact, *([loose, *self.asked.like] if like else [])],
        )


class Gathered(Found):
    """The same of words that few rows contain: they are gathered first.

    How often a word stands among all kinds tells PostgreSQL nothing of this one, and it would walk every row in vain.
    """

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:  # noqa: ARG002
        """The keys of the rows that contain them."""
        key, parameters = compiler.compile(self.source_expressions[0])
        said, asked = self._said()
        found = f"SELECT {ROWS}.id - %s FROM {ROWS} WHERE {said}"  # noqa: S608 - the table's own name
        return f"({key} = ANY(ARRAY({found})))", (*parameters, first(self.kind), *asked)


class Newest(Func):
    """The order in which the index is walked."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:  # type: ignore[override] # noqa: ARG002
        """The full-text table's own order."""
        return f"{FOUND}.rowid", ()

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:  # noqa: ARG002
        """The order of the keys."""
        return f"{ROWS}.id", ()


def matching(
    queryset: QuerySet[Row], kind: str, words: str, *, marks: Sequence[str] = (), few: bool = False
) -> QuerySet[Row]:
    """Narrow rows to those whose text contains every word and, where marks are given, bears one of them; newest first.

    With no word and no mark it is every row, newest first. `few` says that hardly a word stands in many rows of the
    kind, as with names.
    """
    asked = query(words[:LONGEST])
    if not asked and not marks:
        return queryset.order_by("-pk")
    sqlite = connections[queryset.db].vendor == "sqlite"
    if few and not sqlite:
        return queryset.filter(Gathered(F("pk"), kind, asked, marks)).order_by("-pk")
    rows = queryset.filter(Found(F("pk"), kind, asked, marks))
    rows.query.extra_tables += (FOUND if sqlite else ROWS,)
    return rows.order_by(Newest().desc())
