"""The mark of a restore under way: while it stands nothing is taken for an installation, and the next run begins anew.

In the home it is the working folder; on PostgreSQL also a schema beside the one that is filled, because there what is
half restored lies under its final name. Its comment names the schema the archive is unpacked into on its way.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from mulin.project.backup.command import SETTLING, WORK
from mulin.project.moving import schemas

MARK = "_restoring"


def application(schema: str) -> str:
    """What the tools of a restore call themselves in the database."""
    return f"mulin restore {schema}"


def _target() -> str:
    return schemas.check(schemas.of(connection.settings_dict))


def standing(home: Path) -> bool:
    """Whether a restore into this home, or into its database, began and did not end."""
    if (home / WORK).exists():
        return True
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        return schemas.exists(cursor, f"{_target()}{MARK}")


def begin(cursor: Any, source: str) -> None:
    """Set the mark, before anything is written."""
    mark = f"{_target()}{MARK}"
    cursor.execute(f'CREATE SCHEMA "{mark}"')
    schemas.note(cursor, mark, source)


def settled(cursor: Any) -> None:
    """From now on everything lies in the schema that will be used; the mark still stands."""
    schemas.note(cursor, f"{_target()}{MARK}", "")


def clear() -> None:
    """Throw away what a killed restore left in the database, if one did; its tools may still be writing."""
    target = _target()
    mark = f"{target}{MARK}"
    with transaction.atomic(), connection.cursor() as cursor:
        if not schemas.exists(cursor, mark):
            return
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = %s "
            "AND datname = current_database() AND pid <> pg_backend_pid()",
            [application(target)[:63]],
        )
        for name in {schemas.noted(cursor, mark), target} - {""}:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{schemas.check(name)}" CASCADE')
        cursor.execute(f'DROP SCHEMA "{mark}"')


def end() -> None:
    """Take the mark away: all is checked and in its place."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{_target()}{MARK}"')


def settle(work: Path, home: Path) -> None:
    """Give what was checked the names under which it is used, the database's last; a killed run is gone on with."""
    (work / SETTLING).touch()
    shutil.rmtree(work / "tmp", ignore_errors=True)
    for name in ("files", "mulin.sqlite3"):
        if (work / name).exists():
            (work / name).replace(home / name)
    end()
    shutil.rmtree(work)
