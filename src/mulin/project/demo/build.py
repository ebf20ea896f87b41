"""Building the demo into a database: the ground, the people, the cast, the year; then everything is verified."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from mulin.core.places.models import Place
from mulin.core.records import checks, once
from mulin.core.records.days import midnight
from mulin.core.records.models import Once
from mulin.project.demo import cast, diaries, layout, neighbourhood, people, stories, units, year
from mulin.project.demo.chance import repeatable
from mulin.project.demo.telling import Stage, form_key

MARK = "demo:built"
SEED, RESIDENTS = 1, 3000

Progress = Callable[[str, int], None]  # what is being done, and how much of the whole in hundredths


class DemoIsWrong(RuntimeError):  # noqa: N818 - named by what it is
    """What was built does not verify: the demo or the system is broken."""


@dataclass(frozen=True)
class Options:
    """What to build; `communities` limits the stories (for tests)."""

    today: date
    seed: int = SEED
    residents: int = RESIDENTS
    communities: Collection[str] | None = None


@dataclass(frozen=True)
class Built:
    """What stands in a database."""

    today: date
    seed: int
    residents: int
    actions: int

    @property
    def text(self) -> str:
        """As it is kept."""
        return json.dumps([self.today.isoformat(), self.seed, self.residents, self.actions])


def standing() -> Built | None:
    """The demo that stands in the database; None when there is none."""
    return found() if _has_tables() else None


def found() -> Built | None:
    """The same in a database that has its tables: the server was started on it."""
    text = Once.objects.filter(key=MARK).values_list("result", flat=True).first()
    if not text:
        return None
    day, *numbers = json.loads(text)
    return Built(date.fromisoformat(day), *numbers)


def is_empty() -> bool:
    """Whether the database holds nothing that a demo would disturb."""
    return not _has_tables() or not Place.objects.exists()


def _has_tables() -> bool:
    """Whether the database was ever migrated."""
    return "places_place" in connection.introspection.table_names()


def _quiet(_what: str, _hundredths: int) -> None:
    """Say nothing."""


def told(options: Options) -> list[stories.Story]:
    """The stories that are played."""
    both = (*stories.load(), *year.running())
    chosen = options.communities
    return [story for story in both if chosen is None or story.first.community in chosen]


def fill(options: Options, *, progress: Progress = _quiet) -> Built:
    """Fill a migrated, empty database.

    Raises
    ------
    DemoIsWrong
        The register, or something else, does not verify.

    """
    start = year.beginning(options.today)
    chosen = told(options)
    with repeatable(f"{options.seed} {options.today} {options.residents}"):
        progress("地方和居民 · places and people", 1)
        town = layout.draw(options.seed)
        ground = neighbourhood.insert(town)
        households = people.plan(
            town,
            list(stories.speakers(chosen)),
            residents=options.residents,
            seed=options.seed,
            year=options.today.year,
            visited=diaries.doors(),
        )
        known = people.insert(ground, households, now=start)
        progress("单位和登录 · units and logins", 8)
        groups = units.found(ground, start)
        stage = Stage(ground, known, cast.hire(ground, groups, now=start), options.today)
        stage.done += 2 * len(stage.cast.viewers)
        stage.done += units.divide(ground, groups, by=stage.cast.office(0), now=start)
        length = timedelta(days=366)

        def nightly(night: datetime) -> None:
            progress(f"{night:%Y-%m}", 12 + int(80 * ((night - start) / length)))

        year.live(stage, chosen, progress=nightly)
        built = Built(options.today, options.seed, sum(len(home) for home in households), stage.done)
        now = midnight(options.today) + year.MORNING
        once.claim(MARK, now=now)
        once.settle(MARK, built.text)
    progress("核对台账 · verifying", 94)
    wrong = list(checks.findings())
    if wrong:
        raise DemoIsWrong("\n".join(f"{finding.where}: {finding.what}" for finding in wrong[:20]))
    progress("好了 · done", 100)
    return built


@contextmanager
def scratch(target: Path, files: Path) -> Iterator[None]:
    """Let the default database be a scratch file beside the target, renamed in the end; the files likewise.

    Nothing waits for the disk meanwhile: when the machine stops, the scratch file is thrown away.
    """
    entry: dict[str, Any] = connections["default"].settings_dict
    plain, media = dict(entry), settings.MEDIA_ROOT
    part, part_files = target.with_suffix(".building"), files.with_name(files.name + ".building")
    _forget(part, part_files)
    connections.close_all()
    entry["NAME"] = part
    entry["OPTIONS"] = {
        **plain.get("OPTIONS", {}),
        "init_command": "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA recursive_triggers=ON;"
        "PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY;",
    }
    settings.MEDIA_ROOT = part_files
    try:
        yield
        connections.close_all()
        _forget(target, files)
        part.replace(target)
        part_files.mkdir(exist_ok=True)
        part_files.replace(files)
    finally:
        connections.close_all()
        entry.clear()
        entry.update(plain)
        settings.MEDIA_ROOT = media
        _forget(part, part_files)


def _forget(database: Path, files: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    for file in sorted(files.rglob("*"), reverse=True) if files.is_dir() else ():
        file.rmdir() if file.is_dir() else file.unlink()
    if files.is_dir():
        files.rmdir()


def build(options: Options, *, progress: Progress = _quiet) -> Built:
    """Build the demo anew: on SQLite in a scratch file, elsewhere straight into the empty database."""
    if connection.vendor == "sqlite":
        target, files = Path(str(connection.settings_dict["NAME"])), Path(settings.MEDIA_ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        with scratch(target, files):
            call_command("migrate", verbosity=0, interactive=False)
            return fill(options, progress=progress)
    call_command("migrate", verbosity=0, interactive=False)
    if not is_empty():
        raise DemoIsWrong("数据库里已经有东西，演示不往里面写。 The database is not empty.")
    return fill(options, progress=progress)


def number_of(story: str, voice: int = 0) -> str:
    """Register number of a story's voice; empty when it was not told."""
    return Once.objects.filter(key=form_key(story, voice)).values_list("result", flat=True).first() or ""
