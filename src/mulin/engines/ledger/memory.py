"""A ledger in memory: the reference the two databases are compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from mulin.engines.ledger.account import Account
from mulin.engines.ledger.policy import Policy
from mulin.engines.ledger.row import Row
from mulin.engines.ledger.state import Draft, State
from mulin.engines.ledger.store import Needs


class MemoryStore:
    """Keeps everything in dictionaries; not shared between threads.

    Parameters
    ----------
    policies : tuple of Policy
        The dated rules.

    """

    def __init__(self, policies: tuple[Policy, ...]) -> None:
        self.policies = policies
        self._whole = Draft(State(policies))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        mark = self._whole.mark()
        try:
            yield
        except BaseException:
            self._whole.back(mark)
            raise
        self._whole.forget()

    def load_locked(self, wanted: Needs) -> State:
        """The part of the ledger that is wanted."""
        whole = self._whole
        named = {whole.rows[whole.keys[key]].first for key in wanted.keys if key in whole.keys}
        groups = {first: whole.groups[first] for first in named}
        numbers = {number for group in groups.values() for number in group}
        origins = {settles for number in numbers if (settles := whole.rows[number].settles) is not None}
        rows = {number: whole.rows[number] for number in sorted(numbers | origins)}
        ids = {*wanted.accounts}
        ids |= {account for row in rows.values() for account in (row.src, row.dst) if account is not None}
        if wanted.roles:
            ids |= set(whole.roles.values())
        ids |= {whole.accounts[number].pool or 0 for number in ids if number in whole.accounts}
        return State(
            policies=self.policies,
            accounts={number: whole.accounts[number] for number in sorted(ids) if number in whole.accounts},
            rows=rows,
            keys={row.key: number for number, row in rows.items()},
            groups=groups,
            reversed_by={number: whole.reversed_by[number] for number in rows if number in whole.reversed_by},
            settled_by={number: whole.settled_by[number] for number in rows if number in whole.settled_by},
            visits={visit: whole.visits[visit] for visit in wanted.visits if visit in whole.visits},
            services={
                helper: tuple(service for service in whole.services.get(helper, ()) if service.began >= wanted.since)
                for helper in wanted.helpers
            },
            number=whole.number,
            head=whole.head,
        )

    def flush(self, rows: Sequence[Row], accounts: Sequence[Account]) -> None:
        """Enter rows and accounts."""
        for row in rows:
            self._whole.restore(row)
        for account in accounts:
            self._whole.put(self._whole.accounts, account.id, account)
            if account.kind in {"issue", "debt"}:
                self._whole.put(self._whole.roles, account.kind, account.id)

    def find(self, keys: Sequence[str]) -> dict[str, Row]:
        """Rows by key."""
        whole = self._whole
        return {key: whole.rows[whole.keys[key]] for key in keys if key in whole.keys}

    def rows(self, after: int = 0) -> Iterator[Row]:
        """The journal in order."""
        return (self._whole.rows[number] for number in range(after + 1, self._whole.number + 1))

    def accounts(self) -> list[Account]:
        """All accounts, by number."""
        return [self._whole.accounts[number] for number in sorted(self._whole.accounts)]

    def head(self) -> tuple[int, str]:
        """Number and hash of the last row."""
        return self._whole.number, self._whole.head
