"""What a text is found by, as each database stores it: a line of terms on SQLite, a `tsvector` on PostgreSQL."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from mulin.engines.text.tokens import index_terms

LONG = "0long"  # PostgreSQL: positions ran out, so the text itself has to be asked too
FARTHEST, MOST = 16_383, 255  # positions PostgreSQL keeps: how far into a text, how often for one term


def mark(tag: str) -> str:
    """A tag as a term: it begins with a digit, as no spelled character does, so no word finds it.

    Examples
    --------
    >>> mark("login:1") == mark("login:1") != mark("login:2")
    True
    """
    return "0" + hashlib.blake2b(tag.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def terms_of(text: str, marks: Iterable[str] = ()) -> str:
    """The terms of a text behind those of its marks, parted by blanks."""
    return " ".join([*map(mark, sorted(set(marks))), index_terms(text)]).strip()


def positions(terms: Sequence[str]) -> dict[str, list[int]]:
    """Where each term stands, from 1."""
    found: dict[str, list[int]] = {}
    for place, term in enumerate(terms, 1):
        found.setdefault(term, []).append(place)
    return found


def runs_out(terms: str) -> bool:
    """Whether PostgreSQL could not keep every position of these terms.

    Examples
    --------
    >>> runs_out(terms_of("灯" * 200)), runs_out(terms_of("灯" * 300))
    (False, True)
    """
    every = terms.split()
    return len(every) > FARTHEST or max(map(len, positions(every).values()), default=0) > MOST


def vector(terms: str) -> str:
    """The terms as PostgreSQL writes a `tsvector`; what tags a text stands without a position.

    Examples
    --------
    >>> vector("0long ntbcbpqb bpqb")
    '0long ntbcbpqb:2 bpqb:3'
    """
    return " ".join(
        term
        if term[0] == "0"
        else f"{term}:{','.join(str(place) for place in places[:MOST] if place <= FARTHEST) or 1}"
        for term, places in positions(terms.split()).items()
    )


class TermsField(models.TextField):  # type: ignore[type-arg]  # generic only in the stubs
    """Terms, written as one line; PostgreSQL gives them back in its own form, so they are compared there, not here."""

    def db_type(self, connection: Any) -> str | None:
        """The column's type."""
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """The terms as the database takes them."""
        ready = super().get_db_prep_save(value, connection)
        return vector(ready) if connection.vendor == "postgresql" and isinstance(ready, str) else ready
