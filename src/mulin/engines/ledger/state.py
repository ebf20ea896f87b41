"""What the rules need to know: a whole ledger, or the part of it that some commands touch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mulin.canon import GENESIS
from mulin.engines.ledger.account import Account
from mulin.engines.ledger.policy import Policy
from mulin.engines.ledger.row import Row, chained


class Service(NamedTuple):
    """A service of a helper that has earned and still stands."""

    number: int
    served: str
    began: int
    ended: int
    minutes: int
    at: int


class Use(NamedTuple):
    """How often a visit has been entered, and whether the last entry still stands."""

    turn: int
    live: bool


@dataclass(frozen=True, slots=True)
class State:
    """Accounts, the rows that may be referred to, and the facts the rules ask for.

    Parameters
    ----------
    policies : tuple of Policy
        The dated rules.
    accounts : mapping of int to Account
        By account number.
    rows, keys, groups : mappings
        Rows by number, numbers by key, numbers of a group by its first number.
    reversed_by, settled_by : mapping of int to int
        Number of the row that reversed or settled a row.
    visits : mapping of str to Use
        Visits that have been entered.
    services : mapping of str to tuple of Service
        Standing services by helper reference.
    number, head : int, str
        Number and hash of the last row.

    """

    policies: tuple[Policy, ...] = ()
    accounts: Mapping[int, Account] = field(default_factory=dict)
    rows: Mapping[int, Row] = field(default_factory=dict)
    keys: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    reversed_by: Mapping[int, int] = field(default_factory=dict)
    settled_by: Mapping[int, int] = field(default_factory=dict)
    visits: Mapping[str, Use] = field(default_factory=dict)
    services: Mapping[str, tuple[Service, ...]] = field(default_factory=dict)
    number: int = 0
    head: str = GENESIS

    def role(self, kind: str) -> Account | None:
        """The one account of a kind of which there is one (`issue`, `debt`)."""
        return next((account for account in self.accounts.values() if account.kind == kind), None)


def head(state: State) -> bytes:
    """Hash of the last row, 32 bytes: the public anchor, to be printed.

    Examples
    --------
    >>> head(State()).hex()[:8]
    '00000000'

    """
    return bytes.fromhex(state.head)


_ABSENT: Any = object()


class Draft:
    """A state being written on, with an undo log so that a refused chain leaves no trace."""

    def __init__(self, state: State) -> None:
        self.policies = state.policies
        self.accounts = dict(state.accounts)
        self.rows = dict(state.rows)
        self.keys = dict(state.keys)
        self.groups = dict(state.groups)
        self.reversed_by = dict(state.reversed_by)
        self.settled_by = dict(state.settled_by)
        self.visits = dict(state.visits)
        self.services = dict(state.services)
        self.number = state.number
        self.head = state.head
        self.roles: dict[str, int] = {
            account.kind: account.id for account in self.accounts.values() if account.kind in {"issue", "debt"}
        }
        self._undo: list[tuple[dict[Any, Any], Any, Any]] = []

    def mark(self) -> tuple[int, int, str]:
        """A point to go back to."""
        return len(self._undo), self.number, self.head

    def back(self, mark: tuple[int, int, str]) -> None:
        """Undo everything since the mark."""
        length, self.number, self.head = mark
        while len(self._undo) > length:
            table, key, old = self._undo.pop()
            if old is _ABSENT:
                del table[key]
            else:
                table[key] = old

    def forget(self) -> None:
        """Drop the undo log: what was written stays."""
        self._undo.clear()

    def put(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        """Set one entry of a table so that it can be undone."""
        self._undo.append((table, key, table.get(key, _ABSENT)))
        table[key] = value

    def freeze(self) -> State:
        """The state as it stands now."""
        return State(
            self.policies,
            self.accounts,
            self.rows,
            self.keys,
            self.groups,
            self.reversed_by,
            self.settled_by,
            self.visits,
            self.services,
            self.number,
            self.head,
        )

    def append(self, values: tuple[Any, ...]) -> Row:
        """Link a row to the chain and enter it where it will be looked for."""
        row = chained(self.head, *values)
        self.number, self.head = row.number, row.hash
        self._enter(row)
        return row

    def _enter(self, row: Row) -> None:
        self.put(self.rows, row.number, row)
        self.put(self.keys, row.key, row.number)
        self.put(self.groups, row.first, (*self.groups.get(row.first, ()), row.number))
        if row.reverses is not None:
            self.put(self.reversed_by, row.reverses, row.number)
            self._lapse(self.rows[row.reverses])
        if row.settles is not None:
            self.put(self.settled_by, row.settles, row.number)
            if row.phase != "settled":
                self._lapse(self.rows[row.settles])
        if row.visit is not None:
            self.put(self.visits, row.visit, Use(row.turn or 1, live=True))
            service = Service(row.number, row.served or "", row.began or 0, row.ended or 0, row.minutes, row.at)
            self.put(self.services, row.helper, (*self.services.get(row.helper or "", ()), service))

    def _lapse(self, row: Row) -> None:
        """Free the visit of a row that no longer stands."""
        origin = row if row.settles is None else self.rows[row.settles]
        if origin.visit is None:
            return
        use = self.visits.get(origin.visit)
        if use is not None and use.turn == origin.turn:
            self.put(self.visits, origin.visit, Use(use.turn, live=False))
        helper = origin.helper or ""
        if helper in self.services:
            standing = tuple(service for service in self.services[helper] if service.number != origin.number)
            self.put(self.services, helper, standing)

    def restore(self, row: Row) -> None:
        """Enter a row as it was stored: its effect on accounts and facts, no rule asked, no hash computed."""
        self.number, self.head = row.number, row.hash
        self._enter(row)
