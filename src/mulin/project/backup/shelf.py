"""Where sets and keys lie, and how long: pure reckoning with names that are moments."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from mulin.project.backup.refusals import Unusable

ZONE = ZoneInfo("Asia/Shanghai")
NAME = re.compile(r"\d{8}T\d{6}Z")
FORM = "%Y%m%dT%H%M%SZ"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Rule:
    """How long what is kept: the last set of each of the last days and weeks, and every keys file of some days.

    An erased text can be read out of backups until the last keys file that holds its key goes: `keys` days. Other
    erased rows lie in sets until the last of these goes: at most `weekly` weeks.
    """

    daily: int = 14
    weekly: int = 8
    keys: int = 3

    @classmethod
    def read(cls, text: str) -> Rule:
        """The rule as the settings write it: `14,8,3`.

        Raises
        ------
        Unusable
            Not three whole numbers from 1.
        """
        parts = re.fullmatch(r"\s*([1-9]\d{0,3})\s*,\s*(\d{1,3})\s*,\s*([1-9]\d{0,2})\s*", text)
        if parts is None:
            raise Unusable(
                f"MULIN_BACKUP_KEEP={text!r}：要三个数，例如 14,8,3。 Three numbers: days, weeks, days of keys."
            )
        return cls(*(int(part) for part in parts.groups()))


def name_of(moment: datetime) -> str:
    """The name of a set made at that moment."""
    return moment.astimezone(UTC).strftime(FORM)


def moment_of(name: str) -> datetime:
    """When the set of that name was made."""
    return datetime.strptime(name, FORM).replace(tzinfo=UTC)


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


def kept_sets(moments: Iterable[datetime], rule: Rule, now: datetime) -> set[datetime]:
    """Which sets stay: all of today, the last of each earlier day and week within the rule, and always the newest.

    Examples
    --------
    >>> day = lambda n, hour=1: datetime(2026, 3, n, hour, tzinfo=UTC)
    >>> kept = kept_sets([day(n) for n in range(1, 31)], Rule(daily=2, weekly=3), day(30, 2))
    >>> sorted(moment.day for moment in kept)
    [22, 29, 30]
    """
    today = _day(now)
    ordered = sorted(moments)
    last_of_day = {_day(moment): moment for moment in ordered}
    monday = today - timedelta(days=today.weekday())
    last_of_week = {day - timedelta(days=day.weekday()): moment for day, moment in sorted(last_of_day.items())}
    kept = {moment for day, moment in last_of_day.items() if today - day < timedelta(days=rule.daily)}
    kept |= {moment for week, moment in last_of_week.items() if monday - week < timedelta(weeks=rule.weekly)}
    return kept | {moment for moment in ordered if _day(moment) >= today} | set(ordered[-1:])


def kept_keys(moments: Iterable[datetime], rule: Rule, now: datetime) -> set[datetime]:
    """Which keys files stay: those younger than the rule says, and always the newest."""
    ordered = sorted(moments)
    return {moment for moment in ordered if now - moment < timedelta(days=rule.keys)} | set(ordered[-1:])


@dataclass(frozen=True)
class Shelf:
    """A folder of sets and keys."""

    root: Path

    @property
    def sets(self) -> Path:
        """Where the sets lie."""
        return self.root / "sets"

    @property
    def keys(self) -> Path:
        """Where the keys lie; copy them to another place than the sets."""
        return self.root / "keys"

    def complete(self) -> list[Path]:
        """Sets that were finished, oldest first."""
        found = self.sets.iterdir() if self.sets.is_dir() else ()
        return sorted(one for one in found if NAME.fullmatch(one.name) and (one / MANIFEST).is_file())

    def keys_files(self) -> list[Path]:
        """Keys files, oldest first."""
        found = self.keys.glob("*.keys*") if self.keys.is_dir() else ()
        return sorted(one for one in found if NAME.fullmatch(one.name.split(".")[0]))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the shelf: one backup at a time. What a killed one left half-made is thrown away.

        Raises
        ------
        Unusable
            Another backup is being made, or the folder cannot be written.
        """
        try:
            for folder in (self.root, self.sets, self.keys):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self.root / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Unusable(
                f"备份的地方写不进去：{self.root}({error.strerror})。 The backup folder cannot be written."
            ) from error
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Unusable("另一个备份正在做，等它做完。 Another backup is being made; wait for it.") from error
            for half in [*self.sets.glob(".making-*"), *self.keys.glob(".making-*")]:
                shutil.rmtree(half) if half.is_dir() else half.unlink()
            yield
        finally:
            os.close(handle)

    def thin(self, rule: Rule, now: datetime) -> list[str]:
        """Remove what the rule no longer keeps; gives the names of what went."""
        gone: list[str] = []
        sets = {moment_of(one.name): one for one in self.complete()}
        for moment in sorted(sets.keys() - kept_sets(sets, rule, now)):
            going = sets[moment].with_name(f".making-{sets[moment].name}")
            sets[moment].rename(going)  # half-removed is never taken for a set
            shutil.rmtree(going)
            gone.append(sets[moment].name)
        keys = {moment_of(one.name.split(".")[0]): one for one in self.keys_files()}
        for moment in sorted(keys.keys() - kept_keys(keys, rule, now)):
            keys[moment].unlink()
            gone.append(keys[moment].name)
        return gone


@contextmanager
def scratch(home: Path) -> Iterator[Path]:
    """A folder for plain copies on their way: only its owner reads it, and it is gone afterwards.

    Each run holds a lock on its own; a folder nobody holds is what a killed run left, and goes first.
    """
    root = home / "tmp"
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in root.glob("backup-*"):
        handle = os.open(old, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(old)
        except OSError:
            continue  # somebody is at work there
        finally:
            os.close(handle)
    folder = Path(tempfile.mkdtemp(prefix="backup-", dir=root))
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(handle)
        shutil.rmtree(folder, ignore_errors=True)
