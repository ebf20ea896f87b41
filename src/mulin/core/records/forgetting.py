"""What a database still holds of rows that are deleted, and how that goes too.

SQLite leaves deleted bytes in its pages unless `secure_delete` is on (the settings switch it on), keeps the pages as
they were in the write-ahead log until it is cut off, and a full-text index keeps a deleted term until its segments are
merged. PostgreSQL answers no question with a dead row; the bytes go with its own vacuum.
"""

from __future__ import annotations

from django.db import connection


def search_indexes() -> list[str]:
    """The full-text tables of this database (SQLite only; PostgreSQL keeps its index beside the rows)."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%fts5%'")
        return [row[0] for row in cursor.fetchall()]


def clean_indexes() -> None:
    """Merge the segments of every full-text index, so that no deleted term is left in one."""
    for name in search_indexes():
        table = connection.ops.quote_name(name)
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")  # noqa: S608 - a table's own name


def clean_file() -> None:
    """Bring the write-ahead log into the file and cut it off; a reader in the way leaves it for the next time."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
