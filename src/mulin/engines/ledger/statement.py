"""What the holder of a card is shown: lines, balance at a moment, and hours about to lapse."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from mulin.engines.ledger.policy import DAY, Policy
from mulin.engines.ledger.row import Row


class Line(NamedTuple):
    """One line of a statement: minutes are signed, `balance` is what stood afterwards."""

    number: int
    at: int
    kind: str
    phase: str
    other: int | None
    minutes: int
    balance: int


class Statement(NamedTuple):
    """An account up to a moment.

    Parameters
    ----------
    account : int
        Number of the account.
    as_of : int
        Seconds since 1970-01-01 UTC; rows at that moment are included.
    lines : tuple of Line
        In the order of the journal.
    balance, held_out, held_in : int
        Minutes posted and reserved at that moment.

    """

    account: int
    as_of: int
    lines: tuple[Line, ...]
    balance: int
    held_out: int
    held_in: int


def statement(rows: Iterable[Row], account: int, as_of: int) -> Statement:
    """Statement of an account, from rows (all of the journal, or those of the account).

    Examples
    --------
    >>> statement([], 7, 0).balance
    0

    """
    lines: list[Line] = []
    balance = held_out = held_in = 0
    for row in rows:
        if account not in {row.src, row.dst} or row.at > as_of:
            continue
        outward = row.src == account
        sign = -1 if outward else 1
        after = row.src_after if outward else row.dst_after
        change = {"held": 1, "settled": -1, "voided": -1, "expired": -1}.get(row.phase, 0) * row.minutes
        held_out, held_in = (held_out + change, held_in) if outward else (held_out, held_in + change)
        moved = row.phase in {"posted", "settled"}
        balance += sign * row.minutes if moved else 0
        other = row.dst if outward else row.src
        lines.append(Line(row.number, row.at, row.kind, row.phase, other, sign * row.minutes, after or 0))
    return Statement(account, as_of, tuple(lines), balance, held_out, held_in)


def lapsing(rows: Iterable[Row], account: int, at: int, policy: Policy) -> int:
    """Minutes of an account that have lapsed at `at`: what came in long ago and was not used, oldest first used.

    Parameters
    ----------
    rows : iterable of Row
        The account's rows in order.
    account : int
        Number of the account.
    at : int
        Seconds since 1970-01-01 UTC.
    policy : Policy
        `expiry_days` None means that nothing ever lapses.

    Returns
    -------
    int
        Minutes to post as `lapse`.

    """
    if policy.expiry_days is None:
        return 0
    stock: deque[list[int]] = deque()
    for row in rows:
        if row.phase not in {"posted", "settled"} or row.at > at:
            continue
        if row.dst == account:
            stock.append([row.at, row.minutes])
        elif row.src == account:
            left = row.minutes
            while left and stock:
                used = min(left, stock[0][1])
                stock[0][1] -= used
                left -= used
                if not stock[0][1]:
                    stock.popleft()
    return sum(minutes for came, minutes in stock if at - came > policy.expiry_days * DAY)
