"""A ledger in SQLite, on a connection that is handed in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from mulin.engines.ledger.account import Account
from mulin.engines.ledger.assemble import ACCOUNT_COLUMNS, ROW_COLUMNS, assemble, dead
from mulin.engines.ledger.policy import Policy
from mulin.engines.ledger.row import FIELDS, Row
from mulin.engines.ledger.schema import guards, tables
from mulin.engines.ledger.state import State
from mulin.engines.ledger.store import Needs, TornError


class SqliteStore:
    """Keeps the ledger in three SQLite tables.

    Outside a transaction of the caller every post is one `BEGIN IMMEDIATE` (a deferred one fails under several
    writers). Several processes should take turns with `Turnstile`.

    Parameters
    ----------
    connection : sqlite3.Connection
        In autocommit (`isolation_level=None`), as Django hands it out.
    policies : tuple of Policy
        The dated rules.
    prefix : str
        Of the table names.

    """

    def __init__(self, connection: sqlite3.Connection, policies: tuple[Policy, ...], prefix: str = "ledger") -> None:
        self.connection = connection
        self.policies = policies
        self._prefix = prefix
        row, account, head = f"{prefix}_row", f"{prefix}_account", f"{prefix}_head"
        named = "(SELECT value FROM json_each(?))"
        columns = ", ".join(f"t.{name}" for name in FIELDS)
        # Table names are the only thing put into these texts; values are always bound.
        self._sql = {
            "head": f"SELECT number, hash FROM {head}",  # noqa: S608
            "rows": f"WITH g AS (SELECT {columns} FROM {row} t WHERE t.first IN "  # noqa: S608
            f"(SELECT first FROM {row} WHERE key IN {named})) SELECT * FROM g UNION "
            f"SELECT {columns} FROM {row} t JOIN g ON t.number = g.settles ORDER BY 1",
            "answers": f"SELECT reverses, settles, number FROM {row} WHERE reverses IN {named} "  # noqa: S608
            f"UNION ALL SELECT reverses, settles, number FROM {row} WHERE settles IN {named}",
            "roles": f"SELECT id FROM {account} WHERE kind IN ('issue', 'debt')",  # noqa: S608
            "pools": f"SELECT DISTINCT pool FROM {account} WHERE id IN {named} AND pool IS NOT NULL",  # noqa: S608
            "accounts": f"SELECT {ACCOUNT_COLUMNS} FROM {account} WHERE id IN {named} ORDER BY id",  # noqa: S608
            "uses": f"SELECT t.visit, t.turn, NOT {dead(prefix)} FROM {row} t WHERE t.visit IN {named} "  # noqa: S608
            "ORDER BY t.visit, t.turn",
            "services": "SELECT t.helper, t.number, t.served, t.began, t.ended, t.minutes, t.at "  # noqa: S608
            f"FROM {row} t WHERE t.helper IN {named} AND t.began >= ? AND NOT {dead(prefix)} ORDER BY t.number",
            "insert": f"INSERT INTO {row} ({ROW_COLUMNS}) VALUES ({', '.join('?' * len(FIELDS))})",  # noqa: S608
            "account": f"INSERT INTO {account} ({ACCOUNT_COLUMNS}) VALUES ({', '.join('?' * 12)}) "  # noqa: S608
            "ON CONFLICT (id) DO UPDATE SET floor = excluded.floor, ceiling = excluded.ceiling, pool = excluded.pool, "
            "status = excluded.status, seq = excluded.seq, posted = excluded.posted, held_out = excluded.held_out, "
            "held_in = excluded.held_in, owed = excluded.owed WHERE seq < excluded.seq",
            "move_head": f"UPDATE {head} SET number = ?, hash = ? WHERE number = ?",  # noqa: S608
            "find": f"SELECT {ROW_COLUMNS} FROM {row} WHERE key IN {named}",  # noqa: S608
            "journal": f"SELECT {ROW_COLUMNS} FROM {row} WHERE number > ? ORDER BY number",  # noqa: S608
            "all_accounts": f"SELECT {ACCOUNT_COLUMNS} FROM {account} ORDER BY id",  # noqa: S608
        }
        connection.execute("PRAGMA recursive_triggers = ON")  # without it INSERT OR REPLACE deletes past the guards

    def create(self) -> None:
        """Create tables and guards."""
        for statement in (*tables("sqlite", self._prefix), *guards("sqlite", self._prefix)):
            self.connection.execute(statement)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; joins a transaction that is open already."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def _all(self, name: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(self._sql[name], values).fetchall()

    def load_locked(self, wanted: Needs) -> State:
        """Load what is wanted; the immediate transaction is the lock."""
        rows = self._all("rows", json.dumps(wanted.keys))
        numbers = json.dumps([row[0] for row in rows])
        ids = {*wanted.accounts} | {account for row in rows for account in row[4:6] if account is not None}
        if wanted.roles:
            ids |= {account for (account,) in self._all("roles")}
        ids |= {pool for (pool,) in self._all("pools", json.dumps(sorted(ids)))}
        helpers = json.dumps(wanted.helpers)
        return assemble(
            self.policies,
            head=self._all("head")[0],
            accounts=self._all("accounts", json.dumps(sorted(ids))),
            rows=rows,
            answers=self._all("answers", numbers, numbers) if rows else (),
            uses=self._all("uses", json.dumps(wanted.visits)) if wanted.visits else (),
            services=self._all("services", helpers, wanted.since) if wanted.helpers else (),
        )

    def flush(self, rows: Sequence[Row], accounts: Sequence[Account]) -> None:
        """Write rows, accounts and head, each count asserted."""
        connection, last = self.connection, rows[-1]
        counts = (
            connection.executemany(self._sql["insert"], rows).rowcount,
            connection.executemany(self._sql["account"], accounts).rowcount,
            connection.execute(self._sql["move_head"], (last.number, last.hash, rows[0].number - 1)).rowcount,
        )
        if counts != (len(rows), len(accounts), 1):
            raise TornError(f"wrote {counts}, expected {(len(rows), len(accounts), 1)}")

    def find(self, keys: Sequence[str]) -> dict[str, Row]:
        """Rows by key."""
        return {row[1]: Row(*row) for row in self._all("find", json.dumps(list(keys)))}

    def rows(self, after: int = 0) -> Iterator[Row]:
        """The journal in order."""
        return (Row(*row) for row in self.connection.execute(self._sql["journal"], (after,)))

    def accounts(self) -> list[Account]:
        """All accounts, by number."""
        return [Account(*values) for values in self._all("all_accounts")]

    def head(self) -> tuple[int, str]:
        """Number and hash of the last row."""
        number, last = self._all("head")[0]
        return number, last
