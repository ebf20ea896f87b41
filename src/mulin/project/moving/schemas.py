"""One sub-district, one schema: names that are safe, schemas that are made when missing, and their contents moved.

The search path of a connection holds the schema of its installation and nothing else, so a table that is missing there
is missing: it is never found in `public` or at a neighbour's.
"""

from __future__ import annotations

import re
from typing import Any

SHAPE = re.compile(r"[a-z_][a-z0-9_]{0,49}")
DEFAULT = "public"


class BadSchema(ValueError):  # noqa: N818 - named by what it is
    """No name for a schema; the message says what a name looks like."""


def check(name: str) -> str:
    """The name of a schema, when it is one that needs no quoting anywhere.

    Raises
    ------
    BadSchema
        Other signs than small letters, digits and _, longer than 50, or a name PostgreSQL keeps for itself.

    Examples
    --------
    >>> check("street_a")
    'street_a'
    >>> check('a"; DROP SCHEMA b')
    Traceback (most recent call last):
    mulin.project.moving.schemas.BadSchema: schema 名只能用小写字母、数字和 _ ... only small letters, digits and _
    """
    if not SHAPE.fullmatch(name) or name.startswith("pg_") or name == "information_schema":
        raise BadSchema("schema 名只能用小写字母、数字和 _ ... only small letters, digits and _")
    return name


def of(entry: dict[str, Any]) -> str:
    """The schema a database entry of the settings works in."""
    options = str(entry.get("OPTIONS", {}).get("options", ""))
    found = re.search(r"search_path=(\w+)", options)
    return found[1] if found else DEFAULT


def exists(cursor: Any, name: str) -> bool:
    """Whether there is such a schema."""
    cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [name])
    return cursor.fetchone() is not None


def is_empty(cursor: Any, name: str) -> bool:
    """Whether it holds no table, view or sequence."""
    cursor.execute(
        "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s LIMIT 1", [name]
    )
    return cursor.fetchone() is None


def note(cursor: Any, name: str, text: str) -> None:
    """Write a remark on a schema; an empty one takes it away."""
    cursor.execute(f'COMMENT ON SCHEMA "{check(name)}" IS %s', [text or None])


def noted(cursor: Any, name: str) -> str:
    """The remark on a schema."""
    cursor.execute("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", [name])
    row = cursor.fetchone()
    return str(row[0] or "") if row else ""


def ensure(connection: Any) -> None:
    """Make the schema of a Django connection when it is missing; nothing to do on SQLite."""
    if connection.vendor != "postgresql":
        return
    name = check(of(connection.settings_dict))
    with connection.cursor() as cursor:
        if not exists(cursor, name):
            cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{name}"')


def before_migration(using: str, **_: Any) -> None:
    """Make the schema when it is missing: the first thing a migration needs."""
    from django.db import connections  # noqa: PLC0415 - names are also checked before Django is set up

    ensure(connections[using])


def settle(cursor: Any, *, source: str, target: str) -> None:
    """Move everything from one schema into another that is empty or missing; the caller's transaction makes it one."""
    cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{check(target)}"')
    cursor.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relkind IN ('r', 'p')",
        [check(source)],
    )
    for (table,) in cursor.fetchall():  # indexes, own sequences and triggers go along
        cursor.execute(f'ALTER TABLE "{source}"."{table}" SET SCHEMA "{target}"')
    cursor.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
        "WHERE n.nspname = %s",
        [source],
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f'ALTER ROUTINE {function} SET SCHEMA "{target}"')
    if source != DEFAULT:
        cursor.execute(f'DROP SCHEMA "{source}"')
