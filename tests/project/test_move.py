"""Carrying an installation to PostgreSQL and back: every row, every sign, and nothing half."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mulin.project.moving import copying, schemas
from mulin.project.moving.command import with_schema
from tests.project.homes import SAID, Home, empty_database

pytestmark = pytest.mark.once

FILL = """
from datetime import timedelta
from django.utils import timezone
from mulin.core.records.models import Attachment, Sealed, Series
from mulin.core.people.models import Person
from tests.project.homes import settle
town = settle()
Sealed.objects.create(pk=2**31 + 7, text="大数")
Series.objects.create(place_code="ZZ", year=2026, last=2**31 - 1)
Person.objects.filter(pk=town.world.wang.pk).update(name="𠮷𪚥𫝀" * 3, name_key="𠮷")
wording = "“引号'\\\\\\t\\n制表"
town.world.wang.consents.create(purpose="words", wording=wording, given_at=timezone.now(), recorded_by="x")
print(town.first)
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("source"))
    assert home.run("migrate").returncode == 0
    home.ask(FILL)
    return home


@pytest.fixture(scope="module")
def database(postgres_url: str) -> Iterator[str]:
    with empty_database(postgres_url, f"move_{os.getpid()}") as url:
        yield url


def listing(url: str) -> set[str]:
    with psycopg.connect(url) as plain:
        return {row[0] for row in plain.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ '^street'")}


DIGESTS = """
import json
from mulin.project.moving import copying
print(json.dumps({model._meta.db_table: copying.digest(copying.read(model, "default")) for model in copying.carried()}))
"""

GOES_ON = f"""
from mulin.core.records.models import *
from mulin.core.records import appendonly as a
from mulin.core.people.models import Person
print(a.missing(), Sealed.objects.create(text='').pk)
print(Sealed.objects.filter(text={SAID!r}).count(), Person.objects.filter(name__contains='𪚥').count())
"""
HINDERED = """
import sqlite3
from mulin.project.moving import command, copying
plain = copying.copy
def change(sign):
    with sqlite3.connect(FILE) as other:
        other.execute("UPDATE people_person SET phone = 'a' || char(?) || 'b' WHERE id = 1", [sign])
def copy(source, target, progress):
    change(65)
    return plain(source, target, progress)
def attempt():
    try:
        command.move(TARGET, "street_w", progress=lambda *_: None)
    except command.NotMoved as no:
        print(no)
copying.copy = copy
attempt()
copying.copy = plain
change(0)
attempt()
"""


def killed(source: Home, database: str) -> None:
    """Begin to move, and kill it when it has begun to write."""
    began = subprocess.Popen(
        [sys.executable, "-m", "mulin", "move", "--to", database, "--schema", "street_a"],
        env=source.env(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while "street_a_moving" not in listing(database):
        assert began.poll() is None
        assert time.monotonic() < until
        time.sleep(0.02)
    began.send_signal(signal.SIGKILL)
    began.wait()


def test_everything_arrives_also_after_a_killed_try(source: Home, database: str, tmp_path: Path) -> None:
    before = (source.folder / "mulin.sqlite3").read_bytes()
    killed(source, database)
    assert listing(database) == {"street_a_moving"}, "a half installation under the name of a whole one"
    done = source.run("move", "--to", database, "--schema", "street_a")  # verifies the target
    assert done.returncode == 0, done.stdout + done.stderr
    assert listing(database) == {"street_a"}
    assert (source.folder / "mulin.sqlite3").read_bytes() == before
    moved = Home(source.folder, with_schema(database, "street_a"))
    digests, *seen = moved.ask(DIGESTS + GOES_ON).splitlines()
    assert digests == source.ask(DIGESTS)
    assert seen == [f"[] {2**31 + 8}", "1 1"]
    again = source.run("move", "--to", database, "--schema", "street_a")
    assert again.returncode == 2
    assert "不会覆盖" in again.stderr


def test_back_into_a_file(source: Home, database: str, tmp_path: Path) -> None:
    done = source.run("move", "--to", database, "--schema", "street_b")
    assert done.returncode == 0, done.stdout + done.stderr
    back = tmp_path / "back" / "mulin.sqlite3"
    done = Home(source.folder, with_schema(database, "street_b")).run("move", "--to", f"sqlite:///{back}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert Home(back.parent).ask(DIGESTS) == source.ask(DIGESTS)
    assert [path.name for path in back.parent.iterdir()] == ["mulin.sqlite3"]


def test_what_hinders_is_named_and_nothing_stays(source: Home, database: str, tmp_path: Path) -> None:
    """Somebody writes between the first and the last row; then a text the target cannot hold."""
    home = Home(tmp_path)
    (tmp_path / "mulin.sqlite3").write_bytes((source.folder / "mulin.sqlite3").read_bytes())
    told = home.ask(f"FILE, TARGET = {str(tmp_path / 'mulin.sqlite3')!r}, {database!r}\n{HINDERED}").splitlines()
    assert "有人在写原来的库" in told[0]
    assert "people_person" in told[1]
    assert "收不下" in told[1]
    assert not {name for name in listing(database) if name.startswith("street_w")}


def test_a_changed_value_is_a_difference() -> None:
    rows = [(1, "甲", None), (2, "乙", b"\x00")]
    count, sha = copying.digest(rows)
    assert count == 2
    for other in ([(1, "甲", None), (2, "乙", b"\x01")], rows[::-1], rows[:1], [(1, "甲 ", None), rows[1]]):
        assert copying.digest(other) != (count, sha)


@pytest.mark.parametrize(
    "name", ["", "A", "a-b", 'a"b', "a b", "pg_a", "information_schema", "街", "a" * 51, "1a", "a;b", "a\n", "a'"]
)
def test_a_schema_name_that_would_need_quoting_is_refused(name: str) -> None:
    with pytest.raises(schemas.BadSchema):
        schemas.check(name)
