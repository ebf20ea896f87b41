"""`mulin migrate`: the database brought up to date, on PostgreSQL by the role that owns the tables.

`MULIN_MIGRATE_URL` names that role. The application's own role (`DATABASE_URL`) then owns nothing: it cannot change a
table or take away the locks of the register, and of what only grows it may not change a row even without the locks.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any
from urllib.parse import unquote, urlsplit

OWNER_URL = "MULIN_MIGRATE_URL"


def add_parser(commands: Any) -> None:
    """Add `migrate` to the subcommands."""
    one = commands.add_parser("migrate", help="bring the database up to date")
    one.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Migrate, then give the application's role its rights."""
    app, owner = os.environ.get("DATABASE_URL", ""), os.environ.get(OWNER_URL, "")
    if owner and not app:
        sys.stderr.write(f"{OWNER_URL} 要和 DATABASE_URL 一起用。 {OWNER_URL} wants DATABASE_URL beside it.\n")
        return 2
    if owner:
        os.environ["DATABASE_URL"] = owner
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mulin.project.settings")
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    settings.HOME.mkdir(parents=True, exist_ok=True)
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from mulin.project.backup import unfinished  # noqa: PLC0415

    if unfinished.standing(settings.HOME):
        from mulin.project.serving.obstacles import RESTORING  # noqa: PLC0415

        sys.stderr.write(f"{RESTORING}\n")
        return 2
    call_command("migrate", verbosity=1, interactive=False)
    role = unquote(urlsplit(app).username or "")
    if owner and role != unquote(urlsplit(owner).username or ""):
        grant(role)
    return 0


def grant(role: str) -> None:
    """Let a role read and write rows, of what only grows only add them; nothing else."""
    from django.db import connection, transaction  # noqa: PLC0415

    from mulin.core.records import appendonly  # noqa: PLC0415

    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema, name = quote(cursor.fetchone()[0]), quote(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}")
        for table in appendonly.tables():
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {schema}.{quote(table)} FROM {name}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {schema}.{quote('django_migrations')} FROM {name}")


def owned_tables() -> list[str]:
    """Tables that the present role owns (PostgreSQL)."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND pg_get_userbyid(relowner) = current_user "
            "AND relnamespace = to_regnamespace(current_schema()) ORDER BY relname"
        )
        return [row[0] for row in cursor.fetchall()]
