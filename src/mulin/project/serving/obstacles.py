"""Why this installation must not run yet, in both languages, each with what to do."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from mulin.project.backup import unfinished

NOT_PRODUCTION = """这里只跑正式的安装：先设好 MULIN_MODE=production。演示请用 mulin demo。
MULIN_MODE is not production. For a demo run `mulin demo`; for real work set MULIN_MODE=production."""
DEMO = """数据库里是演示数据，正式运行拒绝使用。请另指一个 MULIN_HOME 或 DATABASE_URL，再运行 mulin migrate。
The database holds the demo. Name another MULIN_HOME or DATABASE_URL, then run `mulin migrate`."""
BEHIND = """数据库还没跟上这个版本（差 {n} 步）。请先备份，再运行：mulin migrate
The database is behind this version ({n} migrations). Back it up, then run: mulin migrate"""
RESTORING = """有一次恢复没有做完，这里的东西是半套的，不能用。请再运行一次：mulin restore
A restore was cut off: what lies here is half an installation. Run `mulin restore` once more."""
UNREACHABLE = """连不上数据库。请检查 DATABASE_URL 和数据库服务是否开着。
The database does not answer. Look at DATABASE_URL and whether the server is running."""


def behind() -> int:
    """How many migrations the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def obstacle() -> str:
    """The first reason why it must not run; empty when it may."""
    from mulin.project.demo import build  # noqa: PLC0415 - pictures and stories, wanted only here

    if not settings.PRODUCTION:
        return NOT_PRODUCTION
    try:
        if unfinished.standing(settings.HOME):
            return RESTORING
        if build.standing() is not None:
            return DEMO
        steps = behind()
    except DatabaseError:
        return UNREACHABLE
    return BEHIND.format(n=steps) if steps else ""
