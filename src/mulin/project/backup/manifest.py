"""The manifest that closes a set: what is in it, as of when, by which version, with the SHA-256 of every part."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from mulin import canon
from mulin.project.backup.refusals import Unusable
from mulin.project.backup.shelf import MANIFEST
from mulin.project.backup.streams import chunks, private, sync_folder

FORMAT = 1


@dataclass(frozen=True)
class Part:
    """A file of the set as it lies there."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a set says of itself. `first` is the hash of the register's first entry: whose set it is."""

    version: str
    made_at: str
    engine: str
    schema: str
    first: str
    heads: dict[str, list[Any]]
    counts: dict[str, int]
    migrations: list[list[str]]
    secret: str
    recipient: str
    nonce: str
    seconds_ms: int
    files: int
    size: int
    parts: list[Part] = field(default_factory=list)

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)

    def part(self, name: str) -> Part:
        """The part whose name begins so."""
        return next(part for part in self.parts if part.name.startswith(name))


def fingerprint(secret: str) -> str:
    """Tells one secret key from another without giving it away."""
    return hashlib.pbkdf2_hmac("sha256", secret.encode(), b"mulin backup", 100_000).hex()[:16]


def close(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, the last thing of all: without it there is no backup."""
    body = {"app": "mulin", "format": FORMAT, **asdict(manifest)}
    text = canon.dumps({**body, "seal": hashlib.sha256(canon.dumps(body).encode()).hexdigest()})
    partial = folder / f".{MANIFEST}"
    with private(partial) as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    partial.replace(folder / MANIFEST)
    sync_folder(folder)


def read(folder: Path) -> Manifest:
    """The manifest of a set.

    Raises
    ------
    Unusable
        Not finished, changed, not of this program, or of a newer one.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise Unusable(
            f"{folder.name} 没有 {MANIFEST}，这一份没有做完，不能用。 No manifest: the set was never finished."
        )
    changed = Unusable(f"{folder.name} 的清单被改动过或者坏了。 The manifest was changed or is broken.")
    try:
        body = json.loads(path.read_bytes())
    except ValueError as error:
        raise changed from error
    if not isinstance(body, dict) or body.get("app") != "mulin":
        raise Unusable(f"{folder.name} 不是睦邻的备份。 This is not a backup of Mulin.")
    if not isinstance(body.get("format"), int) or body["format"] > FORMAT:
        raise Unusable(
            f"这份备份是更新的版本（{body.get('version')}）做的，请先升级睦邻。 Made by a newer version: upgrade first."
        )
    try:
        seal = body.pop("seal")
        if seal != hashlib.sha256(canon.dumps(body).encode()).hexdigest():
            raise changed
        del body["app"], body["format"]
        return Manifest(**{**body, "parts": [Part(**part) for part in body["parts"]]})
    except (KeyError, TypeError, canon.NotCanonical) as error:
        raise changed from error


def need_part(path: Path, size: int, sha256: str) -> None:
    """Insist that a file is what the set says.

    Raises
    ------
    Unusable
        Missing, cut off or changed.
    """
    if not path.is_file():
        raise Unusable(f"备份里少了 {path.name}。 A part is missing.")
    there = path.stat().st_size
    if there < size:
        raise Unusable(f"{path.name} 只有 {there} 字节，应有 {size}，后面缺了。 The file is cut off.")
    total = hashlib.sha256()
    for piece in chunks(path):
        total.update(piece)
    if total.hexdigest() != sha256:
        raise Unusable(f"{path.name} 被改动过或者坏了。 The file was changed or is broken.")
