"""Sets of backups: what is in them, what must not be in them, when there is one and when there is none."""

from __future__ import annotations

import gzip
import json
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.utils import timezone

from mulin.core.records.models import Chain, Entry, Sealed, SealKey
from mulin.core.records.writing import writing
from mulin.project.backup import making, manifest, standing
from mulin.project.backup.refusals import Unusable
from mulin.project.backup.shelf import Rule, Shelf, kept_keys, kept_sets, name_of
from mulin.project.backup.snapshot import tool
from tests.project.homes import SAID, SECOND, Town, settle

RULE = Rule()


@pytest.fixture
def town(transactional_db: None) -> Town:
    return settle()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "backups")


def plain(made: making.Made) -> bytes:
    """Everything a thief of the set could read, unsqueezed and undumped."""
    out = b""
    for path in sorted(made.folder.rglob("*")):
        if path.suffix == ".gz":
            out += gzip.decompress(path.read_bytes())
        elif path.suffix == ".pgdump":
            out += subprocess.run([tool("pg_restore"), "-f", "-", str(path)], capture_output=True, check=True).stdout
        elif path.is_file():
            out += path.read_bytes()
    return out


def test_a_set_holds_neither_keys_nor_words_nor_sessions(town: Town, shelf: Shelf) -> None:
    Client().get("/")
    session = SessionStore()
    session["who"] = "somebody"
    session.save()
    made = making.make(shelf, RULE, now=timezone.now())
    found = plain(made)
    assert "王桂芳".encode() in found
    assert town.first.encode() in found
    secrets = [bytes(key.secret) for key in SealKey.objects.all()]
    assert secrets
    for secret in secrets:
        assert secret not in found
        assert secret.hex().encode() not in found
    for text in (SAID, SECOND):
        assert text.encode() not in found
    assert str(session.session_key).encode() not in found
    assert secrets[0] not in (kept := gzip.decompress(made.keys.read_bytes()))
    assert json.loads(kept.splitlines()[-1])["end"]


def test_manifest_counts_what_was_there(town: Town, shelf: Shelf) -> None:
    made = making.make(shelf, RULE, now=timezone.now())
    closed = manifest.read(made.folder)
    chain = Chain.objects.get(name="register")
    assert closed.heads["register"] == [chain.seq, chain.head]
    assert closed.counts["records_entry"] == Entry.objects.count() > 0
    assert closed.counts["records_sealed"] == Sealed.objects.count() > 0
    assert closed.files == 1
    assert closed.engine == connection.vendor
    assert {part.name.split(".")[0] for part in closed.parts} == {"data", "sealed", "files"}
    last = standing.last_backup(shelf.root)
    assert last is not None
    assert (last.name, last.sets, last.encrypted) == (made.folder.name, 1, False)
    assert last.keys_at is not None


def test_files_that_are_there_already_are_linked(town: Town, shelf: Shelf) -> None:
    now = timezone.now()
    first = making.make(shelf, RULE, now=now)
    second = making.make(shelf, RULE, now=now + timedelta(seconds=1))
    one, other = (made.folder / "files" / town.photo.path for made in (first, second))
    assert one.stat().st_ino == other.stat().st_ino
    (first.folder / "files" / town.photo.path).unlink()
    (second.folder / "files" / town.photo.path).write_bytes(b"cut")
    third = making.make(shelf, RULE, now=now + timedelta(seconds=2))
    assert (third.folder / "files" / town.photo.path).stat().st_size == town.photo.size


def test_a_set_is_whole_while_others_write(town: Town, shelf: Shelf) -> None:
    stop, wrong = threading.Event(), list[BaseException]()

    def write() -> None:
        try:
            while not stop.is_set():
                with writing(by=town.world.worker, now=timezone.now()) as writer:
                    thread = writer.lock(town.second)
                    for _ in range(3):
                        writer.entry(thread, "said", {})
        except BaseException as error:  # noqa: BLE001 - told below
            wrong.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    before = Entry.objects.count()
    writer.start()
    try:
        while Entry.objects.count() < before + 9:
            stop.wait(0.01)
        closed = making.make(shelf, RULE, now=timezone.now()).manifest
    finally:
        stop.set()
        writer.join()
    assert not wrong
    assert closed.heads["register"][0] == closed.counts["records_entry"] > before
    assert (closed.counts["records_entry"] - before) % 3 == 0, "half a transaction was seen"


