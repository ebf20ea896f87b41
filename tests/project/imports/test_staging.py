"""Uploads nobody decided about: nothing of them stays, whatever became of who was writing them."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.utils import timezone

from mulin.project.imports import staging
from mulin.project.tick import tick
from tests.core.nouns import build

OWNER = "login:1"


@pytest.fixture
def now(settings: object, tmp_path: Path) -> datetime:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return timezone.now()


def names() -> set[str]:
    return {path.suffix for path in staging.folder().iterdir()}


def keep(now: datetime) -> staging.Staged:
    return staging.keep("姓名\n甲".encode(), kind="people", owner=OWNER, name="名单.csv", now=now)


@pytest.mark.django_db
def test_what_nobody_confirmed_goes_by_itself_after_a_day(now: datetime) -> None:
    build()
    staged = keep(now)
    staging.set_problems(staged.uuid, [])
    tick(now + timedelta(hours=23))
    assert names() == {".data", ".json"}
    tick(now + staging.KEPT)
    assert names() == set()


def test_what_a_killed_upload_left_goes_too(now: datetime) -> None:
    """Killed between its two files; or the list was dropped while its mistakes were being written."""
    staged = keep(now)
    (staging.folder() / f"{staged.uuid}.json").unlink()
    (staging.folder() / f"{staged.uuid}.problems").write_bytes(b"[]")
    assert staging.sweep(now=now + timedelta(hours=1)) == 0, "perhaps it is only just being written"
    assert staging.sweep(now=now + staging.KEPT + timedelta(minutes=1)) == 2
    assert names() == set()
    assert staging.sweep(now=now) == 0


def test_an_upload_being_written_is_not_swept_by_another(now: datetime) -> None:
    staged = keep(now)
    os.utime(staged.path, (0, 0))
    assert staging.sweep(now=now) == 0, "an old file of a young upload is its own"
    assert staging.find(UUID(staged.uuid), owner=OWNER, now=now) == staged
    staged.path.unlink()
    assert staging.find(UUID(staged.uuid), owner=OWNER, now=now) is None
