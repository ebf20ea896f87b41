"""Certificate of hours that a third party checks offline, against a root printed on paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mulin.canon import link
from mulin.engines.ledger.merkle import included, inclusion, root
from mulin.engines.ledger.row import Row, body


class Seal(NamedTuple):
    """What is printed in public: how many rows, hash of the last one, root over all of them."""

    size: int
    head: str
    root: str


class Proven(NamedTuple):
    """One row with the hash before it and its way up to the root."""

    row: Row
    previous: str
    path: tuple[str, ...]


class HoursProof(NamedTuple):
    """Hours of one person in a period.

    Parameters
    ----------
    person : str
        Owner reference.
    since, until : int
        Period, seconds since 1970-01-01 UTC, by check-in; `until` not included.
    minutes : int
        Sum of the rows that still stand.
    rows : tuple of Proven
        The rows themselves.
    seal : Seal
        The public anchor they are proven against.

    """

    person: str
    since: int
    until: int
    minutes: int
    rows: tuple[Proven, ...]
    seal: Seal


def seal(rows: Sequence[Row]) -> Seal:
    """Seal of a journal."""
    return Seal(len(rows), rows[-1].hash if rows else "0" * 64, root([row.hash for row in rows]))


def _standing(rows: Iterable[Row]) -> set[int]:
    """Numbers of earning rows that were posted or settled and not reversed."""
    numbers: set[int] = set()
    held: set[int] = set()
    origin: dict[int, int] = {}
    for row in rows:
        if row.visit is not None and row.phase == "posted":
            numbers.add(row.number)
        elif row.visit is not None and row.phase == "held":
            held.add(row.number)
        elif row.phase == "settled" and row.settles in held:
            numbers.add(row.settles)
            origin[row.number] = row.settles
        if row.reverses is not None:
            numbers.discard(origin.get(row.reverses, row.reverses))
    return numbers


def certificate(rows: Sequence[Row], person: str, since: int, until: int) -> HoursProof:
    """Certificate of the hours a person has served in a period.

    Parameters
    ----------
    rows : sequence of Row
        The whole journal, first row first.
    person : str
        Owner reference of the helper.
    since, until : int
        Period by check-in, seconds since 1970-01-01 UTC; `until` is not included.

    Returns
    -------
    HoursProof
        Checked with `proves`, without the ledger. It shows that these rows are in the sealed journal; whether
        one was reversed later is seen by asking for the certificate anew.

    """
    hashes = [row.hash for row in rows]
    standing = _standing(rows)
    proven = [
        Proven(row, hashes[place - 1] if place else "0" * 64, tuple(inclusion(hashes, place)))
        for place, row in enumerate(rows)
        if row.number in standing and row.helper == person and since <= (row.began or 0) < until
    ]
    return HoursProof(person, since, until, sum(item.row.minutes for item in proven), tuple(proven), seal(rows))


def proves(proof: HoursProof, printed: Seal) -> bool:
    """Whether a certificate holds against a printed seal; needs neither ledger nor secret."""
    numbers = [item.row.number for item in proof.rows]
    return (
        proof.seal == printed
        and len(set(numbers)) == len(numbers)
        and proof.minutes == sum(item.row.minutes for item in proof.rows)
        and all(
            item.row.helper == proof.person
            and item.row.visit is not None
            and proof.since <= (item.row.began or 0) < proof.until
            and link(item.previous, body(item.row)) == item.row.hash
            and included(item.row.hash, item.row.number - 1, printed.size, item.path, printed.root)
            for item in proof.rows
        )
    )
