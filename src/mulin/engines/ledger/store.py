"""How a ledger is kept: what a store must do, and the one way to post through it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from mulin.engines.ledger.account import Account
from mulin.engines.ledger.command import Command, well_formed
from mulin.engines.ledger.policy import Policy, lookback
from mulin.engines.ledger.posting import apply_batch
from mulin.engines.ledger.result import Result
from mulin.engines.ledger.row import Row
from mulin.engines.ledger.state import State


class Needs(NamedTuple):
    """What some commands touch: the part of the ledger to lock and load, everything sorted.

    Parameters
    ----------
    accounts : tuple of int
        Account numbers named by the commands. The store adds the accounts of the rows referred to and
        the pools of all of them.
    keys : tuple of str
        Keys of the commands and of the transfers they refer to.
    refs : tuple of str
        Keys of the transfers they refer to, alone.
    visits, helpers : tuple of str
        Visits that want to earn, and the people in them.
    since : int
        From when on the services of those people matter, seconds since 1970-01-01 UTC.
    roles : bool
        Whether the issue and the debt account are needed.

    """

    accounts: tuple[int, ...]
    keys: tuple[str, ...]
    refs: tuple[str, ...]
    visits: tuple[str, ...]
    helpers: tuple[str, ...]
    since: int
    roles: bool


def needs(commands: Iterable[Command], policies: tuple[Policy, ...]) -> Needs:
    """What commands touch; malformed ones touch nothing.

    Examples
    --------
    >>> needs([Command("k", "donate", 9, 2, 60, at=1, made_by="w")], ()).accounts
    (2, 9)

    """
    accounts: set[int] = set()
    keys: set[str] = set()
    refs: set[str] = set()
    visits: set[str] = set()
    helpers: set[str] = set()
    since, roles = 2**62, False
    for command in commands:
        if not well_formed(command):
            continue
        accounts |= {command.src, command.dst}
        keys.add(command.key)
        refs |= {key for key in (command.reverses, command.settles) if key}
        roles = roles or command.kind in {"open", "reversal", "writeoff"}
        if command.settings is not None and command.settings.pool is not None:
            accounts.add(command.settings.pool)
        if command.visit is not None:
            visits.add(command.visit.id)
            helpers |= {command.visit.helper, command.visit.beneficiary}
            since = min(since, command.visit.checkin, command.at)
    return Needs(
        tuple(sorted(accounts - {0})),
        tuple(sorted(keys | refs)),
        tuple(sorted(refs)),
        tuple(sorted(visits)),
        tuple(sorted(helpers)),
        since - lookback(policies) if helpers else 0,
        roles,
    )


class Store(Protocol):
    """Where rows and balances are kept. Three implementations give byte-equal results."""

    policies: tuple[Policy, ...]

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; inside a transaction of the caller it joins that one."""
        ...

    def load_locked(self, wanted: Needs) -> State:
        """Lock accounts in ascending number, then the head, and load what is wanted."""
        ...

    def flush(self, rows: Sequence[Row], accounts: Sequence[Account]) -> None:
        """Write new rows and the accounts they changed; raises `TornError` when a count is off."""
        ...

    def find(self, keys: Sequence[str]) -> dict[str, Row]:
        """Rows by key, without a lock."""
        ...

    def rows(self, after: int = 0) -> Iterator[Row]:
        """The journal in order, from the row after `after`."""
        ...

    def accounts(self) -> list[Account]:
        """All accounts as stored, by number."""
        ...

    def head(self) -> tuple[int, str]:
        """Number and hash of the last row as stored."""
        ...


class TornError(RuntimeError):
    """The store wrote another number of rows than it was given; the transaction must be rolled back."""


def post(store: Store, commands: Sequence[Command], linked: Sequence[tuple[int, int]] = ()) -> list[Result]:
    """Apply commands in one transaction of a store: lock, load, apply, flush.

    Parameters
    ----------
    store : Store
        Memory, SQLite or PostgreSQL.
    commands : sequence of Command
        One or many; a batch of a thousand costs one lock, one flush and one commit.
    linked : sequence of (int, int)
        Chains that are posted all or nothing.

    Returns
    -------
    list of Posted or Exists or Refused
        One per command. When this returns, what it says is committed, unless the caller holds a
        transaction of its own.

    """
    with store.transaction():
        before = store.load_locked(needs(commands, store.policies))
        after, results = apply_batch(before, commands, linked)
        if after.number != before.number:
            rows = [after.rows[number] for number in range(before.number + 1, after.number + 1)]
            touched = {row.src for row in rows} | {row.dst for row in rows if row.dst is not None}
            store.flush(rows, [after.accounts[number] for number in sorted(touched)])
    return results
