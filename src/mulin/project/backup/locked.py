"""Sealed texts on their way through a backup: each one locked under its own key, which lies elsewhere.

The lock is the text added bit by bit to a stream that only key, set and name together give (SHAKE-256). Whether an
opened text is the right one is told by the MAC that stands in the register.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from mulin.project.backup.snapshot import SEALED, Snapshot


def turn(data: bytes, *, key: bytes, nonce: bytes, name: UUID) -> bytes:
    """Lock, or open what is locked: the same step both ways.

    Examples
    --------
    >>> name = UUID(int=7)
    >>> locked = turn("原话".encode(), key=b"k" * 32, nonce=b"n" * 16, name=name)
    >>> turn(locked, key=b"k" * 32, nonce=b"n" * 16, name=name).decode()
    '原话'
    """
    stream = hashlib.shake_256(b"mulin backup\0" + nonce + name.bytes + key).digest(len(data))
    return (int.from_bytes(data, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(data), "big")


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int) else str(value)


def lines(snapshot: Snapshot, columns: Sequence[str], keys: dict[UUID, bytes], nonce: bytes) -> Iterator[bytes]:
    """Every sealed row as a line: the columns as they are, the text locked. A text without a key is none any more."""
    yield json.dumps(list(columns)).encode() + b"\n"
    at, text_at = columns.index("uuid"), columns.index("text")
    for row in snapshot.rows(f"SELECT {', '.join(columns)} FROM {SEALED} ORDER BY id"):  # noqa: S608 - own names
        values, name = list(row), UUID(str(row[at]))
        text, key = str(values[text_at]).encode(), keys.get(name)
        locked = turn(text, key=key, nonce=nonce, name=name) if key else b""
        values[text_at] = base64.b64encode(locked).decode()
        yield json.dumps([_plain(value) for value in values]).encode() + b"\n"


def opened(
    rows: Iterable[bytes], keys: dict[UUID, bytes], nonce: bytes
) -> Iterator[tuple[list[str], UUID, bytes | None, list[Any]]]:
    """The rows again, each with its columns, its name and its key; without a key the text is empty and stays so."""
    lines = iter(rows)
    columns: list[str] = json.loads(next(lines))
    at, text_at = columns.index("uuid"), columns.index("text")
    for line in lines:
        values = json.loads(line)
        name = UUID(values[at])
        key = keys.get(name)
        locked = base64.b64decode(values[text_at])
        values[text_at] = turn(locked, key=key, nonce=nonce, name=name).decode(errors="replace") if key else ""
        yield columns, name, key, values
