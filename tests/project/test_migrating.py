"""On PostgreSQL the application's role owns nothing: it cannot take the locks of the register away."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]


def with_database(url: str, name: str, user: str = "") -> str:
    parts = urlsplit(url)
    who = f"{user}@" if user else f"{parts.username}@"
    return urlunsplit(parts._replace(netloc=who, path=f"/{name}"))


@pytest.fixture
def two_roles(postgres_url: str) -> Iterator[tuple[str, str]]:
    """URLs of the owner and of the application for a database of their own."""
    name, app = "two_roles", "mulin_app"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")  # type: ignore[arg-type]
        server.execute(f"DROP ROLE IF EXISTS {app}")  # type: ignore[arg-type]
        server.execute(f"CREATE ROLE {app} LOGIN")  # type: ignore[arg-type]
        server.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        yield with_database(postgres_url, name), with_database(postgres_url, name, app)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]
        server.execute(f"DROP ROLE {app}")  # type: ignore[arg-type]


def mulin(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "MULIN_HOME": str(home), **more}
    return subprocess.run([sys.executable, "-m", "mulin", *words], env=env, capture_output=True, text=True, check=False)


def test_the_application_writes_rows_and_can_do_nothing_else(two_roles: tuple[str, str], tmp_path: Path) -> None:
    owner, app = two_roles
    done = mulin(tmp_path, "migrate", DATABASE_URL=app, MULIN_MIGRATE_URL=owner)
    assert done.returncode == 0, done.stderr
    made = mulin(tmp_path, "steward", "周敏", "--street", "百果街道", "--code", "BG", DATABASE_URL=app)
    assert made.returncode == 0, made.stderr
    with psycopg.connect(app, autocommit=True) as connection:
        count = connection.execute("SELECT count(*) FROM records_entry").fetchone()
        assert count == (3,)
        for statement in (
            "UPDATE records_entry SET payload = '{}'",
            "DELETE FROM records_entry",
            "TRUNCATE records_entry",
            "DROP TRIGGER records_entry_no_update ON records_entry",
            "ALTER TABLE records_entry DISABLE TRIGGER ALL",
            "ALTER TABLE records_entry ADD COLUMN more text",
            "DROP TABLE voice_voice",
            "CREATE OR REPLACE FUNCTION mulin_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$",
            "DELETE FROM django_migrations",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_the_owners_url_alone_is_a_mistake(tmp_path: Path) -> None:
    done = mulin(tmp_path, "migrate", DATABASE_URL="", MULIN_MIGRATE_URL="postgresql://owner@/mulin")
    assert (done.returncode, "DATABASE_URL" in done.stderr) == (2, True)
