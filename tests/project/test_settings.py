"""What the settings say is what the database does."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import ConnectionHandler

from mulin.project.settings import database


@pytest.mark.django_db
def test_a_live_sqlite_connection_has_what_keeps_it_safe(tmp_path: Path) -> None:
    connection = ConnectionHandler({"default": {**database(""), "NAME": tmp_path / "live.sqlite3"}})["default"]
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "recursive_triggers": 1,
        "foreign_keys": 1,
    }
    with connection.cursor() as cursor:
        found = {}
        for name in wanted:
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]
        assert found == wanted
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone()[0] == 20_000
    connection.close()


@pytest.mark.django_db
def test_a_transaction_takes_the_writers_place_at_once(tmp_path: Path) -> None:
    """IMMEDIATE: who begins to write never finds out at the end that another wrote before."""
    handler = ConnectionHandler({"default": {**database(""), "NAME": tmp_path / "live.sqlite3"}})
    connection = handler["default"]
    said: list[str] = []
    connection.ensure_connection()
    assert connection.connection is not None
    connection.connection.set_trace_callback(said.append)
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    connection.rollback()
    connection.set_autocommit(True)
    connection.close()
    assert "BEGIN IMMEDIATE" in said
