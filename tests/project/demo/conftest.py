"""The demo in a database file of its own, built once for a whole run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as plain_settings
from django.core.cache import cache
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from mulin.project.demo import build, stories, year
from mulin.project.settings import database

TODAY = date(2026, 11, 24)
FEW = build.Options(TODAY, seed=3, residents=220, communities=("HB", "CP"))


@dataclass(frozen=True)
class Home:
    """Where a demo lies."""

    database: Path
    files: Path
    built: build.Built | None = None


def _part() -> None:
    """Let go of the connection, so that the next use makes one from the settings of then."""
    connections["default"].close()
    del connections["default"]


@contextmanager
def lives_in(home: Home) -> Iterator[None]:
    """Let the default database be that file and the files that folder, whatever the run uses otherwise."""
    entry = connections.settings["default"]
    plain, media = dict(entry), plain_settings.MEDIA_ROOT
    _part()
    entry.update({**database(""), "NAME": home.database})
    plain_settings.MEDIA_ROOT = home.files
    cache.clear()
    try:
        yield
    finally:
        _part()
        entry.clear()
        entry.update(plain)
        plain_settings.MEDIA_ROOT = media
        cache.clear()


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Home:
    """The whole demo, verified, in a folder of its own."""
    folder = tmp_path_factory.mktemp("demo")
    home = Home(folder / "mulin.sqlite3", folder / "files")
    with django_db_blocker.unblock(), lives_in(home):
        built = build.build(build.Options(TODAY))
    return Home(home.database, home.files, built)


@pytest.fixture
def demo(
    demo_home: Home, django_db_blocker: DjangoDbBlocker, _files_in_a_folder_of_their_own: None
) -> Iterator[build.Built]:
    """Be in the demo; what a test writes there stays for the next, so it writes no more than sessions."""
    with django_db_blocker.unblock(), lives_in(demo_home):
        assert demo_home.built is not None
        yield demo_home.built


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The demo lies in a file whatever the run uses, so once is enough."""
    for item in items:
        if "demo_home" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.once)


@pytest.fixture
def all_stories() -> list[stories.Story]:
    return [*stories.load(), *year.running()]
