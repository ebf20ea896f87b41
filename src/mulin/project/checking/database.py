"""The database: whether it answers, is up to date, is real, and protects what only grows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Max

from mulin.core.jobs import queries as jobs
from mulin.core.records import appendonly
from mulin.core.records.models import Entry
from mulin.project import migrating
from mulin.project.backup import unfinished
from mulin.project.checking.finding import CARE, UNSAFE, Finding
from mulin.project.serving.obstacles import behind

AHEAD = timedelta(minutes=5)
WAITING = timedelta(minutes=10)


def findings(now: datetime) -> Iterator[Finding]:
    """Everything about the database; stops at the first thing without which the rest cannot be asked."""
    try:
        if unfinished.standing(settings.HOME):
            yield _half()
            return
        steps = behind()
    except DatabaseError:
        yield Finding(
            UNSAFE, "database", "连不上数据库。", "The database does not answer.",
            "请检查 DATABASE_URL，看数据库服务开着没有。", "Look at DATABASE_URL and whether the server runs.",
        )  # fmt: skip
        return
    if steps:
        yield Finding(
            UNSAFE, "migrations", f"数据库差 {steps} 步没有更新。", f"The database lacks {steps} migrations.",
            "请先备份，再运行 mulin migrate。", "Back it up, then run `mulin migrate`.",
        )  # fmt: skip
        return
    yield from _demo()
    yield from _locks()
    yield from _owner()
    yield from _clock(now)
    yield from _waiting(now)


def _half() -> Finding:
    return Finding(
        UNSAFE, "restoring", "有一次恢复没有做完，这里是半套。", "A restore was cut off: this is half of one.",
        "请再运行一次 mulin restore。", "Run `mulin restore` once more.",
    )  # fmt: skip


def _demo() -> Iterator[Finding]:
    from mulin.project.demo import build  # noqa: PLC0415 - pictures and stories, wanted only here

    if settings.PRODUCTION and build.standing() is not None:
        yield Finding(
            UNSAFE, "demo", "正式运行的数据库里是演示数据。", "The database holds the demo.",
            "请另建一个空的数据库。", "Begin with an empty one.",
        )  # fmt: skip


def _locks() -> Iterator[Finding]:
    missing = appendonly.missing()
    if missing:
        names = "、".join(missing)
        yield Finding(
            UNSAFE, "locks", f"台账的保护锁不在了：{names}。", f"Locks of the register are gone: {', '.join(missing)}.",
            "请运行 mulin migrate 装回去，再运行 mulin verify，看有没有被动过。",
            "Run `mulin migrate` to put them back, then `mulin verify` to see whether anything was touched.",
        )  # fmt: skip


def _owner() -> Iterator[Finding]:
    if connection.vendor != "postgresql":
        return
    owned = migrating.owned_tables()
    if owned and settings.PRODUCTION:
        yield Finding(
            UNSAFE, "owner", f"程序用的数据库账号自己就是 {len(owned)} 张表的主人，能拆掉台账的锁。",
            f"The application's role owns {len(owned)} tables and could take the locks away.",
            "请把表交给另一个账号，写进 MULIN_MIGRATE_URL，再运行 mulin migrate；见 docs/guide/operator.md。",
            "Give them to another role, name it in MULIN_MIGRATE_URL, run `mulin migrate`; see docs/guide/operator.md.",
        )  # fmt: skip


def _clock(now: datetime) -> Iterator[Finding]:
    last = Entry.objects.aggregate(last=Max("at"))["last"]
    if last is not None and last - now > AHEAD:
        yield Finding(
            UNSAFE, "clock", f"这台机器的钟（{now:%Y-%m-%d %H:%M} UTC）比台账最后一条还早。",
            f"This machine's clock ({now:%Y-%m-%d %H:%M} UTC) is behind the last entry of the register.",
            "请先把钟对准（timedatectl set-ntp true），再开机办事。", "Set the clock right before anything is written.",
        )  # fmt: skip


def _waiting(now: datetime) -> Iterator[Finding]:
    late = jobs.overdue(now - WAITING).count()
    if late:
        yield Finding(
            CARE, "worker", f"有 {late} 件后台任务等了十分钟以上，后台可能没开。",
            f"{late} jobs have waited for more than ten minutes; no worker seems to run.",
            "请看 mulin serve（或 mulin work）开着没有。", "See whether `mulin serve` (or `mulin work`) runs.",
        )  # fmt: skip
