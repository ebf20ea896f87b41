"""Bringing a set back: what was erased stays erased, what differs is not put in place, and a drill that looks."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from mulin.apps.voice.actions import intake
from mulin.core.people.erasing import forget
from mulin.core.people.models import Person
from mulin.core.records import attachments
from mulin.core.records.models import Entry
from mulin.project.backup import drilling, making, manifest, standing
from mulin.project.backup.command import new_key
from mulin.project.backup.shelf import Rule, Shelf
from tests.project.homes import SAID, SECOND, Home, Town, new_home, settle

RULE = Rule()
LOOK = """
from mulin.core.records.models import *
from mulin.core.people.models import Person
from mulin.apps.voice.models import Voice
from django.contrib.sessions.models import Session
import json
print(json.dumps({
    "texts": sorted(row.text for row in Sealed.objects.all()),
    "keys": SealKey.objects.count(),
    "people": sorted(Person.objects.values_list("name", flat=True)),
    "files": Attachment.objects.count(),
    "names": sorted(Voice.objects.values_list("thread__number", "state", "speaker__name")),
    "said": list(Entry.objects.filter(verb="redacted").values_list("thread__number", flat=True)),
    "sessions": Session.objects.count(),
    "next": Sealed.objects.create(text="").pk,
    "entries": Entry.objects.count(),
}, ensure_ascii=False))
"""


@pytest.fixture
def town(transactional_db: None) -> Town:
    return settle()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "backups")


def bring(home: Home, *words: str) -> subprocess.CompletedProcess[str]:
    return home.run("restore", *words, "--to-home", str(home.folder))


def test_an_old_set_with_the_newest_keys_gives_back_only_what_was_not_erased(
    town: Town, shelf: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    identity = tmp_path / "identity"
    assert new_key(identity) == 0
    key = capsys.readouterr().out.split("MULIN_BACKUP_RECIPIENT=")[1].split()[0]
    now = timezone.now() - timedelta(hours=1)
    old = making.make(shelf, RULE, now=now, recipient=key)
    seq = Entry.objects.count()
    everything = b"".join(path.read_bytes() for path in shelf.root.rglob("*") if path.is_file())
    assert "王桂芳".encode() not in everything
    assert b"\xff\xd8\xff" not in (old.folder / "files" / f"{town.photo.path}.age").read_bytes()[:16]

    intake.withdraw(number=town.second, by=town.world.worker, now=timezone.now(), forget=True)
    attachments.drop(town.photo, by=town.world.worker, now=timezone.now())
    forget(person=Person.objects.get(name="李志强"), by=town.world.worker, now=timezone.now())
    new = making.make(shelf, RULE, now=timezone.now(), recipient=key)

    with new_home(tmp_path / "new") as home:
        assert bring(home, str(old.folder)).returncode == 2, "no identity"
        assert not (home.folder / "mulin.sqlite3").exists()
        done = bring(home, str(old.folder), "--identity", str(identity), "--keys", str(new.keys))
        assert done.returncode == 0, done.stdout + done.stderr
        assert "erased again" in done.stdout
        found = json.loads(home.ask(LOOK))
        assert SAID in found["texts"]
        assert SECOND not in found["texts"]
        assert found["people"] == ["王桂芳"]
        assert found["files"] == found["sessions"] == 0
        assert not [path for path in (home.folder / "files").rglob("*") if path.is_file()]
        assert [town.second, "withdrawn", None] in found["names"]
        assert town.second in found["said"]
        assert found["entries"] > seq
        assert found["next"] > 2
        assert home.run("verify").returncode == 0
        again = bring(home, str(old.folder), "--identity", str(identity))
        assert again.returncode == 2
        assert "不会覆盖" in again.stderr
        assert json.loads(home.ask(LOOK))["people"] == ["王桂芳"]


def test_the_keys_of_its_own_night_give_everything_back(town: Town, shelf: Shelf, tmp_path: Path) -> None:
    made = making.make(shelf, RULE, now=timezone.now())
    packed = tmp_path / "set.tar"
    subprocess.run(["tar", "cf", str(packed), "-C", str(shelf.sets), made.folder.name], check=True)
    with new_home(tmp_path / "copy") as home:
        done = bring(home, str(packed), "--keys", str(made.keys))
        assert done.returncode == 0, done.stdout + done.stderr
        assert "erased again" not in done.stdout
        found = json.loads(home.ask(LOOK))
        assert {SAID, SECOND} <= set(found["texts"])
        assert found["people"] == ["李志强", "王桂芳"]
        assert found["said"] == []
        assert found["entries"] == made.manifest.counts["records_entry"]
        kept = home.folder / "files" / town.photo.path
        assert kept.stat().st_size == town.photo.size


def test_what_differs_from_the_manifest_is_not_put_in_place(town: Town, shelf: Shelf, tmp_path: Path) -> None:
    made = making.make(shelf, RULE, now=timezone.now())
    (made.folder / "manifest.json").unlink()
    counts = {**made.manifest.counts, "people_person": 3, "no_such_table": 1}
    manifest.close(made.folder, replace(made.manifest, counts=counts))
    with new_home(tmp_path / "wrong") as home:
        done = bring(home, str(shelf.root))
        assert done.returncode == 1
        assert "people_person" in done.stderr
        assert "no_such_table" in done.stderr
        assert not (home.folder / "mulin.sqlite3").exists()
        assert not (home.folder / "files").exists()
        assert (home.folder / "faulty").is_dir()
        if home.url:
            with psycopg.connect(home.url) as plain:
                rows = plain.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'records_entry'").fetchall()
            assert rows == [("public_faulty",)]


def test_an_older_set_is_brought_up_to_date(town: Town, shelf: Shelf, tmp_path: Path) -> None:
    call_command("migrate", "jobs", "zero", verbosity=0)
    try:
        made = making.make(shelf, RULE, now=timezone.now())
    finally:
        call_command("migrate", "jobs", verbosity=0)
    assert "jobs_job" not in made.manifest.counts
    with new_home(tmp_path / "new") as home:
        done = bring(home, str(shelf.root))
        assert done.returncode == 0, done.stdout + done.stderr
        assert "migrations applied" in done.stdout
        assert home.ask("from mulin.core.jobs.models import Job; print(Job.objects.count())") == "0"


def test_a_drill_restores_looks_and_writes_down_what_it_saw(town: Town, shelf: Shelf) -> None:
    assert standing.last_drill(shelf.root) is None
    made = making.make(shelf, RULE, now=timezone.now())
    now = timezone.now()
    done = drilling.drill(shelf, now=now)
    assert done.wrong == ()
    assert {drilling.VERIFY, drilling.COUNTS, drilling.SIGN_IN, "/", "/desk/people/", "/meetings/"} <= set(done.checked)
    assert done.name == made.folder.name
    kept = standing.last_drill(shelf.root)
    assert kept is not None
    assert (kept.name, kept.at, kept.good, kept.checked) == (done.name, now, True, done.checked)
    data = made.folder / made.manifest.part("data").name
    data.write_bytes(data.read_bytes()[:-9])
    failed = drilling.drill(shelf, now=now)
    assert not failed.good
    assert "后面缺了" in " ".join(failed.wrong)
    assert standing.last_drill(shelf.root) == replace(failed, seconds=int(failed.seconds * 1000) / 1000)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM pg_database WHERE datname LIKE 'mulin_drill%%'")
            assert cursor.fetchone()[0] == 0
