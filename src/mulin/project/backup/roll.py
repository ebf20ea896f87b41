"""The keys file: the keys of the sealed texts, and the roll of what is still there. Kept a few days only.

An older set restored with the newest keys file gives back what was not erased since, and nothing else: a text whose key
is gone stays locked, a row that is no longer on the roll is erased again, and so is a personal field that was emptied.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import pyrage
from django.apps import apps
from django.db.models import Model

from mulin import canon
from mulin.core.records import appendonly
from mulin.project.backup.refusals import Unusable
from mulin.project.backup.snapshot import KEYS, SEALED, Snapshot
from mulin.project.backup.streams import Unsqueezed, pour, squeezed

WITHDRAWN = "withdrawn"
# personal fields of rows that stay when their content goes
PERSONAL = {"people.Person": ("phone",), "voice.Voice": ("speaker_name", "speaker_phone", "slip_mac")}


@dataclass(frozen=True)
class Keys:
    """What a keys file says, as of its moment."""

    moment: datetime
    first: str
    heads: dict[str, list[Any]]
    keys: dict[UUID, bytes] = field(default_factory=dict)
    living: dict[str, set[UUID]] = field(default_factory=dict)  # model -> who is still there
    emptied: dict[str, set[UUID]] = field(default_factory=dict)  # model.field -> whose is empty
    withdrawn: set[UUID] = field(default_factory=set)  # voices


def rolled() -> list[type[Model]]:
    """The models whose rows are on the roll: every one of ours that is known by a uuid."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("mulin.")
        and not model._meta.proxy  # noqa: SLF001 - Django's documented options
        and any(one.name == "uuid" for one in model._meta.concrete_fields)  # noqa: SLF001
        and model._meta.db_table not in {SEALED, *appendonly.tables()}  # noqa: SLF001 - its keys tell; never erased
    ]


def keys_in(snapshot: Snapshot) -> dict[UUID, bytes]:
    """The keys as of the snapshot."""
    query = f"SELECT s.uuid, k.secret FROM {KEYS} k JOIN {SEALED} s ON s.id = k.sealed_id"  # noqa: S608 - own names
    return {UUID(str(name)): bytes(secret) for name, secret in snapshot.rows(query)}


def _lines(
    snapshot: Snapshot, keys: dict[UUID, bytes], moment: datetime, first: str, heads: dict[str, list[Any]]
) -> Iterator[dict[str, Any]]:
    yield {"app": "mulin", "format": 1, "made_at": moment.isoformat(), "first": first, "heads": heads}
    for name, secret in keys.items():
        yield {"key": [str(name), base64.b64encode(secret).decode()]}
    there = set(snapshot.tables())
    for model in rolled():
        meta = model._meta  # noqa: SLF001
        if meta.db_table not in there:
            continue
        names = [str(UUID(str(row[0]))) for row in snapshot.rows(f"SELECT uuid FROM {meta.db_table}")]  # noqa: S608
        yield {"model": meta.label, "living": names}
        for column in PERSONAL.get(meta.label, ()):
            query = f"SELECT uuid FROM {meta.db_table} WHERE {column} = ''"  # noqa: S608
            yield {
                "field": f"{meta.label}.{column}",
                "emptied": [str(UUID(str(row[0]))) for row in snapshot.rows(query)],
            }
    query = f"SELECT uuid FROM voice_voice WHERE state = '{WITHDRAWN}'"  # noqa: S608
    yield {WITHDRAWN: [str(UUID(str(row[0]))) for row in snapshot.rows(query)]}


def written(
    snapshot: Snapshot, keys: dict[UUID, bytes], moment: datetime, first: str, heads: dict[str, list[Any]]
) -> Iterator[bytes]:
    """The keys file, gzipped; its last line is the hash of all before."""

    def plain() -> Iterator[bytes]:
        total = hashlib.sha256()
        for line in _lines(snapshot, keys, moment, first, heads):
            data = canon.dumps(line).encode() + b"\n"
            total.update(data)
            yield data
        yield canon.dumps({"end": total.hexdigest()}).encode() + b"\n"

    return squeezed(plain())


def read(path: Path, identity: pyrage.x25519.Identity | None, out: IO[bytes]) -> Keys:
    """A keys file; `out` is a scratch file for its plain text.

    Raises
    ------
    Unusable
        No keys file of this program, cut off, changed, or sealed for another key.
    """
    if not path.is_file():
        raise Unusable(f"没有密钥文件 {path}。 There is no such keys file; name one with --keys FILE.")
    broken = Unusable(f"密钥文件 {path.name} 不完整或者被改动过。 The keys file is cut off or was changed.")
    unsqueezed = Unsqueezed(out)
    try:
        pour(path, unsqueezed, identity)
        unsqueezed.end()
    except zlib.error as error:
        raise broken from error
    out.seek(0)
    return _parsed(path, out, broken)


def _parsed(path: Path, lines: Iterable[bytes], broken: Unusable) -> Keys:
    total, found, whole = hashlib.sha256(), None, False
    try:
        for line in lines:
            said = json.loads(line)
            if found is None:
                if said.get("app") != "mulin":
                    raise Unusable(f"{path.name} 不是睦邻的密钥文件。 This is no keys file of Mulin.")
                found = Keys(datetime.fromisoformat(said["made_at"]), said["first"], said["heads"])
            elif "end" in said:
                whole = said["end"] == total.hexdigest()
            else:
                _take(found, said)
            total.update(line)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise broken from error
    if found is None or not whole:
        raise broken
    return found


def _take(found: Keys, said: dict[str, Any]) -> None:
    if "key" in said:
        found.keys[UUID(said["key"][0])] = base64.b64decode(said["key"][1])
    elif "living" in said:
        found.living[said["model"]] = {UUID(name) for name in said["living"]}
    elif "emptied" in said:
        found.emptied[said["field"]] = {UUID(name) for name in said["emptied"]}
    else:
        found.withdrawn.update(UUID(name) for name in said[WITHDRAWN])
