"""Backups and drills at night: asked once, done by the worker, said in figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from mulin.core import jobs
from mulin.core.gate import SYSTEM
from mulin.core.jobs import running
from mulin.core.jobs.models import Job, State
from mulin.project import nightly
from mulin.project.backup import nights, standing
from mulin.project.backup.shelf import Shelf
from tests.project.homes import settle

NIGHT = datetime(2026, 3, 3, 2, 1, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def switched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("MULIN_BACKUP_DIR", str(tmp_path / "backups"))
    kept = list(nightly.HOURS)
    yield monkeypatch
    nightly.HOURS[:] = kept


def test_nights_are_asked_for_where_backups_are_switched_on(switched: pytest.MonkeyPatch, db: None) -> None:
    switched.setenv("MULIN_BACKUP", "off")
    nights.register()
    assert {nights.BACKUP, nights.DRILL}.isdisjoint(kind for _hour, kind in nightly.HOURS)
    switched.setenv("MULIN_BACKUP", "on")
    nights.register()
    nights.register()
    assert [kind for _hour, kind in nightly.HOURS].count(nights.DRILL) == 1
    for _ in range(2):
        nightly.ask_due(NIGHT)
    assert Job.objects.filter(kind=nights.BACKUP).count() == 1
    assert not Job.objects.filter(kind=nights.DRILL).exists(), "half past three"


def test_the_worker_makes_the_set_and_says_what_it_holds(
    switched: pytest.MonkeyPatch, transactional_db: None, tmp_path: Path
) -> None:
    settle()
    job = jobs.ask(nights.BACKUP, by=SYSTEM, now=timezone.now())
    assert running.run_one(timezone.now)
    job.refresh_from_db()
    assert job.state == State.DONE
    last = standing.last_backup()
    assert last is not None
    assert json.loads(job.told)["files"] == last.files == 1
    assert Shelf(tmp_path / "backups").complete()


def test_a_setting_nobody_can_read_is_the_jobs_failure(
    switched: pytest.MonkeyPatch, transactional_db: None, tmp_path: Path
) -> None:
    switched.setenv("MULIN_BACKUP_RECIPIENT", "age1nonsense")
    job = jobs.ask(nights.BACKUP, by=SYSTEM, now=timezone.now())
    running.run_one(timezone.now)
    job.refresh_from_db()
    assert "MULIN_BACKUP_RECIPIENT" in job.failure
    assert not Shelf(tmp_path / "backups").complete()
