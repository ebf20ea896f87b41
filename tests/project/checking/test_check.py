"""`mulin check` names what was made wrong on purpose, and nothing else."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.utils import timezone

from mulin.apps.voice.actions import intake
from mulin.core.gate import SYSTEM
from mulin.core.records import appendonly
from mulin.core.records.models import Once
from mulin.project import migrating
from mulin.project.backup import standing
from mulin.project.checking import command, database, environment, machine
from mulin.project.checking.finding import CARE, UNSAFE, Finding
from mulin.project.cli import main
from mulin.project.demo import build
from tests import world

SOURCE = Path(__file__).resolve().parents[3] / "src" / "mulin"
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _a_sound_installation(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    settings.SILENCED_SYSTEM_CHECKS = ["async.E001"]  # tests of pages in a browser need that leave
    settings.PRODUCTION, settings.MULIN_MODE, settings.HOME = True, "production", tmp_path
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "aB3dE6gH9jK2mN5pQ8rS" * 3, []
    settings.ALLOWED_HOSTS, settings.HTTPS = ["mulin.example.cn"], True
    now = timezone.now()
    kept = standing.Backup("x", now, 1, 1, 1, 1, encrypted=False, keys_at=now)
    monkeypatch.setattr(standing, "last_backup", lambda _root: kept)
    monkeypatch.setattr(standing, "last_drill", lambda _root: standing.Drill("x", now, 1, (), ()))
    monkeypatch.setenv("MULIN_BACKUP_DIR", "/srv/backups")
    monkeypatch.delenv("MULIN_MODE")
    monkeypatch.setattr(migrating, "owned_tables", list)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")


def codes() -> dict[str, int]:
    return {one.code: one.level for one in command.findings(NOW)}


@pytest.mark.django_db
def test_a_sound_installation_has_nothing() -> None:
    assert codes() == {}


def said(**changes: Any) -> Callable[[Any], None]:
    def change(settings: Any) -> None:
        for name, value in changes.items():
            setattr(settings, name, value)

    return change


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "code", "level"),
    [
        (said(DEBUG=True), "debug", UNSAFE),
        (said(PRODUCTION=False, MULIN_MODE="demo"), "mode", UNSAFE),
        (said(SECRET_KEY="short"), "key", UNSAFE),
        (said(SECRET_KEY="ab" * 40), "key", UNSAFE),
        (said(SECRET_KEY_FALLBACKS=["old"]), "key", UNSAFE),
        (said(ALLOWED_HOSTS=[]), "hosts", UNSAFE),
        (said(ALLOWED_HOSTS=["*"]), "hosts", UNSAFE),
        (said(HTTPS=False), "https", CARE),
    ],
)
def test_settings_that_are_unsafe(settings: Any, change: Callable[[Any], None], code: str, level: int) -> None:
    change(settings)
    assert codes().get(code) == level


def test_a_mistyped_variable_is_named_with_what_was_meant() -> None:
    (one,) = environment.unknown({"MULIN_HOST": "x", "MULIN_HOSTS": "y", "HOME": "z"})
    assert one.code == "unknown"
    assert "MULIN_HOSTS" in one.zh
    assert "MULIN_HOSTS" in one.en


def test_every_variable_the_code_reads_is_known() -> None:
    read = re.compile(r"""(?:environ(?:\.\w+)?[\[(]|getenv\()\s*["'](MULIN_\w+)""")
    found = {name for path in SOURCE.rglob("*.py") for name in read.findall(path.read_text(encoding="utf-8"))}
    assert "MULIN_BACKUP_DIR" in found
    assert found - environment.KNOWN == set()


def fail(*_: object) -> None:
    raise OperationalError


@pytest.mark.django_db
def test_a_database_that_does_not_answer_or_is_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "behind", lambda: 2)
    assert codes() == {"migrations": UNSAFE}
    monkeypatch.setattr(database, "behind", fail)
    assert codes() == {"database": UNSAFE}


@pytest.mark.django_db
def test_the_demo_in_production() -> None:
    Once.objects.create(key=build.MARK, result=build.Built(timezone.localdate(), 1, 3, 5).text, at=NOW)
    assert codes() == {"demo": UNSAFE}


@pytest.mark.django_db
def test_locks_that_are_gone() -> None:
    on = "" if connection.vendor == "sqlite" else " ON records_entry"
    connection.cursor().execute(f"DROP TRIGGER records_entry_no_update{on}")
    (one,) = command.findings(NOW)
    assert (one.code, one.level) == ("locks", UNSAFE)
    assert "records_entry_no_update" in one.en
    appendonly.install()
    assert codes() == {}


@pytest.mark.django_db
def test_a_role_that_owns_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    ours = connection.vendor == "postgresql"
    assert [one.code for one in database._owner()] == (["owner"] if ours else [])
    monkeypatch.setattr(connection, "vendor", "postgresql")
    monkeypatch.setattr(migrating, "owned_tables", lambda: ["voice_voice"])
    assert [one.code for one in database._owner()] == ["owner"]


@pytest.mark.django_db
def test_a_clock_behind_the_last_entry() -> None:
    place = world.build().gh
    intake.record(by=SYSTEM, now=NOW + timedelta(minutes=6), words="话", channel="counter", place=place)
    assert codes() == {"clock": UNSAFE}
    assert {one.code for one in command.findings(NOW + timedelta(minutes=2))} == set()


def test_a_folder_that_others_may_look_into(tmp_path: Path) -> None:
    assert list(machine.home(tmp_path)) == []
    tmp_path.chmod(0o750)
    assert [one.code for one in machine.home(tmp_path)] == ["home"]


def test_a_disk_that_is_full_soon() -> None:
    levels = [[one.level for one in machine.disk(mb * 2**20)] for mb in (3000, 1000, 100)]
    assert levels == [[], [CARE], [UNSAFE]]


def test_backups_that_are_off_old_or_beside_the_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def found() -> list[str]:
        return [one.code for one in machine.backups(NOW)]

    monkeypatch.setenv("MULIN_BACKUP_DIR", str(tmp_path / "backups"))
    assert found() == ["backup-place"]
    monkeypatch.setenv("MULIN_BACKUP_DIR", "/srv/backups")
    monkeypatch.setattr(standing, "last_backup", lambda _root: None)
    bad = dataclasses.replace(standing.last_drill(None) or pytest.fail("no drill"), wrong=("x",))
    monkeypatch.setattr(standing, "last_drill", lambda _root: bad)
    assert found() == ["backup-old", "drill"]
    monkeypatch.setenv("MULIN_BACKUP", "off")
    assert found() == ["backup"]
    monkeypatch.delenv("MULIN_BACKUP")
    monkeypatch.setenv("MULIN_BACKUP_KEEP", "often")
    assert found() == ["backup"]


def test_tools_and_typefaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "vendor", "postgresql")
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert [one.code for one in machine._tools()] == ["pg-tools"]

    def none() -> None:
        raise machine.NoFont

    monkeypatch.setattr(machine, "FontBook", none)
    assert [one.code for one in machine._fonts()] == ["fonts"]


@pytest.mark.django_db
def test_the_status_is_the_worst_level(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    assert main(["check"]) == 0
    assert "all is well" in capsys.readouterr().out
    settings.HTTPS = False
    assert main(["check"]) == CARE
    settings.SECRET_KEY = "short"
    assert main(["check"]) == UNSAFE
    told = capsys.readouterr().out
    assert "太短" in told
    assert "is short" in told

    def unset() -> None:
        raise ImproperlyConfigured("MULIN_SECRET_KEY is missing")

    monkeypatch.setattr("django.setup", unset)
    assert main(["check"]) == UNSAFE
    assert "MULIN_SECRET_KEY" in capsys.readouterr().out


def test_each_finding_says_it_twice_and_what_to_do() -> None:
    text = str(Finding(CARE, "x", "一", "one", "二", "two"))
    assert text == "! [x] 一二\n    one two"
