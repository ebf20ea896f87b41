"""The machine: its folder, its disk, its backups, its tools and typefaces."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from mulin.engines.typeset.fonts import FontBook, NoFont
from mulin.project.backup import standing
from mulin.project.backup.refusals import Unusable
from mulin.project.checking.finding import CARE, UNSAFE, Finding

LOW, VERY_LOW = 2 * 2**30, 200 * 2**20
OLD_BACKUP, OLD_DRILL = timedelta(days=2), timedelta(days=8)


def findings(now: datetime) -> Iterator[Finding]:
    """Everything about the machine."""
    yield from home(Path(settings.HOME))
    yield from disk(shutil.disk_usage(settings.HOME).free)
    yield from backups(now)
    yield from _tools()
    yield from _fonts()


def home(folder: Path) -> Iterator[Finding]:
    """Whether others on this machine can read the folder of the data."""
    mode = folder.stat().st_mode & 0o777
    if mode & 0o077:
        yield Finding(
            CARE, "home", f"数据文件夹 {folder} 别的账号也能看（{mode:o}）。",
            f"Others may look into {folder} ({mode:o}).",
            f"请运行 chmod 700 {folder}", f"Run: chmod 700 {folder}",
        )  # fmt: skip


def disk(free: int) -> Iterator[Finding]:
    """Whether there is room left."""
    if free < LOW:
        level = UNSAFE if free < VERY_LOW else CARE
        yield Finding(
            level, "disk", f"磁盘只剩 {free // 2**20} MB。", f"Only {free // 2**20} MB are free.",
            "请清出地方，或者换大一点的盘；备份也要占地方。", "Make room or use a larger disk; backups need some too.",
        )  # fmt: skip


def backups(now: datetime) -> Iterator[Finding]:
    """Whether there are backups, fresh ones, elsewhere, and whether one was ever brought back."""
    try:
        plan = standing.plan()
    except Unusable as bad:
        yield Finding(UNSAFE, "backup", f"备份的设置读不懂：{bad}", "The settings of backups cannot be read.", "", "")
        return
    if not plan.on:
        yield Finding(
            UNSAFE, "backup", "没有开备份。", "Backups are off.", "请设 MULIN_BACKUP=on。", "Set MULIN_BACKUP=on."
        )
        return
    if plan.root.is_relative_to(Path(settings.HOME)):
        yield Finding(
            CARE, "backup-place", "备份和数据放在一起，盘坏了就都没了。",
            "Backups lie beside the data: one disk, one loss.",
            "请用 MULIN_BACKUP_DIR 指到另一块盘或另一台机器。", "Point MULIN_BACKUP_DIR to another disk or machine.",
        )  # fmt: skip
    last = standing.last_backup(plan.root)
    if last is None or now - last.at > OLD_BACKUP:
        when = f"（上一次 {last.at:%Y-%m-%d}）" if last else ""
        yield Finding(
            CARE, "backup-old", f"这两天没有备份{when}。", "There is no backup of the last two days.",
            "请运行 mulin backup，再看后台开着没有。", "Run `mulin backup`, then see whether the worker runs.",
        )  # fmt: skip
    drill = standing.last_drill(plan.root)
    if drill is None or not drill.good or now - drill.at > OLD_DRILL:
        yield Finding(
            CARE, "drill", "这一周没有试过把备份装回来。", "No backup was tried out this week.",
            "请运行 mulin drill。", "Run `mulin drill`.",
        )  # fmt: skip


def _tools() -> Iterator[Finding]:
    absent = [name for name in ("pg_dump", "pg_restore") if not shutil.which(name)]
    if connection.vendor == "postgresql" and absent:
        yield Finding(
            UNSAFE, "pg-tools", f"没有 {'、'.join(absent)}，备份做不成。",
            f"{' and '.join(absent)} missing: no backups.",
            "请装 postgresql-client（和数据库同一个大版本）。", "Install postgresql-client of the server's version.",
        )  # fmt: skip


def _fonts() -> Iterator[Finding]:
    try:
        FontBook()
    except NoFont:
        yield Finding(
            CARE, "fonts", "没有中文字体，回执和公告印不出 PDF。", "No Chinese typeface: no slip or notice as PDF.",
            "请装 fonts-noto-cjk。", "Install fonts-noto-cjk.",
        )  # fmt: skip
