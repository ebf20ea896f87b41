"""The database as of one moment, while everybody goes on writing: a copy on SQLite, an exported snapshot on PostgreSQL.

Three tables never go into the data of a set: sealed texts (they go in locked), their keys (a file apart) and sessions.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from mulin.project.backup.refusals import Unusable
from mulin.project.backup.streams import CHUNK, chunks, squeezed
from mulin.project.moving import schemas

SEALED, KEYS, SESSIONS = "records_sealed", "records_sealkey", "django_session"
APART = (SEALED, KEYS, SESSIONS)


class Snapshot(Protocol):
    """The database as of one moment."""

    engine: str
    schema: str
    suffix: str

    def rows(self, statement: str) -> Iterator[Sequence[Any]]:
        """What a query gives."""
        ...

    def tables(self) -> list[str]:
        """Every table there is."""
        ...

    def data(self) -> Iterator[bytes]:
        """All of it but what is kept apart; the last thing that is asked."""
        ...


class SqliteSnapshot:
    """A copy made in one statement, and nothing left of what is kept apart, not in a free page either."""

    engine, schema, suffix = "sqlite", "", "data.sqlite3.gz"

    def __init__(self, copy: Path) -> None:
        self.copy = copy
        self.connection = sqlite3.connect(copy, isolation_level=None)

    def rows(self, statement: str) -> Iterator[Sequence[Any]]:
        """What a query gives."""
        yield from self.connection.execute(statement)

    def tables(self) -> list[str]:
        """Every table there is."""
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        return [name for (name,) in self.rows(named)]

    def data(self) -> Iterator[bytes]:
        """The copy without them, gzipped."""
        there = set(self.tables())
        self.connection.execute("PRAGMA journal_mode = OFF")
        self.connection.execute("PRAGMA secure_delete = ON")
        self.connection.execute("PRAGMA foreign_keys = OFF")
        for table in APART:
            if table in there:
                self.connection.execute(f"DELETE FROM {table}")  # noqa: S608 - own names
        self.connection.close()
        yield from squeezed(chunks(self.copy))


class PostgresSnapshot:
    """A transaction that sees one moment, and a pg_dump that is told to see the same."""

    engine, suffix = "postgresql", "data.pgdump"

    def __init__(self, own: BaseDatabaseWrapper) -> None:
        self.own, self.schema = own, schemas.of(own.settings_dict)
        self.cursor = own.cursor()
        self.cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        self.cursor.execute("SELECT pg_export_snapshot()")
        self.name = str(self.cursor.fetchone()[0])

    def rows(self, statement: str) -> Iterator[Sequence[Any]]:
        """What a query gives."""
        self.cursor.execute(statement)
        while some := self.cursor.fetchmany(2000):
            yield from some

    def tables(self) -> list[str]:
        """Every table there is."""
        query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        return [name for (name,) in self.rows(query)]

    def data(self) -> Iterator[bytes]:
        """What pg_dump writes."""
        apart = [f"--exclude-table-data={self.schema}.{table}" for table in APART]
        command = [
            tool("pg_dump"), "-Fc", "-Z", "1", "--no-owner", "--no-privileges", "--lock-wait-timeout=20s",
            f"--snapshot={self.name}", f"--schema={self.schema}", *apart, *where(self.own.settings_dict),
        ]  # fmt: skip
        with subprocess.Popen(  # noqa: S603 - a fixed command; the names are checked
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=with_password(self.own.settings_dict)
        ) as dump:
            if dump.stdout is None or dump.stderr is None:
                raise Unusable("pg_dump 没有输出。 pg_dump gave nothing.")
            while piece := dump.stdout.read(CHUNK):
                yield piece
            said = dump.stderr.read().decode(errors="replace").strip()
        if dump.returncode:
            raise Unusable(f"pg_dump 没有做成。 pg_dump failed: {said[:400]}")


def tool(name: str) -> str:
    """Where a tool of PostgreSQL is.

    Raises
    ------
    Unusable
        It is not installed.
    """
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: path.parent.parent.name)
    found = str(newest[-1]) if newest else shutil.which(name)
    if found is None:
        raise Unusable(f"没有 {name}。 {name} is missing. On Debian, as root: apt-get install postgresql-client")
    return found


def where(entry: dict[str, Any], name: str = "") -> list[str]:
    """The options with which a tool finds the database."""
    options = [f"--dbname={name or entry['NAME']}", "--no-password"]
    for option, key in (("host", "HOST"), ("port", "PORT"), ("username", "USER")):
        if entry.get(key):
            options.append(f"--{option}={entry[key]}")
    return options


def with_password(entry: dict[str, Any]) -> dict[str, str]:
    """The environment of a tool; a password never stands in a command line."""
    return {**os.environ, **({"PGPASSWORD": str(entry["PASSWORD"])} if entry.get("PASSWORD") else {})}


@contextmanager
def taken(scratch: Path) -> Iterator[Snapshot]:
    """Take a snapshot of the default database; a plain copy lies in the scratch folder only."""
    if connection.vendor == "sqlite":
        copy = scratch / "copy.sqlite3"
        copy.touch(mode=0o600)
        with closing(sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=60)) as source:
            source.execute("VACUUM INTO ?", [str(copy)])
        snapshot = SqliteSnapshot(copy)
        try:
            yield snapshot
        finally:
            snapshot.connection.close()
            copy.unlink()
        return
    own = connection.copy()
    try:
        own.set_autocommit(False)
        yield PostgresSnapshot(own)
    finally:
        own.close()
