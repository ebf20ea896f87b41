"""Texts into the index and out of it, always in the transaction of whoever changes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.db import connections
from django.db.utils import DEFAULT_DB_ALIAS

from mulin.core.records.finding.kinds import Text, first, named
from mulin.core.records.models import Findable
from mulin.core.records.terms import LONG, runs_out, terms_of
from mulin.engines.text.tokens import normal

BATCH = 500
One = TypeVar("One")


def batched(many: Iterable[One]) -> Iterator[list[One]]:
    """So many at a time."""
    rest = iter(many)
    while some := list(islice(rest, BATCH)):
        yield some


def row(kind: str, one: Text, vendor: str) -> Findable:
    """A text as the index keeps it."""
    terms = terms_of(one.text, one.marks)
    if vendor == "postgresql" and runs_out(terms):
        return Findable(id=first(kind) + one.pk, terms=f"{LONG} {terms}", text=normal(one.text))
    return Findable(id=first(kind) + one.pk, terms=terms, text="")


def index_many(kind: str, texts: Iterable[Text], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Put or replace many texts."""
    vendor, rows = connections[using].vendor, Findable.objects.using(using)
    for some in batched(texts):
        rows.bulk_create(
            [row(kind, one, vendor) for one in some],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["terms", "text"],
        )


def index(kind: str, pk: int, text: str, *, marks: Sequence[str] = ()) -> None:
    """Put or replace the searchable text of one object."""
    index_many(kind, [Text(pk, text, marks)])


def forget(kind: str, pks: Iterable[int]) -> None:
    """Take texts out of the index."""
    for some in batched(pks):
        Findable.objects.filter(id__in=[first(kind) + pk for pk in some]).delete()


def refresh(kind: str, pks: Sequence[int]) -> None:
    """Bring the index of some objects to what their kind now says of them; those that say nothing are forgotten."""
    for some in batched(pks):
        texts = list(named(kind).texts(some))
        index_many(kind, texts)
        forget(kind, set(some) - {one.pk for one in texts})
