"""The index in the database: on SQLite a full-text table that follows its rows by triggers, on PostgreSQL a GIN index.

SQLite loses triggers when a migration rebuilds a table, so everything is put back after every migration; a full-text
table whose triggers were lost is built anew from the rows.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.utils import DEFAULT_DB_ALIAS

ROWS, FOUND = "records_findable", "records_found"

_PUT = f"INSERT INTO {FOUND}(rowid, terms) VALUES (new.id, new.terms);"  # noqa: S608 - names of our own
_TAKE = f"INSERT INTO {FOUND}({FOUND}, rowid, terms) VALUES ('delete', old.id, old.terms);"  # noqa: S608
TRIGGERS = {
    f"{ROWS}_put": f"CREATE TRIGGER {ROWS}_put AFTER INSERT ON {ROWS} BEGIN {_PUT} END",
    f"{ROWS}_take": f"CREATE TRIGGER {ROWS}_take AFTER DELETE ON {ROWS} BEGIN {_TAKE} END",
    f"{ROWS}_change": f"CREATE TRIGGER {ROWS}_change AFTER UPDATE ON {ROWS} BEGIN {_TAKE} {_PUT} END",
}
TABLE = (
    f"CREATE VIRTUAL TABLE {FOUND} USING fts5(terms, content='{ROWS}', content_rowid='id', tokenize='ascii', "
    "prefix='4', columnsize=0)"
)
REBUILD = f"INSERT INTO {FOUND}({FOUND}) VALUES ('rebuild')"  # noqa: S608
CHECK = f"INSERT INTO {FOUND}({FOUND}, rank) VALUES ('integrity-check', 1)"  # noqa: S608
REMOVAL = (*(f"DROP TRIGGER IF EXISTS {name}" for name in TRIGGERS), f"DROP TABLE IF EXISTS {FOUND}")
GIN = f"CREATE INDEX IF NOT EXISTS {ROWS}_terms ON {ROWS} USING gin (terms) WITH (fastupdate = off)"


def install(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Create what is missing."""
    connection = connections[using]
    if ROWS not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(GIN)
            return
        missing = absent(using)
        if FOUND in missing:
            cursor.execute(TABLE)
        for name in missing - {FOUND}:
            cursor.execute(TRIGGERS[name])
        if missing:
            cursor.execute(REBUILD)


def absent(using: str = DEFAULT_DB_ALIAS) -> set[str]:
    """What should be there and is not."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')")
            return {FOUND, *TRIGGERS} - {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{ROWS}_terms"])
        return set() if cursor.fetchone()[0] else {f"{ROWS}_terms"}


def remove(using: str) -> None:
    """Take it away (SQLite); the rows stay."""
    with connections[using].cursor() as cursor:
        for statement in REMOVAL:
            cursor.execute(statement)


def forwards(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """As a step of a migration."""
    install(schema_editor.connection.alias)


def backwards(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """And back: on PostgreSQL the index goes with its table."""
    if schema_editor.connection.vendor == "sqlite":
        remove(schema_editor.connection.alias)