def test_what_a_killed_backup_left_goes_and_is_never_taken_for_a_set(town: Town, shelf: Shelf) -> None:
    half = shelf.sets / ".making-20260101T000000Z"
    half.mkdir(parents=True)
    (half / "data").write_bytes(b"half")
    unfinished = shelf.sets / "20260102T000000Z"
    unfinished.mkdir()
    assert shelf.complete() == []
    assert standing.last_backup(shelf.root) is None
    with pytest.raises(Unusable, match="没有做完"):
        manifest.read(unfinished)
    making.make(shelf, RULE, now=timezone.now())
    assert not half.exists()
    assert len(shelf.complete()) == 1


def test_plain_copies_of_a_killed_run_go_at_the_next(
    town: Town, shelf: Shelf, settings: object, tmp_path: Path
) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    left = tmp_path / "tmp" / "backup-killed"
    left.mkdir(parents=True)
    (left / "copy.sqlite3").write_bytes(SAID.encode())
    making.make(shelf, RULE, now=timezone.now())
    assert list((tmp_path / "tmp").iterdir()) == []


def test_one_backup_at_a_time(shelf: Shelf) -> None:
    with shelf.alone(), pytest.raises(Unusable, match="另一个备份"), Shelf(shelf.root).alone():
        pytest.fail("two at once")
    with shelf.alone():
        pass


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unusable, match="写不进去"), Shelf(tmp_path / "file").alone():
        pytest.fail("written")


def test_a_missing_tool_is_named_with_how_to_get_it() -> None:
    with pytest.raises(Unusable, match="apt-get install postgresql-client"):
        tool("pg_nothing_of_this_name")


def test_sets_and_keys_go_when_the_rule_says(tmp_path: Path) -> None:
    shelf, rule = Shelf(tmp_path), Rule(daily=5, weekly=4, keys=2)
    night = datetime(2026, 1, 1, 18, tzinfo=UTC)  # two in the morning in Shanghai
    held: dict[int, set[str]] = {}
    for day in range(70):
        now = night + timedelta(days=day)
        with shelf.alone():
            folder = shelf.sets / name_of(now)
            folder.mkdir()
            (folder / "manifest.json").touch()
            (shelf.keys / f"{name_of(now)}.keys").touch()
            shelf.thin(rule, now)
        held[day] = {path.name for path in shelf.complete()}
        oldest_keys = min(path.name for path in shelf.keys_files())
        assert oldest_keys >= name_of(now - timedelta(days=2))
        assert len(shelf.keys_files()) == min(2, day + 1)
    last = night + timedelta(days=69)
    days = {name_of(last - timedelta(days=back)) for back in range(5)}
    local = [(last - timedelta(days=back) + timedelta(hours=8)).date() for back in range(70)]
    monday = local[0] - timedelta(days=local[0].weekday())
    sundays = {
        name_of(last - timedelta(days=back))
        for back, day in enumerate(local)
        if day.weekday() == 6 and day >= monday - timedelta(weeks=3)
    }
    assert held[69] == days | sundays
    assert len(sundays) == 3


def test_the_newest_stays_whatever_the_rule_says() -> None:
    old = datetime(2026, 1, 1, tzinfo=UTC)
    later = old + timedelta(days=900)
    assert kept_sets([old], RULE, later) == kept_keys([old], RULE, later) == {old}
    assert kept_sets([], RULE, later) == set()


def test_everything_of_today_stays() -> None:
    noon = datetime(2026, 3, 2, 4, tzinfo=UTC)
    hours = [noon - timedelta(hours=back) for back in range(6)]  # from seven in the morning in Shanghai
    assert kept_sets(hours, Rule(1, 0, 1), noon) == set(hours)
    assert kept_sets(hours, Rule(1, 0, 1), noon + timedelta(days=1)) == {noon}


@pytest.mark.parametrize("text", ["", "14", "14,8", "0,8,3", "14,8,0", "a,b,c", "14,8,3,1", "-1,2,3"])
def test_a_rule_nobody_can_read_is_refused(text: str) -> None:
    with pytest.raises(Unusable, match="MULIN_BACKUP_KEEP"):
        Rule.read(text)


def test_only_the_owner_reads_sets_and_keys(town: Town, shelf: Shelf) -> None:
    made = making.make(shelf, RULE, now=timezone.now())
    for path in [made.keys, *made.folder.rglob("*"), *shelf.root.iterdir()]:
        assert path.stat().st_mode & 0o077 == 0, path
