"""What every test may use."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.outbound import watched

if TYPE_CHECKING:
    from tests.snapshot import Snapshot


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of a PostgreSQL to test with: the one the run already uses, else a throw-away cluster."""
    from tests.cluster import NoPostgres, cluster  # noqa: PLC0415 - settings first

    if os.environ.get("DATABASE_URL"):
        yield os.environ["DATABASE_URL"]
        return
    try:
        with cluster() as url:
            yield url
    except NoPostgres as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(reason))


@pytest.fixture(scope="session", autouse=True)
def outbound() -> Iterator[list[str]]:
    """Sockets lead to this machine only; gives where the test that runs now wanted to go."""
    with watched() as tried:
        yield tried


@pytest.fixture(autouse=True)
def _nothing_went_out(outbound: list[str]) -> Iterator[None]:
    """A test that tried to leave fails, even where a library swallowed the refusal."""
    yield
    gone, outbound[:] = list(outbound), []
    assert not gone, f"outbound: {gone}"


@pytest.fixture(autouse=True)
def _duty_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions are counted without the one that is asked once a minute, whatever the minute."""
    from mulin.portal import frame  # noqa: PLC0415 - settings first

    monkeypatch.setattr(frame, "DUTY_SECONDS", None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Snapshot]:
    """What stands in the test database after the migrations; brought back where Django would empty the tables."""
    from django.core.management.commands import flush  # noqa: PLC0415 - settings first

    from tests import snapshot  # noqa: PLC0415 - settings first

    with django_db_blocker.unblock():
        migrated = snapshot.taken()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", lambda _self, **_options: migrated.restore())
        yield migrated


@pytest.fixture(scope="session")
def _folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """New folders without end."""
    every = tmp_path_factory.mktemp("files")
    return (every / str(number) for number in count())


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings: object, _folders: Iterator[Path]) -> None:
    folder = next(_folders)
    folder.mkdir()
    settings.MEDIA_ROOT = folder  # type: ignore[attr-defined]


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector of rubbish need not look through all of it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Soak runs only on request, some tests only where PostgreSQL is; they are left out, not skipped."""
    away = set() if os.environ.get("MULIN_SOAK") else {"soak"}
    if not os.environ.get("DATABASE_URL"):
        away.add("postgresql")
    left = [item for item in items if away & {mark.name for mark in item.iter_markers()}]
    if left:
        items[:] = [item for item in items if item not in left]
        config.hook.pytest_deselected(items=left)
