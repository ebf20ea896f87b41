"""What the operator's page asks: the last backup and the last drill, as plain values."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from mulin.project.backup import manifest
from mulin.project.backup.refusals import Unusable
from mulin.project.backup.shelf import Rule, Shelf, moment_of

DRILL = "drill.json"


@dataclass(frozen=True)
class Plan:
    """What the settings say: whether backups are made, where, how long kept, sealed to which key."""

    on: bool
    root: Path
    rule: Rule
    recipient: str


@dataclass(frozen=True)
class Backup:
    """The last finished set. `keys_at` is the moment of the newest keys file; None when there is none."""

    name: str
    at: datetime
    seconds: float
    size: int
    files: int
    sets: int
    encrypted: bool
    keys_at: datetime | None


@dataclass(frozen=True)
class Drill:
    """The last restore drill: of which set, how long it took, what was checked, what was wrong."""

    name: str
    at: datetime
    seconds: float
    checked: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether all was well."""
        return not self.wrong


def plan() -> Plan:
    """The settings of backups.

    Raises
    ------
    Unusable
        The rule cannot be read.
    """
    from django.conf import settings  # noqa: PLC0415 - also read where Django is not set up yet

    production = settings.MULIN_MODE == "production"
    return Plan(
        on=os.environ.get("MULIN_BACKUP", "on" if production else "off") == "on",
        root=Path(os.environ.get("MULIN_BACKUP_DIR") or settings.HOME / "backups").resolve(),
        rule=Rule.read(os.environ.get("MULIN_BACKUP_KEEP", "14,8,3")),
        recipient=os.environ.get("MULIN_BACKUP_RECIPIENT", ""),
    )


def last_backup(root: Path | None = None) -> Backup | None:
    """The newest set that is finished; None when there is none."""
    shelf = Shelf(root or plan().root)
    sets = shelf.complete()
    keys = shelf.keys_files()
    for folder in reversed(sets):
        try:
            one = manifest.read(folder)
        except Unusable:
            continue
        return Backup(
            name=folder.name,
            at=one.moment,
            seconds=one.seconds_ms / 1000,
            size=one.size,
            files=one.files,
            sets=len(sets),
            encrypted=bool(one.recipient),
            keys_at=moment_of(keys[-1].name.split(".")[0]) if keys else None,
        )
    return None


def last_drill(root: Path | None = None) -> Drill | None:
    """The last drill; None when there was none."""
    try:
        said = json.loads(((root or plan().root) / DRILL).read_bytes())
        return Drill(
            said["name"],
            datetime.fromisoformat(said["at"]),
            said["seconds_ms"] / 1000,
            tuple(said["checked"]),
            tuple(said["wrong"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_drill(root: Path, drill: Drill) -> None:
    """Keep what a drill came to."""
    said = asdict(drill) | {"at": drill.at.isoformat(), "seconds_ms": int(drill.seconds * 1000)}
    del said["seconds"]
    partial = root / f".{DRILL}"
    partial.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    partial.replace(root / DRILL)
