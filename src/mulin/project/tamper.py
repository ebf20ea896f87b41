"""Tampering as the administrator would, on a scratch copy: what the printed code of a day is good for.

The register is copied into a database in memory. There one word is changed, first clumsily (the hashes are left as they
are), then cleverly (every hash behind it is computed anew). The same computation as `mulin verify` then goes through
the copies and through the original, and all three are held against the code that was printed on paper.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from mulin import canon
from mulin.core.records.days import day_text
from mulin.core.records.models import Day, Entry
from mulin.core.records.writing import REGISTER, body, stamp

COLUMNS = "seq, number, verb, actor, behalf, at, payload, previous, hash"
Row = tuple[int, str, str, str, str, str, str, str, str]


@dataclass(frozen=True)
class Outcome:
    """What the verifier says of one register: where its chain breaks, and the code that follows from it."""

    broken_at: int | None
    code: str
    printed: str

    @property
    def whole(self) -> bool:
        """Whether the chain is whole and the code is the printed one."""
        return self.broken_at is None and self.code == self.printed


@dataclass(frozen=True)
class Tampering:
    """One word changed in a copy, and what came of it."""

    number: str
    seq: int
    before: str
    after: str
    entries: int
    day: Day
    original: Outcome
    clumsy: Outcome
    clever: Outcome


def _copy(upto: int) -> sqlite3.Connection:
    scratch = sqlite3.connect(":memory:")
    scratch.execute(
        "CREATE TABLE entry (seq INTEGER PRIMARY KEY, number, verb, actor, behalf, at, payload, previous, hash)"
    )
    rows = (
        Entry.objects.filter(seq__lte=upto)
        .order_by("seq")
        .values_list("seq", "thread__number", "verb", "actor", "on_behalf_of", "at", "payload", "previous", "hash")
    )
    scratch.executemany(
        "INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?)",
        ((*row[:5], stamp(row[5]), *row[6:]) for row in rows.iterator(chunk_size=2000)),
    )
    return scratch


def _rows(scratch: sqlite3.Connection, since: int = 0) -> Iterator[Row]:
    yield from scratch.execute(f"SELECT {COLUMNS} FROM entry WHERE seq >= ? ORDER BY seq", (since,))  # noqa: S608


def _hash(row: Row, previous: str) -> str:
    seq, number, verb, actor, behalf, at, payload, _previous, _stored = row
    text = body(
        seq=seq,
        number=number,
        verb=verb,
        actor=actor,
        on_behalf_of=behalf,
        at=datetime.fromisoformat(at),
        payload=payload,
    )
    return canon.link(previous, text)


def _verify(scratch: sqlite3.Connection, day: Day, before: str) -> Outcome:
    """Go through the whole copy; then compute the day's code from the head found at its place."""
    heads = json.loads(day.heads)
    broken, head = None, canon.GENESIS
    for row in _rows(scratch):
        _seq, previous, stored = row[0], row[7], row[8]
        if broken is None and (previous != head or _hash(row, previous) != stored):
            broken = row[0]
        head = stored
    heads[REGISTER] = {"seq": heads[REGISTER]["seq"], "head": head}
    return Outcome(broken, canon.code(day_text(day.date, canon.dumps(heads), before)), day.code)


def _change(scratch: sqlite3.Connection, seq: int, word: str, other: str) -> None:
    payload = scratch.execute("SELECT payload FROM entry WHERE seq = ?", (seq,)).fetchone()[0]
    scratch.execute("UPDATE entry SET payload = ? WHERE seq = ?", (payload.replace(word, other, 1), seq))


def _rehash(scratch: sqlite3.Connection, since: int) -> None:
    """What a clever administrator does: every hash from there on anew, so that the chain looks whole."""
    rows = list(_rows(scratch, since))
    head = rows[0][7]
    for row in rows:
        previous, head = head, _hash(row, head)
        scratch.execute("UPDATE entry SET previous = ?, hash = ? WHERE seq = ?", (previous, head, row[0]))


def tamper(number: str, *, verb: str, field: str, word: str, other: str) -> Tampering | None:
    """Change a word of the first such entry of a thread in a scratch copy; None when it is not there.

    Only the days up to the one sealed last are copied. The original is read and never written.
    """
    day = Day.objects.order_by("-date").first()
    if day is None:
        return None
    upto = json.loads(day.heads)[REGISTER]["seq"]
    entry = (
        Entry.objects.filter(thread__number=number, verb=verb, seq__lte=upto, payload__contains=word)
        .order_by("seq")
        .first()
    )
    if entry is None:
        return None
    text = str(json.loads(entry.payload)[field])
    before = Day.objects.filter(date__lt=day.date).order_by("-date").values_list("code", flat=True).first() or ""
    with closing(_copy(upto)) as scratch:
        original = _verify(scratch, day, before)
        _change(scratch, entry.seq, word, other)
        clumsy = _verify(scratch, day, before)
        _rehash(scratch, entry.seq)
        clever = _verify(scratch, day, before)
    return Tampering(number, entry.seq, text, text.replace(word, other, 1), upto, day, original, clumsy, clever)
