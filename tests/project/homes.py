"""Installations of their own for tests: a small living one in the test database, and empty places to bring it to."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection
from django.utils import timezone

from mulin.apps.voice.actions import answering, intake, matters
from mulin.apps.voice.actions.intake import Speaker
from mulin.core.access.actions import grant_role
from mulin.core.access.models import Login
from mulin.core.gate import SYSTEM
from mulin.core.records import attachments
from mulin.core.records.days import local_day
from mulin.core.records.models import Attachment
from tests.world import World, build, photo

ROOT = Path(__file__).resolve().parent.parent.parent
SAID = "楼道灯不亮，𠮷大爷和𪚥阿姨摔过，备份里不该读到的原话"  # two signs of Extension B
SECOND = "垃圾没人收，也不该读到"


@dataclass
class Town:
    """What stands in the test database."""

    world: World
    first: str
    second: str
    photo: Attachment


def settle() -> Town:
    """Build the small street and let two people be heard; a unit works on one of their matters."""
    world, now = build(), timezone.now() - timedelta(days=3)
    grant_role(Login.objects.get(username="gh-worker"), role="worker", place=world.gh, by=SYSTEM, now=now)
    heard = [
        intake.record(
            by=world.worker, now=now, words=words, channel="counter", place=world.door, speaker=Speaker(person=who)
        ).voice.thread
        for words, who in ((SAID, world.wang), (SECOND, world.li))
    ]
    kept = attachments.keep(heard[0], photo(), role="photo", now=now)
    matters.open_matter(
        number=heard[0].number, title="楼道灯", description="坏了", category="shared", klass="ordinary",
        ask=world.property, by=world.worker, now=now,
    )  # fmt: skip
    answering.promise(
        number=heard[0].number, what="换灯", due=local_day(now) + timedelta(days=2), by=world.unit, now=now
    )
    return Town(world, heard[0].number, heard[1].number, kept)


@dataclass
class Home:
    """An installation in a folder, with a database of its own."""

    folder: Path
    url: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    def env(self) -> dict[str, str]:
        """The environment Mulin lives in there."""
        code = os.pathsep.join([str(ROOT), str(ROOT / "src")])
        own = {"MULIN_HOME": str(self.folder), "DATABASE_URL": self.url, "PYTHONPATH": code}
        return {**os.environ, **own, **self.extra}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One `mulin` command."""
        return subprocess.run(
            [sys.executable, "-m", "mulin", *words], env=self.env(), capture_output=True, text=True, check=False
        )

    def ask(self, script: str) -> str:
        """What a few lines of Python print there."""
        setup = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'mulin.project.settings'; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", setup + script], env=self.env(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def beside(url: str, name: str) -> str:
    """The address of another database of the same cluster."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def empty_database(url: str, name: str) -> Iterator[str]:
    """A new database beside the one of that address."""
    with psycopg.connect(url, autocommit=True) as plain:
        plain.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield beside(url, name)
    finally:
        with psycopg.connect(url, autocommit=True) as plain:
            plain.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def new_home(folder: Path) -> Iterator[Home]:
    """A place of the kind the tests run on, with nothing in it."""
    if connection.vendor == "sqlite":
        yield Home(folder)
        return
    with empty_database(os.environ["DATABASE_URL"], f"home_{folder.name}_{os.getpid()}") as url:
        yield Home(folder, url)
