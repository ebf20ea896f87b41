"""Tables that only grow: the database itself refuses UPDATE, DELETE and TRUNCATE.

A table may let go of rows that a tombstone stands for: its model is named beside it (`gone`), and the database deletes
only ids that lie between `first_id` and `last_id` of one of its rows.

SQLite loses triggers when a migration rebuilds a table, so they are put back after every migration, and `mulin verify`
looks whether they are there.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DEFAULT_DB_ALIAS

MESSAGE = "the register only grows"
_protected: list[type[models.Model]] = []
_gone: dict[str, str] = {}  # table -> table of its tombstones


def protect(model: type[models.Model], *, gone: type[models.Model] | None = None) -> None:
    """Name a model whose rows may never be changed, nor deleted but for those a tombstone of `gone` stands for."""
    if model not in _protected:
        _protected.append(model)
    if gone is not None:
        _gone[model._meta.db_table] = gone._meta.db_table  # noqa: SLF001 - Django's documented options


def tables() -> list[str]:
    """The protected tables."""
    return [model._meta.db_table for model in _protected]  # noqa: SLF001 - Django's documented options


def _stands_for(table: str) -> str:
    """Whether a tombstone stands for the old row, as SQL; empty where there are none."""
    tombs = _gone.get(table)
    return f"EXISTS (SELECT 1 FROM {tombs} t WHERE OLD.id BETWEEN t.first_id AND t.last_id)" if tombs else ""  # noqa: S608


def _let_go(table: str) -> list[str]:
    """The triggers that let go of what a tombstone stands for; put back in the place of the plain ones."""
    stands = _stands_for(table)
    return [
        (
            f"CREATE OR REPLACE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF TG_OP = 'DELETE' THEN IF {stands} THEN RETURN OLD; END IF; END IF; "
            f"RAISE EXCEPTION '{MESSAGE}'; END $$"
        ),
        f"DROP TRIGGER IF EXISTS {table}_no_update ON {table}",
        (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_only_grows()"
        ),
    ]


def _statements(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    stands = _stands_for(table)
    if connection.vendor == "sqlite":
        conditions = {"UPDATE": "", "DELETE": f"WHEN NOT {stands} " if stands else ""}
        drop = [f"DROP TRIGGER IF EXISTS {table}_no_delete"] if stands else []
        return drop + [
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"{conditions[verb]}BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    plain = [
        (
            "CREATE OR REPLACE FUNCTION mulin_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
        ),
        f"DROP TRIGGER IF EXISTS {table}_no_update ON {table}",
        (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION mulin_only_grows()"
        ),
        f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION mulin_only_grows()"
        ),
    ]
    return plain + (_let_go(table) if stands else [])


def trigger_names(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """The triggers a protected table must have."""
    second = "delete" if connection.vendor == "sqlite" else "truncate"
    return [f"{table}_no_update", f"{table}_no_{second}"]


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Create what is missing."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in tables():
            if table in existing and _gone.get(table, table) in existing:
                for statement in _statements(connection, table):
                    cursor.execute(statement)


def remove(using: str = DEFAULT_DB_ALIAS) -> None:
    """Take the triggers away: for the flush of test databases only."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in tables():
            if table in existing:
                for name in trigger_names(connection, table):
                    on = "" if connection.vendor == "sqlite" else f" ON {table}"
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Triggers that should be there and are not (or are switched off)."""
    connection = connections[using]
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT tgisinternal AND tgenabled <> 'D' AND c.relnamespace = to_regnamespace(current_schema())"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return [name for table in tables() for name in trigger_names(connection, table) if name not in present]


def reinstall(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After a migration."""
    install(using)
