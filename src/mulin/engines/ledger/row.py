"""The one row of a transfer: both sides, both sequence numbers, both balances after, and its hash."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from mulin.canon import dumps, link


class Row(NamedTuple):
    """One row of the journal; never changed once written.

    Parameters
    ----------
    number : int
        Position in the chain, from 1, without gaps.
    key : str
        Key of the command; rows the engine adds to it carry ``key#1``, ``key#2``, ...
    kind : str
        Why the minutes moved (`earn`, `gift`, `surplus`, `reversal` ...), or an account command.
    phase : str
        `posted`, `held` (reserved), `settled`, `voided`, `expired`, or `account` for account commands.
    src, dst : int, int or None
        Accounts; `dst` is None for account commands.
    minutes : int
        Whole minutes; 0 for account commands only.
    src_seq, dst_seq, src_after, dst_after : int or None
        Sequence number and posted balance of each side after this row.
    visit, turn : str or None, int or None
        The visit that earned, and which attempt for that visit this is (a second one only after a whole reversal).
    helper, served, began, ended : str or None, int or None
        Who served whom, and when (check-in and check-out).
    reverses, settles : int or None
        Number of the row that is reversed or settled.
    first : int
        Number of the first row written for the same command.
    policy : str or None
        Policy in force.
    made_by, approved_by : str
        Who made it, who approved it.
    at : int
        When, seconds since 1970-01-01 UTC.
    until : int or None
        When a reservation lapses.
    basis : str
        Canonical JSON of the evidence.
    hash : str
        Link to the row before (SHA-256 over the previous hash and `body`).

    """

    number: int
    key: str
    kind: str
    phase: str
    src: int
    dst: int | None
    minutes: int
    src_seq: int
    dst_seq: int | None
    src_after: int
    dst_after: int | None
    visit: str | None
    turn: int | None
    helper: str | None
    served: str | None
    began: int | None
    ended: int | None
    reverses: int | None
    settles: int | None
    first: int
    policy: str | None
    made_by: str
    approved_by: str
    at: int
    until: int | None
    basis: str
    hash: str


FIELDS: tuple[str, ...] = Row._fields


def body(row: Sequence[Any]) -> str:
    """Canonical text of a row without its hash, the text that is hashed."""
    return dumps(row[:-1])


# The writer of `mulin.canon`, made once: what goes into a new row has been checked by `well_formed`.
_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def chained(previous: str, *values: Any) -> Row:
    """Make a row from all its values but the hash, linked to the hash before it."""
    return Row._make((*values, link(previous, _write(values))))
