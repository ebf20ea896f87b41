"""Stores for the ledger's tests: in memory, in a SQLite file, in a schema of its own in PostgreSQL."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from mulin.engines.ledger import Policy, PostgresStore, SqliteStore
from tests.engines.ledger import city


def sqlite(path: Path, policies: tuple[Policy, ...] = city.POLICIES) -> SqliteStore:
    """A store on a file; tables are made when it is new."""
    new = not path.exists()
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL" if not new else "PRAGMA synchronous = OFF")
    store = SqliteStore(connection, policies)
    if new:
        store.create()
        connection.execute("PRAGMA synchronous = FULL")
    return store


@contextmanager
def schema(url: str) -> Iterator[str]:
    """A schema of its own, dropped afterwards."""
    name = f"bank_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    try:
        yield name
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP SCHEMA {name} CASCADE")


def postgres(
    url: str, name: str, *, create: bool = False, grouped: bool = False, policies: tuple[Policy, ...] = city.POLICIES
) -> PostgresStore:
    """A store in a schema."""
    connection = psycopg.connect(url, autocommit=True, options=f"-c search_path={name}")
    store = PostgresStore(connection, policies, grouped=grouped)
    if create:
        store.create()
    return store
