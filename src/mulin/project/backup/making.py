"""`mulin backup`: a set of everything as of one moment, while people go on working."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyrage
from django.conf import settings

from mulin import __version__
from mulin.core.records.models import Sealed
from mulin.project.backup import locked, manifest, roll
from mulin.project.backup.manifest import Manifest, Part
from mulin.project.backup.refusals import Unusable
from mulin.project.backup.shelf import MANIFEST, Rule, Shelf, name_of, scratch
from mulin.project.backup.snapshot import APART, KEYS, SESSIONS, Snapshot, taken
from mulin.project.backup.streams import chunks, recipient_of, squeezed, store, sync_folder

FILES = "files"


@dataclass(frozen=True)
class Made:
    """What a backup came to."""

    folder: Path
    manifest: Manifest
    keys: Path
    gone: list[str]


def heads(snapshot: Snapshot) -> dict[str, list[object]]:
    """Every chain's head."""
    return {row[0]: [row[1], row[2]] for row in snapshot.rows("SELECT name, seq, head FROM records_chain")}


def counts(snapshot: Snapshot, tables: Sequence[str]) -> dict[str, int]:
    """Rows of every table but those that are not brought back."""
    return {
        table: int(next(iter(snapshot.rows(f'SELECT COUNT(*) FROM "{table}"')))[0])  # noqa: S608 - names from the database
        for table in sorted(tables)
        if table not in {KEYS, SESSIONS}
    }


def first(snapshot: Snapshot) -> str:
    """The hash of the register's first entry: no two installations share it."""
    return next((str(row[0]) for row in snapshot.rows("SELECT hash FROM records_entry WHERE seq = 1")), "")


def make(shelf: Shelf, rule: Rule, *, now: datetime, recipient: str = "") -> Made:
    """Make a set and its keys, then remove what is no longer kept. The set is there when its manifest is.

    Raises
    ------
    Unusable
        The folder cannot be written, a tool is missing, another backup runs, the disk is full.
    """
    sealed_to = recipient_of(recipient)
    name = name_of(now)
    with shelf.alone(), scratch(settings.HOME) as plain:
        if (shelf.sets / name).exists():
            raise Unusable("这一秒已经做过一份。 There is a set of this very second already.")
        making = shelf.sets / f".making-{name}"
        try:
            making.mkdir(mode=0o700)
            with taken(plain) as snapshot:
                closed, keys = _write(making, snapshot, shelf, now=now, name=name, sealed_to=sealed_to)
            making.rename(shelf.sets / name)
            sync_folder(shelf.sets)
        except OSError as error:
            raise Unusable(f"备份没有写成：{error.strerror}。 The backup could not be written.") from error
        finally:
            shutil.rmtree(making, ignore_errors=True)
        gone = shelf.thin(rule, now)
    return Made(shelf.sets / name, closed, keys, gone)


def _write(
    making: Path,
    snapshot: Snapshot,
    shelf: Shelf,
    *,
    now: datetime,
    name: str,
    sealed_to: pyrage.x25519.Recipient | None,
) -> tuple[Manifest, Path]:
    began, ending = time.monotonic(), ".age" if sealed_to else ""
    tables = snapshot.tables()
    if not {*APART, "records_chain", "django_migrations"} <= set(tables):
        raise Unusable("数据库里还没有表，先运行 mulin migrate。 The database is empty: run mulin migrate first.")
    nonce, known = secrets.token_bytes(16), roll.keys_in(snapshot)
    counted, standing, origin = counts(snapshot, tables), heads(snapshot), first(snapshot)
    migrations = [list(row) for row in snapshot.rows("SELECT app, name FROM django_migrations ORDER BY id")]
    keys = shelf.keys / f"{name}.keys{ending}"
    half = shelf.keys / f".making-{name}.keys{ending}"
    store(half, roll.written(snapshot, known, now, origin, standing), sealed_to)
    columns = [one.column for one in Sealed._meta.concrete_fields]  # noqa: SLF001 - Django's documented options
    parts = []
    for part, source in (
        (f"sealed.jsonl.gz{ending}", squeezed(locked.lines(snapshot, columns, known, nonce))),
        (f"{snapshot.suffix}{ending}", snapshot.data()),
    ):
        parts.append(Part(part, *store(making / part, source, sealed_to)))
    files = list(_files(making, shelf, sealed_to))
    listed = "".join(f"{json.dumps(one)}\n" for one in files).encode()
    parts.append(Part("files.jsonl", *store(making / "files.jsonl", [listed], None)))
    closed = Manifest(
        version=__version__,
        made_at=now.isoformat(),
        engine=snapshot.engine,
        schema=snapshot.schema,
        first=origin,
        heads=standing,
        counts=counted,
        migrations=migrations,
        secret=manifest.fingerprint(settings.SECRET_KEY),
        recipient=str(sealed_to or ""),
        nonce=nonce.hex(),
        seconds_ms=int(1000 * (time.monotonic() - began)),
        files=len(files),
        size=sum(part.size for part in parts) + sum(int(one[1]) for one in files),
        parts=parts,
    )
    half.replace(keys)  # keys first: a finished set always has keys that are as new
    sync_folder(shelf.keys)
    manifest.close(making, closed)
    return closed, keys


def _files(making: Path, shelf: Shelf, sealed_to: pyrage.x25519.Recipient | None) -> Iterator[tuple[str, int, str]]:
    """Every file, as path, size and SHA-256 as it lies in the set. A file of the set before is linked, not copied."""
    root, ending = Path(settings.MEDIA_ROOT), ".age" if sealed_to else ""
    earlier = _earlier(shelf, str(sealed_to or ""))
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        relative = path.relative_to(root)
        if relative.parts[0] == "imports" or path.suffix == ".part" or path.is_symlink() or not path.is_file():
            continue  # uploads that wait a day for a decision are nobody's record
        target = making / FILES / f"{relative}{ending}"
        for folder in (making / FILES, *reversed(target.relative_to(making / FILES).parents[:-1])):
            (making / FILES / folder).mkdir(mode=0o700, exist_ok=True)
        name = target.relative_to(making / FILES).as_posix()
        known = earlier.get(name)
        same = known is not None and (bool(ending) or known[1] == path.stat().st_size)
        if known is not None and same and _linked(known[0], target, known[1]):
            yield name, known[1], known[2]
            continue
        try:
            yield name, *store(target, chunks(path), sealed_to)
        except FileNotFoundError:  # erased meanwhile
            target.unlink(missing_ok=True)


def _linked(source: Path, target: Path, size: int) -> bool:
    try:
        if source.stat().st_size != size:
            return False
        os.link(source, target)
    except OSError:
        return False
    return True


def _earlier(shelf: Shelf, recipient: str) -> dict[str, tuple[Path, int, str]]:
    """The files of the newest set that is sealed to the same key."""
    for folder in reversed(shelf.complete()):
        try:
            before = manifest.read(folder)
        except Unusable:
            continue
        if before.recipient == recipient and (folder / "files.jsonl").is_file():
            lines = (folder / "files.jsonl").read_text(encoding="utf-8").splitlines()
            return {name: (folder / FILES / name, size, sha) for name, size, sha in map(json.loads, lines)}
        return {}
    return {}


__all__ = ["FILES", "MANIFEST", "Made", "counts", "first", "heads", "make"]
