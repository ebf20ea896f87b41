"""Opening a set: from its folder or a tar of it, every part held against the manifest before anything is written."""

from __future__ import annotations

import json
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyrage

from mulin.project.backup import manifest
from mulin.project.backup.manifest import Manifest
from mulin.project.backup.refusals import Unusable
from mulin.project.backup.shelf import MANIFEST, Shelf
from mulin.project.backup.streams import identity_of, private

FILES = "files"


@dataclass(frozen=True)
class Opened:
    """A set that is whole, as far as its manifest can tell."""

    folder: Path
    manifest: Manifest
    files: list[tuple[str, int, str]]
    identity: pyrage.x25519.Identity | None

    def part(self, name: str) -> Path:
        """Where a part lies."""
        return self.folder / self.manifest.part(name).name


@contextmanager
def opened(source: Path, identity: Path | None, scratch: Path) -> Iterator[Opened]:
    """Open a set and check every byte of it; `scratch` takes what a tar holds.

    Raises
    ------
    Unusable
        Not a set, not finished, changed, cut off, of a newer version, or encrypted and no key given.
    """
    folder = _folder(source, scratch)
    closed = manifest.read(folder)
    own = identity_of(identity) if identity else None
    if closed.recipient and own is None:
        raise Unusable("备份是加密的，请给私钥：--identity FILE。 The backup is encrypted: give --identity FILE.")
    if closed.recipient and own is not None and str(own.to_public()) != closed.recipient:
        raise Unusable("这把私钥打不开这份备份。 This identity does not open this backup.")
    yield Opened(folder, closed, list(checked(folder, closed)), own)


def checked(folder: Path, closed: Manifest) -> Iterator[tuple[str, int, str]]:
    """Hold every part and every file against what the set says; gives the files.

    Raises
    ------
    Unusable
        Something is missing, cut off or changed.
    """
    for part in closed.parts:
        manifest.need_part(folder / part.name, part.size, part.sha256)
    for line in (folder / "files.jsonl").read_text(encoding="utf-8").splitlines():
        name, size, sha = json.loads(line)
        inner = PurePosixPath(name)
        if inner.is_absolute() or ".." in inner.parts:
            raise Unusable(f"备份里的文件名不对：{name}。 A file name in the backup leads out of it.")
        manifest.need_part(folder / FILES / name, size, sha)
        yield name, size, sha


def _folder(source: Path, scratch: Path) -> Path:
    if source.is_dir():
        newest = Shelf(source).complete()
        if newest and not (source / MANIFEST).exists():
            return newest[-1]  # the folder of backups itself: its newest set
        return source
    if not source.is_file():
        raise Unusable(f"没有这份备份：{source}。 There is no such backup.")
    target = scratch / "tar"
    target.mkdir()
    try:
        with tarfile.open(source) as archive:
            for member in archive:
                _unpack(archive, member, target)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Unusable(f"{source.name} 不是完好的备份包。 This is no whole archive of a backup.") from error
    inside = [path.parent for path in sorted(target.rglob(MANIFEST))]
    if not inside:
        raise Unusable(f"{source.name} 里没有备份。 There is no finished backup in this archive.")
    return inside[-1]


def keys_beside(source: Path) -> Path:
    """The newest keys file of the shelf a set lies on.

    Raises
    ------
    Unusable
        There is none.
    """
    for root in (source, source.parent, source.parent.parent):
        found = Shelf(root).keys_files()
        if found:
            return found[-1]
    raise Unusable("找不到密钥文件，请用 --keys FILE 指明。 No keys file found: name the newest with --keys FILE.")


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    """One plain file of an archive; links, devices and paths that lead outside are nothing a backup holds."""
    path = target / member.name
    if member.isdir():
        return
    content = archive.extractfile(member) if member.isfile() else None
    if content is None or not path.resolve().is_relative_to(target.resolve()):
        raise tarfile.TarError(member.name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with private(path) as out:
        shutil.copyfileobj(content, out)
