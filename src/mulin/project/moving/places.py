"""Where an installation is moved to, and the stillness of where it comes from.

A target is filled beside the place it will have: in a schema or a file of another name, which only the last step, when
everything was compared, gives the name under which it is used. A run that was killed leaves such a half one; the next
run begins it anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from mulin.core.records import finding
from mulin.project.moving import copying, schemas
from mulin.project.moving.command import HALF, TARGET, NotMoved, Progress, registered, with_schema


class Place(Protocol):
    """A target."""

    url: str
    working_url: str

    def prepare(self) -> None:
        """Make it ready and empty."""
        ...

    def fill(self, progress: Progress) -> list[copying.Table]:
        """Copy everything and compare."""
        ...

    def finish(self) -> None:
        """Give it the name under which it is used."""
        ...

    def forget(self) -> None:
        """Throw away what was half-made."""
        ...


def place(url: str, schema: str) -> Place:
    """The target of an address.

    Raises
    ------
    NotMoved
        Neither PostgreSQL nor an SQLite file.
    """
    if url.startswith("sqlite:///"):
        return SqlitePlace(Path(url.removeprefix("sqlite:///")).resolve())
    return PostgresPlace(url, schema)


def _fill(entry: dict[str, Any], progress: Progress) -> list[copying.Table]:
    at = ""

    def told(name: str, done: int, size: int) -> None:
        nonlocal at
        at = name
        progress(name, done, size)

    with registered(entry):
        call_command("migrate", database=TARGET, verbosity=0, interactive=False)
        try:
            with transaction.atomic(using=TARGET):
                copying.empty(TARGET)
                tables = copying.copy("default", TARGET, told)
                finding.rebuild(using=TARGET, progress=told)
        except (DatabaseError, ValueError) as error:  # a NUL, a number or a text the target has no room for
            raise NotMoved(f"表 {at} 有一行目标库收不下。 A row of {at} does not fit: {error}") from error
        wrong = list(copying.differences(tables, TARGET))
    if wrong:
        raise NotMoved("搬过去的不一样。 What arrived differs.\n" + "\n".join(wrong[:20]))
    return tables


class PostgresPlace:
    """A schema."""

    def __init__(self, url: str, schema: str) -> None:
        from mulin.project.settings import database  # noqa: PLC0415 - its own moment

        try:
            entry = database(url)
        except ImproperlyConfigured as error:
            raise NotMoved(f"看不懂这个地址。 {error}") from error
        self.schema = schemas.check(schema or schemas.of(entry))
        self.url = with_schema(url, self.schema)
        self.half = f"{self.schema}{HALF}"
        self.working_url = with_schema(url, self.half)
        self.entry = database(self.working_url)

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        with registered(self.entry):
            try:
                with transaction.atomic(using=TARGET), connections[TARGET].cursor() as cursor:
                    yield cursor
            except OperationalError as error:
                raise NotMoved(f"连不上目标数据库。 The target cannot be reached: {error}") from error

    def prepare(self) -> None:
        """An empty schema beside."""
        with self._cursor() as cursor:
            if schemas.exists(cursor, self.schema) and not schemas.is_empty(cursor, self.schema):
                raise NotMoved(f"schema {self.schema} 里已经有东西，不会覆盖。 The target schema is not empty.")
            cursor.execute(f'DROP SCHEMA IF EXISTS "{self.half}" CASCADE')
            cursor.execute(f'CREATE SCHEMA "{self.half}"')

    def fill(self, progress: Progress) -> list[copying.Table]:
        """Copy and compare."""
        return _fill(self.entry, progress)

    def finish(self) -> None:
        """Everything into the schema that is used, in one transaction."""
        with self._cursor() as cursor:
            schemas.settle(cursor, source=self.half, target=self.schema)

    def forget(self) -> None:
        """Drop the half one."""
        with self._cursor() as cursor:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{self.half}" CASCADE')


class SqlitePlace:
    """A file `mulin.sqlite3` in a new home."""

    def __init__(self, path: Path) -> None:
        if path.name != "mulin.sqlite3":
            raise NotMoved(
                "SQLite 的地址要以 mulin.sqlite3 结尾。 The address of an SQLite target ends in mulin.sqlite3."
            )
        self.path = path
        self.work = path.parent / ".moving"
        self.url, self.working_url = f"sqlite:///{path}", f"sqlite:///{self.work / path.name}"

    def prepare(self) -> None:
        """An empty folder beside."""
        if self.path.exists():
            raise NotMoved(f"{self.path} 已经在了，不会覆盖。 The target exists.")
        self.forget()
        self.work.mkdir(mode=0o700, parents=True)

    def fill(self, progress: Progress) -> list[copying.Table]:
        """Copy and compare; then everything in the one file."""
        from mulin.project.settings import database  # noqa: PLC0415 - its own moment

        tables = _fill({**database(""), "NAME": self.work / self.path.name}, progress)
        self._one_file()
        return tables

    def _one_file(self) -> None:
        with closing(sqlite3.connect(self.work / self.path.name)) as plain:
            plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def finish(self) -> None:
        """Under its name."""
        self._one_file()
        (self.work / self.path.name).replace(self.path)
        self.forget()

    def forget(self) -> None:
        """Remove the folder beside."""
        if self.work.is_dir():
            for file in self.work.iterdir():
                file.unlink()
            self.work.rmdir()


@contextmanager
def quiet_source() -> Iterator[Callable[[], bool]]:
    """Read the default database as of one moment; what is given tells whether nobody wrote since.

    Raises
    ------
    NotMoved
        It has open migrations, or somebody is writing.
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotMoved(
            "原来的库还没有升级，先运行 mulin migrate。 The source is not up to date: run mulin migrate first."
        )
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=20)) as watch:
            before = watch.execute("PRAGMA data_version").fetchone()
            connection.connection.execute("BEGIN DEFERRED")
            try:
                connection.connection.execute("SELECT 1 FROM django_migrations LIMIT 1").fetchall()
                yield lambda: bool(watch.execute("PRAGMA data_version").fetchone() == before)
            finally:
                connection.connection.execute("ROLLBACK")
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        tables = ", ".join(f'"{model._meta.db_table}"' for model in copying.carried())  # noqa: SLF001
        try:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE MODE")
        except OperationalError as error:
            raise NotMoved("有人正在写原来的库。请停下服务再搬。 The source is written to: stop the server.") from error
        yield lambda: True
