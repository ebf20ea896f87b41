"""Bringing a set into an empty place: everything is checked before it is put where it will be used."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from mulin.project.backup import opening, roll, unfinished
from mulin.project.backup.refusals import Unusable
from mulin.project.backup.restoring import restore
from mulin.project.backup.shelf import scratch
from mulin.project.moving import schemas

SHOWN = 20
FAULTY = "_faulty"


def bring(
    source: Path, *, keys: Path | None, identity: Path | None, step: Callable[[str], None], refuse: Callable[..., int]
) -> int:
    """Open, check, restore, compare; exit status 0 when all agrees, 1 when something differs.

    Raises
    ------
    Unusable
        It cannot be restored at all; nothing was left behind.
    """
    _need_empty()
    now = timezone.now()
    with scratch(settings.HOME) as plain:
        step("检查备份 · checking the set")
        with opening.opened(source, identity, plain) as found, (plain / "keys").open("w+b") as out:
            known = roll.read(keys or opening.keys_beside(found.folder), found.identity, out)
            done = restore(found, known, now=now, step=step)
    for line in done.told:
        step(f"! {line}")
    if done.migrated:
        step(f"  升级了 {done.migrated} 步 · {done.migrated} migrations applied")
    if done.erased:
        step(f"  备份以后删除的 {done.erased} 处又删掉了 · {done.erased} erased since the backup, erased again")
    for line in done.wrong[:SHOWN]:
        refuse(line)
    if len(done.wrong) > SHOWN:
        refuse(f"…… {len(done.wrong)}")
    if done.wrong and connection.vendor == "postgresql":
        _aside()
    connection.close()
    return 1 if done.wrong else 0


def _aside() -> None:
    """Out of the schema that would be used, into one beside it."""
    name = schemas.of(connection.settings_dict)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'DROP SCHEMA IF EXISTS "{name}{FAULTY}" CASCADE')
        schemas.settle(cursor, source=name, target=f"{name}{FAULTY}")
        unfinished.end()


def _need_empty() -> None:
    """Insist on an empty schema; what a killed restore left goes first.

    Raises
    ------
    Unusable
        An installation lives there.
    """
    if connection.vendor != "postgresql":
        return
    unfinished.clear()
    name = schemas.check(schemas.of(connection.settings_dict))
    with connection.cursor() as cursor:
        if not schemas.is_empty(cursor, name):
            raise Unusable(
                f"这个数据库的 schema {name} 里已经有一套睦邻，不会覆盖。 "
                f"An installation lives in schema {name}; it is never overwritten."
            )


def settle(work: Path, home: Path, *, good: bool) -> None:
    """Put what was restored where it will be used, or aside when it is not what it should be."""
    if good:
        unfinished.settle(work, home)
        return
    shutil.rmtree(work / "tmp", ignore_errors=True)
    shutil.rmtree(home / "faulty", ignore_errors=True)
    work.replace(home / "faulty")
