"""What is known about this installation at the moment, as plain values."""

from __future__ import annotations

import json
import platform
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Sum

from mulin.core.jobs import queries as jobs
from mulin.core.jobs.models import Job, State
from mulin.core.records.models import Attachment, Chain
from mulin.core.records.queries import latest_day
from mulin.project.backup import standing
from mulin.project.backup.refusals import Unusable
from mulin.project.backup.standing import Backup, Drill
from mulin.project.nightly import VERIFY


@dataclass(frozen=True)
class Verified:
    """The last nightly look over the whole register."""

    at: datetime
    found: int
    rows: int


@dataclass(frozen=True)
class Facts:
    """Everything the page shows and the warnings are drawn from; sizes in bytes."""

    production: bool
    mulin: str
    database: str
    python: str
    database_size: int
    files_size: int
    disk_free: int
    disk_total: int
    overdue_since: datetime | None
    failed_lately: int
    verified: Verified | None
    backups_on: bool
    backups_unreadable: str
    encrypted: bool
    backup: Backup | None
    drill: Drill | None
    sealed_day: date | None
    sealed_code: str
    chains: tuple[tuple[str, int, str], ...]


def mulin_version() -> str:
    """The version of the installed package, or of the tree this runs from."""
    try:
        return version("mulin")
    except PackageNotFoundError:
        import tomllib  # noqa: PLC0415 - only where nothing is installed

        project = settings.PACKAGE.parent.parent / "pyproject.toml"
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]) if project.exists() else ""


def _database() -> tuple[str, int]:
    """Name with version, and size."""
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        parts = (file, file.with_name(file.name + "-wal"))
        return f"SQLite {sqlite3.sqlite_version}", sum(part.stat().st_size for part in parts if part.exists())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), sum(pg_total_relation_size(c.oid)) FROM pg_class c"
            " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"
        )
        number, size = cursor.fetchone()
    return f"PostgreSQL {number.split()[0]}", int(size or 0)


def _verified() -> Verified | None:
    row = Job.objects.filter(kind=VERIFY, state=State.DONE).order_by("-ended_at").first()
    if row is None or row.ended_at is None:
        return None
    told = json.loads(row.told)
    return Verified(row.ended_at, told["found"], told["rows"])


def gather(now: datetime) -> Facts:
    """Look at the database, the disk and the folder of backups."""
    database, size = _database()
    disk = shutil.disk_usage(settings.HOME)
    day = latest_day()
    overdue = jobs.overdue(now).values_list("due_at", flat=True).first()
    unreadable, plan = "", None
    try:
        plan = standing.plan()
    except Unusable as no:
        unreadable = str(no)
    return Facts(
        production=settings.PRODUCTION,
        mulin=mulin_version(),
        database=database,
        python=platform.python_version(),
        database_size=size,
        files_size=Attachment.objects.aggregate(size=Sum("size"))["size"] or 0,
        disk_free=disk.free,
        disk_total=disk.total,
        overdue_since=overdue,
        failed_lately=Job.objects.filter(state=State.FAILED, ended_at__gte=now - timedelta(days=7)).count(),
        verified=_verified(),
        backups_on=bool(plan and plan.on),
        backups_unreadable=unreadable,
        encrypted=bool(plan and plan.recipient),
        backup=standing.last_backup(plan.root) if plan else None,
        drill=standing.last_drill(plan.root) if plan else None,
        sealed_day=day.date if day else None,
        sealed_code=day.code if day else "",
        chains=tuple(Chain.objects.order_by("name").values_list("name", "seq", "head")),
    )
