"""A ledger in PostgreSQL, on a psycopg connection that is handed in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mulin.engines.ledger.account import Account
from mulin.engines.ledger.assemble import ACCOUNT_COLUMNS, ROW_COLUMNS, assemble
from mulin.engines.ledger.functions import functions
from mulin.engines.ledger.policy import Policy
from mulin.engines.ledger.row import FIELDS, Row
from mulin.engines.ledger.schema import guards, tables
from mulin.engines.ledger.state import State
from mulin.engines.ledger.store import Needs, TornError

if TYPE_CHECKING:
    import psycopg

# A tiny durable transaction: its commit record stands behind ours in the log, so flushing it flushes both.
_DURABLE = "SELECT pg_logical_emit_message(true, 'ledger', '')"
_IDLE = 0  # psycopg.pq.TransactionStatus.IDLE; the driver itself is not needed to import this module


def _array(values: Sequence[int | str]) -> str:
    """Array literal; several times cheaper than handing the driver a list."""
    texts = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{text}"' for text in texts) + "}"


class PostgresStore:
    """Keeps the ledger in three PostgreSQL tables, through one function that loads and one that flushes.

    Parameters
    ----------
    connection : psycopg.Connection
        READ COMMITTED, the default. Inside a transaction of the caller a post joins it.
    policies : tuple of Policy
        The dated rules.
    prefix : str
        Of the tables and functions.
    grouped : bool
        Let the commit of a post of its own release the head at once and wait for the disk afterwards, together with
        other writers. `post` still returns only when everything it wrote is on disk.

    """

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        policies: tuple[Policy, ...],
        prefix: str = "ledger",
        *,
        grouped: bool = False,
    ) -> None:
        self.connection = connection
        self.policies = policies
        self.grouped = grouped
        self._prefix = prefix
        self._own = False
        self._load = f"SELECT {prefix}_load(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s, %s, %s)"
        self._flush = f"SELECT {prefix}_flush(%s, %s, %s, %s, %s)"

    def create(self) -> None:
        """Create tables, guards and functions."""
        prefix = self._prefix
        for statement in (*tables("postgresql", prefix), *guards("postgresql", prefix), *functions(prefix)):
            self.connection.execute(statement.encode())

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; joins a transaction that is open already."""
        connection = self.connection
        if connection.info.transaction_status != _IDLE:
            yield
            return
        if connection.autocommit:
            connection.execute("BEGIN")
        self._own = True
        try:
            yield
            self._commit()
        except BaseException:
            if not connection.closed:
                connection.rollback()
            raise
        finally:
            self._own = False

    def _commit(self) -> None:
        connection = self.connection
        if not self.grouped:
            connection.commit()
        elif connection.autocommit:
            connection.execute(f"COMMIT; {_DURABLE}".encode())
        else:
            connection.commit()
            connection.execute(_DURABLE)
            connection.commit()

    def load_locked(self, wanted: Needs) -> State:
        """Lock accounts in ascending number, then the head; load what is wanted."""
        own = self.grouped and self._own
        texts = (wanted.keys, wanted.refs, wanted.visits, wanted.helpers)
        values = (_array(wanted.accounts), *(_array(text) for text in texts), wanted.since, wanted.roles, own)
        answer = self.connection.execute(self._load.encode(), values).fetchone()
        if answer is None:
            raise TornError("no answer")
        names = ("head", "accounts", "rows", "answers", "uses", "services")
        parts = zip(names, json.loads(answer[0]), strict=True)
        return assemble(self.policies, **{name: part or () for name, part in parts})

    def flush(self, rows: Sequence[Row], accounts: Sequence[Account]) -> None:
        """Write rows, accounts and head, each count asserted."""
        last = rows[-1]
        answer = self.connection.execute(
            self._flush.encode(),
            (
                json.dumps([dict(zip(FIELDS, row, strict=True)) for row in rows], ensure_ascii=False),
                json.dumps([account._asdict() for account in accounts], ensure_ascii=False),
                rows[0].number - 1,
                last.number,
                last.hash,
            ),
        ).fetchone()
        if answer is None or answer[0] != len(accounts):
            raise TornError(f"wrote {answer} accounts, expected {len(accounts)}")

    def find(self, keys: Sequence[str]) -> dict[str, Row]:
        """Rows by key."""
        text = f"SELECT {ROW_COLUMNS} FROM {self._prefix}_row WHERE key = ANY(%s::text[])"  # noqa: S608 - table name
        return {row[1]: Row(*row) for row in self._read(text, list(keys))}

    def rows(self, after: int = 0) -> Iterator[Row]:
        """The journal in order."""
        text = f"SELECT {ROW_COLUMNS} FROM {self._prefix}_row WHERE number > %s ORDER BY number"  # noqa: S608
        return (Row(*row) for row in self._read(text, after))

    def accounts(self) -> list[Account]:
        """All accounts, by number."""
        text = f"SELECT {ACCOUNT_COLUMNS} FROM {self._prefix}_account ORDER BY id"  # noqa: S608
        return [Account(*values) for values in self._read(text)]

    def head(self) -> tuple[int, str]:
        """Number and hash of the last row."""
        text = f"SELECT number, hash FROM {self._prefix}_head"  # noqa: S608
        number, last = self._read(text)[0]
        return number, last

    def _read(self, text: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read without leaving a transaction open behind it."""
        idle = self.connection.info.transaction_status == _IDLE
        answer = self.connection.execute(text.encode(), values).fetchall()
        if idle and not self.connection.autocommit:
            self.connection.commit()
        return answer
