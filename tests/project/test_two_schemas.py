"""Two sub-districts in two schemas of one database: nothing crosses, nobody waits for the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mulin.project.moving.command import with_schema
from tests.project.homes import Home, empty_database

pytestmark = pytest.mark.once

SETUP = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'mulin.project.settings'; django.setup()\n"
LIFE = """
import json, sys
from django.db import connection
from django.test import Client
from django.utils import timezone
from mulin.apps.voice.actions import intake
from mulin.apps.voice.models import Voice
from mulin.core.people import findable
from mulin.core.people.models import Person
from mulin.core.records import appendonly, checks
from mulin.core.records.models import Chain, Entry, Sealed, Thread
from tests.browsers import signed_in
from tests.project.homes import settle
canary, turns = sys.argv[1], int(sys.argv[2])
town = settle()
Person.objects.filter(pk=town.world.wang.pk).update(name=canary, name_key=canary)
findable.name(Person.objects.get(pk=town.world.wang.pk))
print("ready", flush=True)
sys.stdin.readline()
numbers = [town.first, town.second]
for turn in range(turns):
    slip = intake.record(by=town.world.worker, now=timezone.now(), words=f"{canary}{turn}", channel="counter",
                         place=town.world.door)
    numbers.append(slip.voice.thread.number)
worker = signed_in("gh-worker", "worker", town.world.gh)
paths = ("/desk/people/", "/desk/", "/register/", "/search/?q=" + canary)
pages = [worker.get(path).content.decode() for path in paths]
with connection.cursor() as cursor:
    cursor.execute("SHOW search_path")
    path = cursor.fetchone()[0]
    cursor.execute("SELECT DISTINCT p.pronamespace::regnamespace::text "
                   "FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
                   "JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT tgisinternal "
                   "AND c.relnamespace = to_regnamespace(current_schema())")
    functions = [row[0] for row in cursor.fetchall()]
print(json.dumps({
    "numbers": numbers, "heads": list(Chain.objects.values_list("seq", "head")), "pages": "".join(pages),
    "found": [str(one) for one in checks.findings()],
    "texts": list(Sealed.objects.values_list("text", flat=True)), "path": path, "functions": functions,
    "missing": appendonly.missing(), "seqs": list(Entry.objects.order_by("seq").values_list("seq", flat=True)),
}))
"""


class Living:
    """A sub-district living in a process of its own."""

    def __init__(self, home: Home, canary: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SETUP + LIFE, canary, "12"],
            env=home.env(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ready(self) -> None:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line == "ready\n", self.process.communicate()[1]

    def tell(self) -> dict[str, Any]:
        out, error = self.process.communicate("go\n", timeout=120)
        assert self.process.returncode == 0, error
        found: dict[str, Any] = json.loads(out)
        return found


@pytest.fixture(scope="module")
def database(postgres_url: str) -> Iterator[str]:
    with empty_database(postgres_url, f"two_{os.getpid()}") as url:
        yield url


@pytest.fixture(scope="module")
def both(database: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Home]:
    one, two = (Home(tmp_path_factory.mktemp(name), with_schema(database, f"street_{name}")) for name in "ab")
    first = one.run("migrate")  # makes the schema
    assert first.returncode == 0, first.stderr
    with psycopg.connect(database) as plain:
        before = tables(plain, "street_a")
        assert tables(plain, "public") == tables(plain, "street_b") == set()
    second = two.run("migrate")
    assert second.returncode == 0, second.stderr
    with psycopg.connect(database) as plain:
        assert tables(plain, "street_a") == before
        assert {name for name, _oid in tables(plain, "street_b")} == {name for name, _oid in before}
        assert tables(plain, "public") == set()
    return one, two


def tables(plain: psycopg.Connection[Any], schema: str) -> set[tuple[str, int]]:
    query = "SELECT relname, oid::bigint FROM pg_class WHERE relkind = 'r' AND relnamespace = to_regnamespace(%s)::oid"
    return {(row[0], row[1]) for row in plain.execute(query, [schema])}


def test_two_live_side_by_side_and_nothing_crosses(both: tuple[Home, Home], database: str) -> None:
    one, two = Living(both[0], "金丝雀甲"), Living(both[1], "金丝雀乙")
    one.ready()
    two.ready()
    told, other = one.tell(), two.tell()
    assert told["path"] == "street_a"
    assert other["path"] == "street_b"
    assert told["functions"] == ["street_a"]
    assert other["functions"] == ["street_b"]
    assert told["missing"] == other["missing"] == []
    assert told["numbers"] == other["numbers"], "each counts for itself"
    assert len(set(told["numbers"])) == 14
    assert told["seqs"] == list(range(1, len(told["seqs"]) + 1))
    assert other["seqs"] == told["seqs"]
    assert told["heads"] != other["heads"]
    assert "金丝雀甲" in told["pages"]
    assert "金丝雀乙" in other["pages"]
    for mine, foreign in ((told, "金丝雀乙"), (other, "金丝雀甲")):
        assert foreign not in json.dumps(mine, ensure_ascii=False)
    assert told["found"] == other["found"] == []
    with psycopg.connect(database) as plain:
        plain.execute("ALTER TABLE street_b.records_entry DISABLE TRIGGER USER")
        plain.execute("UPDATE street_b.records_entry SET payload = '{}' WHERE seq = 2")
        plain.execute("ALTER TABLE street_b.records_entry ENABLE TRIGGER USER")
    assert both[0].run("verify").returncode == 0
    assert both[1].run("verify").returncode == 1


HOLD = """
import sys
from django.db import connection, transaction
from django.db.utils import OperationalError
from django.utils import timezone
from mulin.core.access.actions.looks import _lock
from mulin.core.records.models import Chain, Once
locks = {
    "head": lambda: Chain.objects.select_for_update().get(name="register"),
    "looks": lambda: _lock(alone=True),
    "token": lambda: Once.objects.create(key="same", at=timezone.now()),
}
Chain.objects.get_or_create(name="register", defaults={"head": "0" * 64})
def hold(name):
    try:
        with transaction.atomic():
            connection.cursor().execute("SET LOCAL lock_timeout = 1000")
            locks[name]()
            return "taken"
    except OperationalError:
        return "waits"
"""
HOLDER = """
with transaction.atomic():
    for lock in locks.values():
        lock()
    print("held", flush=True)
    sys.stdin.readline()
"""
ASK = "print(' '.join(hold(name) for name in locks))"


def test_a_lock_of_one_does_not_hold_the_other(both: tuple[Home, Home]) -> None:
    held = subprocess.Popen(
        [sys.executable, "-c", SETUP + HOLD + HOLDER],
        env=both[0].env(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert held.stdout is not None
        assert held.stdout.readline() == "held\n"
        assert both[1].ask(HOLD + ASK) == "taken taken taken"
        assert both[0].ask(HOLD + ASK) == "waits waits waits", "the locks are none"
    finally:
        held.communicate("done\n")


def test_a_schema_with_other_signs_is_refused(tmp_path: Path, database: str) -> None:
    done = Home(tmp_path, with_schema(database, 'a", public')).run("verify")
    assert done.returncode != 0
    assert "schema" in done.stderr
    assert "only small letters" in done.stderr
