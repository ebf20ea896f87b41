"""Restoring and moving cut off by kill -9 at every stage: nothing half is taken for whole, and once more is enough."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from mulin.project.backup import making
from mulin.project.backup.shelf import Rule, Shelf
from tests.project.homes import SAID, Home, empty_database, new_home, settle

PRODUCTION = {"MULIN_MODE": "production", "MULIN_SECRET_KEY": "k7Q-" * 16, "MULIN_HOSTS": "127.0.0.1"}
KILLED = """
import os, signal, sys
from importlib import import_module
owner, name, after, *words = sys.argv[1:]
os.environ["DJANGO_SETTINGS_MODULE"] = "mulin.project.settings"
if words[0] == "restore":
    os.environ["MULIN_HOME"] = words[-1] + "/.restoring"
    os.makedirs(os.environ["MULIN_HOME"], exist_ok=True)
import django
django.setup()
module = import_module(owner.partition(":")[0])
thing = getattr(module, owner.partition(":")[2]) if ":" in owner else module
plain = getattr(thing, name)
def cut(*args, **more):
    if after == "after":
        plain(*args, **more)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(thing, name, cut)
from mulin.project.cli import main
sys.exit(main(words))
"""
LOOK = """
from mulin.core.records.models import Attachment, Sealed
from mulin.core.people.models import Person
import json
print(json.dumps([sorted(Sealed.objects.values_list("text", flat=True)), Person.objects.count(),
    [row.path for row in Attachment.objects.all()]], ensure_ascii=False))
"""
BACKUP = "mulin.project.backup"
RESTORE = [
    (f"{BACKUP}.restoring", "_fill_sealed", "before"),
    (f"{BACKUP}.restoring", "_fill_sealed", "after"),
    (f"{BACKUP}.restoring", "_files", "after"),
    (f"{BACKUP}.restoring", "_attachments", "before"),
    (f"{BACKUP}.unfinished", "end", "before"),
]
MOVE = [
    ("mulin.project.moving.copying", "empty", "after"),
    ("mulin.project.moving.copying", "differences", "before"),
    ("mulin.project.moving.command", "_verify", "after"),
    ("mulin.project.moving.schemas", "settle", "after"),
]


def cut_off(home: Home, where: tuple[str, str, str], *words: str) -> None:
    """Run a command in a process that ends itself with -9 at that place."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *where, *words], env=home.env(), capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr


def restored_at_last(places: list[tuple[str, str, str]], tmp_path: Path) -> None:
    """Cut a restore off at each place in turn, then let one run through."""
    town = settle()
    shelf = Shelf(tmp_path / "backups")
    made = making.make(shelf, Rule(), now=timezone.now())
    connection.close()
    with new_home(tmp_path / "new") as home:
        words = ("restore", str(shelf.root), "--to-home", str(home.folder))
        for where in places:
            cut_off(home, where, *words)
            assert not (home.folder / "mulin.sqlite3").exists() or where[1] == "end", where
            for command in ("serve", "check", "migrate") if where == places[0] else ("serve",):
                refused = Home(home.folder, home.url, PRODUCTION).run(command)
                assert refused.returncode == 2, (where, command)
                assert "mulin restore" in refused.stdout + refused.stderr, (where, command)
        done = home.run(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "finished" in done.stdout, "what was checked already is only put in its place"
        texts, people, files = json.loads(home.ask(LOOK))
        assert SAID in texts
        assert people == made.manifest.counts["people_person"]
        assert files == [town.photo.path]
        assert (home.folder / "files" / town.photo.path).stat().st_size == town.photo.size
        assert home.run("verify").returncode == 0
        assert sorted(path.name for path in home.folder.iterdir() if path.name.startswith(".")) == []
        assert home.run(*words).returncode == 2, "an installation lives here now"
        if home.url:
            with psycopg.connect(home.url) as plain:
                rows = plain.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ 'restoring'").fetchall()
            assert rows == []


@pytest.mark.django_db(transaction=True)
def test_a_restore_cut_off_is_no_installation_and_can_be_done_again(tmp_path: Path) -> None:
    restored_at_last([RESTORE[2], RESTORE[-1]], tmp_path)


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_a_restore_cut_off_at_every_stage(tmp_path: Path) -> None:
    restored_at_last(RESTORE, tmp_path)


def moved_at_last(places: list[tuple[str, str, str]], postgres_url: str, tmp_path: Path) -> None:
    """Cut a move off at each place in turn, then let one run through."""
    source = Home(tmp_path / "source")
    source.folder.mkdir()
    assert source.run("migrate").returncode == 0
    source.ask("from tests.project.homes import settle\nsettle()")
    with empty_database(postgres_url, f"cut_{tmp_path.name[:20]}") as url:
        words = ("move", "--to", url, "--schema", "street")
        for where in places:
            cut_off(source, where, *words)
            with psycopg.connect(url) as plain:
                found = plain.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'street'").fetchall()
            assert found == [], where
        done = source.run(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        moved = Home(source.folder, f"{url}&schema=street" if "?" in url else f"{url}?schema=street")
        assert moved.ask(LOOK) == source.ask(LOOK)
        with psycopg.connect(url) as plain:
            rows = plain.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'street%'").fetchall()
        assert rows == [("street",)]


@pytest.mark.once
def test_a_move_cut_off_at_its_last_step_leaves_no_installation(postgres_url: str, tmp_path: Path) -> None:
    moved_at_last(MOVE[-1:], postgres_url, tmp_path)


@pytest.mark.soak
@pytest.mark.once
def test_a_move_cut_off_at_every_stage(postgres_url: str, tmp_path: Path) -> None:
    moved_at_last(MOVE, postgres_url, tmp_path)
