"""What stands in the test database, kept once and brought back as often as wanted: quicker than making it again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from django.db import connection, transaction
from psycopg import sql

from mulin.core.records import appendonly


class _Pages:
    """SQLite: every page of the file, also what no model knows."""

    def __init__(self) -> None:
        self.kept = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as file:
            file.backup(self.kept)

    def restore(self) -> None:
        with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=20)) as file:
            self.kept.backup(file)


class _Rows:
    """PostgreSQL: the rows of every table that has some. Sequences count on; the triggers are put back."""

    def __init__(self) -> None:
        self.kept = {name: self._copied(name) for name in self._with_rows()}

    def restore(self) -> None:
        appendonly.remove()
        try:
            with transaction.atomic(), self._cursor() as cursor:
                for name in self._with_rows():
                    cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
                for name, (columns, rows) in self.kept.items():
                    with cursor.copy(self._copy(name, columns, "FROM STDIN")) as stream:
                        stream.write(rows)
        finally:
            appendonly.install()

    def _with_rows(self) -> list[str]:
        names = [name for name in connection.introspection.table_names() if name != "django_migrations"]
        asked = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
            for name in names
        )
        with self._cursor() as cursor:
            return [row[0] for row in cursor.execute(asked)]

    def _copied(self, name: str) -> tuple[list[str], bytes]:
        with self._cursor() as cursor:
            cursor.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(sql.Identifier(name)))
            columns = [column.name for column in cursor.description]
            with cursor.copy(self._copy(name, columns, "TO STDOUT")) as stream:
                return columns, b"".join(bytes(part) for part in stream)

    @staticmethod
    def _copy(name: str, columns: list[str], way: str) -> sql.Composed:
        listed = sql.SQL(", ").join(map(sql.Identifier, columns))
        return sql.SQL("COPY {} ({}) ").format(sql.Identifier(name), listed) + sql.SQL(way)

    @staticmethod
    def _cursor() -> Any:
        """The driver's own: Django's knows no COPY."""
        connection.ensure_connection()
        return connection.connection.cursor()


Snapshot = _Pages | _Rows


def taken() -> Snapshot:
    """Keep what stands in the test database now; its `restore` brings it back."""
    return _Pages() if connection.vendor == "sqlite" else _Rows()
