"""Which kinds of things are found by their words, and where each kind stands in the index.

A row's key in the index is the kind's own range plus the object's primary key: one integer tells both, a range is one
kind, and the order of the keys within it is the order in which the objects came to be.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise

ROOM = 1 << 40  # keys of one kind
KINDS = 1 << 22


class Text(NamedTuple):
    """The searchable text of one object."""

    pk: int
    text: str
    marks: Sequence[str] = ()


@dataclass(frozen=True)
class Kind:
    """Something that is found by its words.

    Attributes
    ----------
    name, title
        Its code, and what people call it.
    size
        How many objects there are.
    texts
        Their texts in ascending order of the primary key: of all (None), or of some.
    """

    name: str
    title: str | Promise
    size: Callable[[], int]
    texts: Callable[[Sequence[int] | None], Iterator[Text]]


_kinds: dict[str, Kind] = {}


def first(kind: str) -> int:
    """Where the range of a kind begins; the object with key 1 stands one behind it.

    Examples
    --------
    >>> first("voice") % ROOM, first("voice") < 2**62, first("voice") != first("matter")
    (0, True, True)
    """
    return zlib.crc32(kind.encode()) % KINDS * ROOM


def register(kind: Kind) -> None:
    """Name a kind; one of the same name is replaced.

    Raises
    ------
    ValueError
        Its range is already another's: it needs another name.
    """
    if any(first(other) == first(kind.name) for other in _kinds if other != kind.name):
        raise ValueError(kind.name)
    _kinds[kind.name] = kind


def every() -> list[Kind]:
    """Every kind there is."""
    return list(_kinds.values())


def named(name: str) -> Kind:
    """A kind by its name."""
    return _kinds[name]
