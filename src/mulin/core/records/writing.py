"""Writing to the register: one transaction, entries gathered and appended last, when the chain's head is locked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from mulin import canon
from mulin.core.gate import Viewer
from mulin.core.records.models import Chain, Entry, Thread
from mulin.core.records.numbering import next_number

REGISTER = "register"


@dataclass(frozen=True)
class Line:
    """An entry as the pure rules read it."""

    verb: str
    actor: str
    on_behalf_of: str
    at: datetime
    payload: dict[str, Any]


def stamp(at: datetime) -> str:
    """A moment as chains write it: UTC, whole microseconds.

    >>> stamp(datetime(2026, 11, 24, 8, 5, tzinfo=UTC))
    '2026-11-24T08:05:00.000000Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def body(*, seq: int, number: str, verb: str, actor: str, on_behalf_of: str, at: datetime, payload: str) -> str:
    """The canonical text of an entry that its hash covers."""
    return canon.dumps(
        {
            "seq": seq,
            "number": number,
            "verb": verb,
            "actor": actor,
            "for": on_behalf_of,
            "at": stamp(at),
            "payload": payload,
        }
    )


class Writer:
    """What one action writes; `by` acts, `on_behalf_of` is a person's uuid when a worker acts for her."""

    def __init__(self, *, by: Viewer, now: datetime, on_behalf_of: str = "") -> None:
        self.by, self.now, self.on_behalf_of = by, now, on_behalf_of
        self.pending: list[tuple[Thread, Line]] = []

    def open(self, *, kind: str, place_code: str, place_path: str, state: str, year: int, **face: Any) -> Thread:
        """Open a thread under the next number of the place."""
        return Thread.objects.create(
            number=next_number(place_code, year),
            kind=kind,
            place_path=place_path,
            state=state,
            opened_at=self.now,
            changed_at=self.now,
            **face,
        )

    def lock(self, number: str) -> Thread:
        """The thread of that number, locked until the transaction ends."""
        return Thread.objects.select_for_update().get(number=number)

    def entry(self, thread: Thread, verb: str, payload: dict[str, Any], *, on_behalf_of: str | None = None) -> Line:
        """Say one thing about a thread."""
        canon.dumps(payload)
        who = self.on_behalf_of if on_behalf_of is None else on_behalf_of
        line = Line(verb, self.by.ref or "passer-by", who, self.now, payload)
        self.pending.append((thread, line))
        return line

    def face(self, thread: Thread, **changes: Any) -> None:
        """Change what the thread shows."""
        for name, value in changes.items():
            setattr(thread, name, value)
        thread.changed_at = self.now
        thread.save(update_fields=[*changes, "changed_at"])

    def lines(self, thread: Thread) -> list[Line]:
        """Everything said of a thread so far, what this transaction says included."""
        return lines_of(thread) + [line for other, line in self.pending if other.pk == thread.pk]

    def append(self) -> None:
        """Write the gathered entries behind the chain's head."""
        if not self.pending:
            return
        chain = Chain.objects.select_for_update().filter(name=REGISTER).first()
        if chain is None:
            Chain.objects.get_or_create(name=REGISTER, defaults={"head": canon.GENESIS})
            chain = Chain.objects.select_for_update().get(name=REGISTER)
        seq, head = chain.seq, chain.head
        rows = []
        for thread, line in self.pending:
            seq += 1
            payload = canon.dumps(line.payload)
            text = body(
                seq=seq,
                number=thread.number,
                verb=line.verb,
                actor=line.actor,
                on_behalf_of=line.on_behalf_of,
                at=line.at,
                payload=payload,
            )
            previous, head = head, canon.link(head, text)
            rows.append(
                Entry(
                    seq=seq,
                    thread=thread,
                    verb=line.verb,
                    actor=line.actor,
                    on_behalf_of=line.on_behalf_of,
                    at=line.at,
                    payload=payload,
                    previous=previous,
                    hash=head,
                )
            )
        Entry.objects.bulk_create(rows)
        chain.seq, chain.head = seq, head
        chain.save(update_fields=["seq", "head"])
        self.pending.clear()


_outer: ContextVar[Writer | None] = ContextVar("mulin_writer", default=None)


@contextmanager
def writing(*, by: Viewer, now: datetime, on_behalf_of: str = "") -> Iterator[Writer]:
    """One transaction of the register.

    An action called inside another's (an event handler, say) joins it: its entries stand in the order they were said
    and are appended together at the end, so that the head is locked last and shortly.
    """
    outer = _outer.get()
    inner = Writer(by=by, now=now, on_behalf_of=on_behalf_of)
    if outer is not None:
        inner.pending, said = outer.pending, len(outer.pending)
        try:
            with transaction.atomic():
                yield inner
        except BaseException:
            del outer.pending[said:]  # what the inner action said is undone with it
            raise
        return
    token = _outer.set(inner)
    try:
        with transaction.atomic():
            yield inner
            inner.append()
    finally:
        _outer.reset(token)


def read(entries: Iterable[Entry]) -> list[Line]:
    """Entries as the rules read them."""
    return [Line(row.verb, row.actor, row.on_behalf_of, row.at, json.loads(row.payload)) for row in entries]


def lines_of(thread: Thread) -> list[Line]:
    """Everything the register says of a thread, oldest first."""
    return read(Entry.objects.filter(thread=thread).order_by("seq"))
