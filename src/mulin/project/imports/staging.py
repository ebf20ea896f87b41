"""Uploaded lists that wait for a decision: kept a day, for whoever brought them."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, astuple, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from mulin.project.imports.plan import Problem

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Staged:
    """What is known of an uploaded list."""

    uuid: str
    kind: str
    owner: str
    name: str
    at: str

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return folder() / f"{self.uuid}.data"

    @property
    def data(self) -> bytes:
        """The file as it was uploaded."""
        return self.path.read_bytes()


def folder() -> Path:
    """Where they lie."""
    return Path(settings.MEDIA_ROOT) / "imports"


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)


def keep(data: bytes, *, kind: str, owner: str, name: str, now: datetime) -> Staged:
    """Keep an upload; what is older than a day goes."""
    sweep(now=now)
    folder().mkdir(parents=True, exist_ok=True)
    staged = Staged(str(uuid4()), kind, owner, name[:120], now.isoformat())
    _write(staged.path, data)
    _write(folder() / f"{staged.uuid}.json", json.dumps(asdict(staged), ensure_ascii=False).encode())
    return staged


def find(uuid: UUID, *, owner: str, now: datetime) -> Staged | None:
    """The upload of that owner, while it is kept."""
    try:
        staged = Staged(**json.loads((folder() / f"{uuid}.json").read_bytes()))
        staged.path.stat()
    except (OSError, ValueError, TypeError):
        return None
    fresh = now - datetime.fromisoformat(staged.at) < KEPT
    return staged if fresh and owner and staged.owner == owner else None


def set_problems(uuid: str, problems: Sequence[Problem]) -> None:
    """Keep what was found wrong with an upload, beside it; none takes away what was kept before."""
    path = folder() / f"{uuid}.problems"
    if problems:
        _write(path, json.dumps([astuple(one) for one in problems], ensure_ascii=False).encode())
    else:
        path.unlink(missing_ok=True)


def problems_of(uuid: str) -> list[Problem]:
    """What was found wrong with an upload when it was brought in in the background."""
    try:
        return [Problem(*one) for one in json.loads((folder() / f"{uuid}.problems").read_bytes())]
    except (OSError, ValueError, TypeError):
        return []


def drop(uuid: str) -> None:
    """Forget an upload."""
    for ending in ("json", "data", "problems"):
        (folder() / f"{uuid}.{ending}").unlink(missing_ok=True)


def sweep(*, now: datetime) -> int:
    """Forget the uploads that are older than a day; gives how many.

    Files whose `.json` is missing, left by whoever was killed between the two, go by their own age.
    """
    gone = 0
    for path in folder().glob("*.json"):
        try:
            old = now - datetime.fromisoformat(json.loads(path.read_bytes())["at"]) >= KEPT
        except (OSError, ValueError, KeyError, TypeError):
            old = True
        if old:
            drop(path.stem)
            gone += 1
    return gone + drop_strays(before=now - KEPT)


def drop_strays(*, before: datetime) -> int:
    """Remove files that belong to no upload and were written before that moment; gives how many."""
    gone = 0
    for path in folder().glob("*.*"):
        with suppress(FileNotFoundError):  # swept by another process
            stray = path.suffix != ".json" and not path.with_suffix(".json").exists()
            if stray and path.stat().st_mtime < before.timestamp():
                path.unlink()
                gone += 1
    return gone
