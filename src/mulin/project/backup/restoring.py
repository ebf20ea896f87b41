"""`mulin restore`: a set becomes an installation again, and nobody takes it for one before everything was checked."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from mulin.core.records import checks
from mulin.core.records.models import Attachment, Sealed, SealKey
from mulin.project.backup import erasing, locked, unfinished
from mulin.project.backup.manifest import fingerprint
from mulin.project.backup.opening import FILES, Opened
from mulin.project.backup.refusals import Unusable
from mulin.project.backup.roll import Keys
from mulin.project.backup.shelf import scratch
from mulin.project.backup.snapshot import SEALED, SESSIONS, tool, where, with_password
from mulin.project.backup.streams import Unsqueezed, chunks, pour, private
from mulin.project.moving import schemas

BATCH = 500

Say = Callable[[str], None]


@dataclass
class Restored:
    """What a restore came to; `wrong` is empty when all agrees."""

    wrong: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    erased: int = 0
    migrated: int = 0


def fit(found: Opened, keys: Keys) -> None:
    """Insist that keys and set belong together.

    Raises
    ------
    Unusable
        Of another installation, or the keys are older than the set.
    """
    one = found.manifest
    if one.first and keys.first and one.first != keys.first:
        raise Unusable("密钥文件是另一个街道的，和备份不是一套。 These keys belong to another installation.")
    newer = keys.moment >= one.moment and all(
        keys.heads.get(name, [0])[0] >= head[0] for name, head in one.heads.items()
    )
    if not newer:
        raise Unusable(
            "密钥文件比备份旧，会把后来的原话当成已删除。请用最新的。 The keys are older than the set: use the newest."
        )


def _need_known(found: Opened) -> None:
    known = MigrationLoader(None).disk_migrations
    ours = {app for app, _name in known}
    strange = [f"{app}.{name}" for app, name in found.manifest.migrations if app in ours and (app, name) not in known]
    if strange:
        raise Unusable(
            f"这份备份是更新的版本（{found.manifest.version}，{strange[0]}）做的，请先升级睦邻。 "
            "Made by a newer version: upgrade Mulin first."
        )
    if found.manifest.engine != connection.vendor:
        raise Unusable(
            f"这份备份是 {found.manifest.engine} 的，要恢复到同一种数据库，以后可以用 mulin move 搬。 "
            "Restore into the same kind of database; mulin move carries it to the other kind."
        )


def restore(found: Opened, keys: Keys, *, now: datetime, step: Say) -> Restored:
    """Fill the empty default database and the empty folder of files, then check everything.

    Raises
    ------
    Unusable
        The set is of a newer version or another kind of database, or the keys do not fit.
    """
    _need_known(found)
    fit(found, keys)
    done = Restored()
    step("数据 · data")
    (_into_sqlite if connection.vendor == "sqlite" else _into_postgres)(found, keys)
    step("对照清单 · holding it against the manifest")
    done.wrong += list(_differences(found))
    step("附件 · files")
    _files(found)
    if found.manifest.secret != fingerprint(settings.SECRET_KEY):
        done.told.append(
            "MULIN_SECRET_KEY 和原来的不一样：回执、邻里卡和手机验证都会不认得。请设成原来的那一个。 "
            "MULIN_SECRET_KEY is not the former one: slips, cards and second factors will not be recognised."
        )
    step("升级 · migrations")
    before = len(found.manifest.migrations)
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM django_migrations")
        done.migrated = cursor.fetchone()[0] - before
    step("已删除的再删一遍 · erasing again")
    done.erased = erasing.erase_again(keys, now=now, wrong=done.wrong)
    done.wrong += list(_attachments())
    step("全部核对 · verifying")
    done.wrong += [f"{finding.where}: {finding.what}" for finding in checks.findings()]
    return done


def _sealed_rows(found: Opened, keys: Keys) -> Iterator[tuple[list[str], Any, bytes | None, list[Any]]]:
    with scratch(settings.HOME) as plain:
        with private(plain / "sealed") as out:
            unsqueezed = Unsqueezed(out)
            pour(found.part("sealed"), unsqueezed, found.identity)
            unsqueezed.end()
        with (plain / "sealed").open("rb") as lines:
            yield from locked.opened(lines, keys.keys, bytes.fromhex(found.manifest.nonce))


def _fill_sealed(found: Opened, keys: Keys) -> None:
    rows = _sealed_rows(found, keys)
    with connection.cursor() as cursor:
        while some := list(islice(rows, BATCH)):
            columns = some[0][0]
            row = f"({', '.join(['%s'] * len(columns))})"
            cursor.executemany(
                f"INSERT INTO {SEALED} ({', '.join(columns)}) VALUES {row}",  # noqa: S608 - names of the set
                [values for _columns, _name, _key, values in some],
            )
            at = columns.index("id")
            SealKey.objects.bulk_create(
                SealKey(sealed_id=values[at], secret=key) for _columns, _name, key, values in some if key
            )
        for statement in connection.ops.sequence_reset_sql(_plain_style(), [Sealed, SealKey]):
            cursor.execute(statement)


def _plain_style() -> Any:
    from django.core.management.color import no_style  # noqa: PLC0415 - only here

    return no_style()


def _into_sqlite(found: Opened, keys: Keys) -> None:
    target = Path(str(connection.settings_dict["NAME"]))
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    connection.close()
    with private(target) as out:
        unsqueezed = Unsqueezed(out)
        pour(found.part("data"), unsqueezed, found.identity)
        unsqueezed.end()
    try:
        with closing(sqlite3.connect(target)) as plain:
            said = plain.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise Unusable("备份里的数据库打不开。 The database in the backup cannot be opened.") from error
    if said != "ok":
        raise Unusable(f"备份里的数据库坏了：{said}。 The database in the backup is damaged.")
    _fill_sealed(found, keys)


def _into_postgres(found: Opened, keys: Keys) -> None:
    """In three goes, because the sealed rows must be there before the constraints are."""
    entry, source = connection.settings_dict, schemas.check(found.manifest.schema)
    target = schemas.of(entry)
    with connection.cursor() as cursor:
        if source != target and not schemas.is_empty(cursor, source):
            raise Unusable(
                f"这个数据库里 schema {source} 有人在用，备份要先落在那里。请换一个数据库。 "
                f"Schema {source} is in use in this database: restore into another database."
            )
        unfinished.begin(cursor, source)
        for name in {source, target}:  # empty ones; the archive makes its own, `public` too
            cursor.execute(f'DROP SCHEMA IF EXISTS "{name}"')
    with scratch(settings.HOME) as plain:
        with private(plain / "data") as out:
            pour(found.part("data"), out, found.identity)
        for section in ("pre-data", "data", "post-data"):
            command = [
                tool("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", f"--section={section}",
                *where(entry), str(plain / "data"),
            ]  # fmt: skip
            env = {**with_password(entry), "PGAPPNAME": unfinished.application(target)}
            done = subprocess.run(command, env=env, capture_output=True, check=False)  # noqa: S603 - a fixed command
            if done.returncode:
                said = done.stderr.decode(errors="replace").strip()
                raise Unusable(f"pg_restore 没有做成。 pg_restore failed: {said[:400]}")
            if section == "data":
                with connection.cursor() as cursor:
                    cursor.execute(f'SET search_path TO "{source}"')
                _fill_sealed(found, keys)
    with transaction.atomic(), connection.cursor() as cursor:
        if source != target:
            schemas.settle(cursor, source=source, target=target)
        unfinished.settled(cursor)
    connection.close()


def _differences(found: Opened) -> Iterator[str]:
    """What is not as the manifest says: rows of every table, and the heads of the chains."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table, wanted in found.manifest.counts.items():
            if table not in there:
                yield f"少了表 {table}。 Table {table} is missing."
                continue
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')  # noqa: S608 - names of the manifest that are there
            got = cursor.fetchone()[0]
            if got != wanted:
                yield f"{table}：应有 {wanted} 行，恢复出 {got} 行。 {wanted} rows expected, {got} restored."
        cursor.execute("SELECT name, seq, head FROM records_chain")
        heads = {row[0]: [row[1], row[2]] for row in cursor.fetchall()}
        if heads != found.manifest.heads:
            yield "链的末尾和清单对不上。 The heads of the chains are not those of the manifest."
        cursor.execute(f"DELETE FROM {SESSIONS}")  # noqa: S608 - nobody stays signed in


def _files(found: Opened) -> None:
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, _size, _sha in found.files:
        target = root / name.removesuffix(".age" if found.manifest.recipient else "")
        target.parent.mkdir(parents=True, exist_ok=True)
        with private(target) as out:
            pour(found.folder / FILES / name, out, found.identity)


def _attachments() -> Iterator[str]:
    """Every attachment's file, byte for byte."""
    for row in Attachment.objects.select_related("thread").iterator():
        path = Path(settings.MEDIA_ROOT) / row.path
        total = hashlib.sha256()
        for piece in chunks(path) if path.is_file() else ():
            total.update(piece)
        if total.hexdigest() != row.sha256:
            yield f"{row.thread.number} 的附件 {row.path} 不见了或者不是原样。 An attachment is missing or changed."


def forget(home: Path) -> None:
    """Throw away what a restore that failed has written."""
    connection.close()
    shutil.rmtree(home, ignore_errors=True)
