"""Bytes on their way: squeezed, sealed with age, counted and hashed, never wholly in memory."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Protocol

import pyrage

from mulin.project.backup.refusals import Unusable

CHUNK = 1 << 20
GZIP = 31  # zlib's name for the gzip format


class Sink(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> int:
        """Take some."""
        ...

    def flush(self) -> None:
        """Have taken all."""
        ...


class Pull:
    """An iterator of bytes that is read like a file."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.chunks, self.rest = iter(chunks), memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        """Some bytes, at most so many; none at the end."""
        while not self.rest:
            chunk = next(self.chunks, None)
            if chunk is None:
                return b""
            self.rest = memoryview(chunk)
        taken, self.rest = (self.rest, memoryview(b"")) if size < 0 else (self.rest[:size], self.rest[size:])
        return bytes(taken)


class Tally:
    """A file that counts and hashes what is written to it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.size, self.sha = file, 0, hashlib.sha256()

    def write(self, data: bytes, /) -> int:
        """Write, count, hash."""
        self.sha.update(data)
        self.size += len(data)
        return self.file.write(data)

    def flush(self) -> None:
        """To the disk."""
        self.file.flush()


class Unsqueezed:
    """Gzipped bytes in, plain bytes out."""

    def __init__(self, out: Sink) -> None:
        self.out, self.engine = out, zlib.decompressobj(GZIP)

    def write(self, data: bytes, /) -> int:
        """Unsqueeze some."""
        self.out.write(self.engine.decompress(data))
        return len(data)

    def flush(self) -> None:
        """Pass it on."""
        self.out.flush()

    def end(self) -> None:
        """Insist that all came.

        Raises
        ------
        Unusable
            The end is missing.
        """
        self.out.write(self.engine.flush())
        if not self.engine.eof:
            raise Unusable("备份文件不完整，后面缺了一截。 The end of a backup file is missing.")


def chunks(path: Path) -> Iterator[bytes]:
    """A file, piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece


def squeezed(plain: Iterable[bytes]) -> Iterator[bytes]:
    """The same, gzipped."""
    engine = zlib.compressobj(1, zlib.DEFLATED, GZIP)
    for piece in plain:
        yield engine.compress(piece)
    yield engine.flush()


def private(path: Path) -> IO[bytes]:
    """A new file that only its owner reads."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def recipient_of(text: str) -> pyrage.x25519.Recipient | None:
    """The age public key the settings name; None when none is named.

    Raises
    ------
    Unusable
        It is none.
    """
    if not text:
        return None
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise Unusable(
            "MULIN_BACKUP_RECIPIENT 不是 age 公钥（age1…）。 No age public key; make one: mulin backup --new-key FILE"
        ) from error


def identity_of(path: Path) -> pyrage.x25519.Identity:
    """The age identity in a file.

    Raises
    ------
    Unusable
        The file is not there, or holds none.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return pyrage.x25519.Identity.from_str(
            next(line.strip() for line in lines if line.startswith("AGE-SECRET-KEY"))
        )
    except (OSError, UnicodeDecodeError, StopIteration, pyrage.IdentityError) as error:
        raise Unusable(f"{path} 里没有 age 私钥。 No age identity in this file.") from error


def store(path: Path, plain: Iterable[bytes], recipient: pyrage.x25519.Recipient | None) -> tuple[int, str]:
    """Write a part, sealed when there is somebody to seal it to; gives its size and SHA-256 as it lies there."""
    with private(path) as file:
        tally = Tally(file)
        if recipient is None:
            for piece in plain:
                tally.write(piece)
        else:
            pyrage.encrypt_io(Pull(plain), tally, [recipient])
        file.flush()
        os.fsync(file.fileno())
    return tally.size, tally.sha.hexdigest()


def pour(path: Path, out: Sink, identity: pyrage.x25519.Identity | None) -> None:
    """Read a part as it was before it was sealed.

    Raises
    ------
    Unusable
        It is sealed for another key, or the key is missing, or it was changed.
    """
    if path.suffix != ".age":
        for piece in chunks(path):
            out.write(piece)
        return
    if identity is None:
        raise Unusable("备份是加密的，请给私钥：--identity FILE。 The backup is encrypted: give --identity FILE.")
    try:
        with path.open("rb") as file:
            pyrage.decrypt_io(file, out, [identity])
    except pyrage.DecryptError as error:
        raise Unusable("这把私钥打不开这份备份。 This identity does not open this backup.") from error
    except OSError as error:
        raise Unusable(f"{path.name} 被改动过或者坏了，解不开。 It was changed or is broken.") from error


def sync_folder(path: Path) -> None:
    """Have the names in a folder on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
