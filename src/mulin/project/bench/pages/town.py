"""The town that is measured: the demo's year with many residents, multiplied, verified, and kept for the next run."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from mulin import __version__
from mulin.project.bench import Missing

SEED = 1


@dataclass(frozen=True)
class Size:
    """How large the town is."""

    residents: int
    matters: int

    @property
    def folder(self) -> Path:
        """Where such a town is kept from run to run."""
        return Path(tempfile.gettempdir()) / "mulin-bench" / f"{__version__}-{self.residents}-{self.matters}"


FULL, QUICK = Size(50_000, 20_000), Size(1500, 600)


def set_up(size: Size, url: str = "") -> None:
    """Let Django work in the town's folder; for a process that has not set it up yet."""
    at(size.folder, url)


def at(folder: Path, url: str = "") -> None:
    """Let Django work in a folder, or on a PostgreSQL with its files there."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="mulin.project.settings",
        MULIN_MODE="test",  # as in production a worker needs her second factor; as in the demo no certificate
        MULIN_HOME=str(folder),
        DATABASE_URL=url,
    )
    import django  # noqa: PLC0415

    django.setup()


def say(text: str) -> None:
    """What is being done, on a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{text:<70}\r")
        sys.stderr.flush()


def fill(size: Size, today: date) -> list[str]:
    """Fill an empty, migrated database; gives what `mulin verify` finds wrong."""
    from mulin.core.records import checks  # noqa: PLC0415
    from mulin.project.bench.pages import twins  # noqa: PLC0415
    from mulin.project.demo import build  # noqa: PLC0415

    build.fill(build.Options(today, seed=SEED, residents=size.residents), progress=lambda what, _part: say(what))
    for done in twins.multiply(size.matters, others=size.matters // 6, seed=SEED):
        say(f"{done} 件")
    analyse()
    return [f"{finding.where}: {finding.what}" for finding in checks.findings()]


def analyse() -> None:
    """Let the database count its rows, as it does by itself in the long run."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def standing(size: Size) -> bool:
    """Whether the database holds this town."""
    from django.db import connection  # noqa: PLC0415

    from mulin.apps.voice.models import Matter  # noqa: PLC0415
    from mulin.project.demo import build  # noqa: PLC0415

    if "voice_matter" not in connection.introspection.table_names():
        return False
    return build.standing() is not None and Matter.objects.count() >= size.matters


def build_town(size: Size) -> None:
    """Build it if it does not stand yet.

    Raises
    ------
    Missing
        What was built does not verify.
    """
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from mulin.core.records.days import local_day  # noqa: PLC0415
    from mulin.project.demo import build, year  # noqa: PLC0415

    if standing(size):
        call_command("migrate", verbosity=0, interactive=False)
        return
    today = local_day(year.latest_morning(timezone.now()))
    if connection.vendor == "sqlite":
        entry: dict[str, Any] = connection.settings_dict
        target = Path(str(entry["NAME"]))
        with build.scratch(target, size.folder / "files"):
            call_command("migrate", verbosity=0, interactive=False)
            wrong = fill(size, today)
    else:
        call_command("migrate", verbosity=0, interactive=False)
        wrong = fill(size, today)
    if wrong:
        raise Missing("；".join(wrong[:5]))


def working_copy(size: Size) -> None:
    """On SQLite: measure on a copy, so that what is written while measuring does not stay."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor != "sqlite":
        return
    kept = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    copy = size.folder / "measured.sqlite3"
    for ending in ("-wal", "-shm"):
        copy.with_name(copy.name + ending).unlink(missing_ok=True)
    shutil.copyfile(kept, copy)
    connection.settings_dict["NAME"] = copy


def leave() -> None:
    """Let go of the database."""
    from django.db import connections  # noqa: PLC0415

    connections.close_all()
