"""The ordinary form of an extract, decoded with whole-array operations: dense nodes, zlib, current data.

A fast path beside pyosmium, which reads everything else. Anything this module does not know raises `Unusual`, and the
answer for what it does know is the same to the last bit.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Span = tuple[int, int]
_KNOWN = {b"OsmSchema-V0.6", b"DenseNodes"}
_LARGEST = 64 << 20  # an uncompressed block is at most 32 MiB by the format's own rule


class Unusual(Exception):  # noqa: N818  not an error: another reader takes over
    """The file is not of the ordinary form, or not whole."""


@dataclass
class Content:
    """What the blocks hold.

    Parameters
    ----------
    node_id, lon7, lat7
        Per block, all nodes.
    node_tags
        Node -> tags, for nodes that carry one of the keys asked for.
    way_id, points, kind, name
        Of ways that carry one: identity, number of points, which of `kinds`, name.
    kinds
        The tags that occur together, without the name, each combination once.
    refs
        Per block, the points of those ways one after another.

    """

    node_id: list[Ints] = field(default_factory=list)
    lon7: list[Ints] = field(default_factory=list)
    lat7: list[Ints] = field(default_factory=list)
    node_tags: dict[int, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    way_id: list[Ints] = field(default_factory=list)
    points: list[Ints] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    kinds: dict[tuple[tuple[str, str], ...], int] = field(default_factory=dict)
    refs: list[Ints] = field(default_factory=list)


def decode(path: Path, node_keys: tuple[str, ...], way_key: str, kept: frozenset[str]) -> Content:
    """Read nodes, and ways that carry a key.

    Parameters
    ----------
    path
        A `.osm.pbf` file.
    node_keys, way_key
        Nodes with one of these keys keep their tags; ways without that key are passed over.
    kept
        Tags worth keeping.

    Raises
    ------
    Unusual
        See there.

    """
    content = Content()
    data = path.read_bytes()
    try:
        for kind, block in _blocks(data):
            if kind == b"OSMHeader":
                features = {block[a:b] for number, (a, b) in _fields(block, 0, len(block)) if number == 4}
                if not features <= _KNOWN:
                    raise Unusual
            elif kind == b"OSMData":
                _Block(block, kept).read(content, node_keys, way_key)
            else:
                raise Unusual
    except (IndexError, ValueError, zlib.error, OverflowError) as error:
        raise Unusual from error
    return content


def _blocks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        head = dict(_fields(data, at + 4, at + 4 + size))
        begin = at + 4 + size
        at = begin + head[3][0]
        if at > len(data):
            raise Unusual
        body = dict(_fields(data, begin, at))
        if 1 in body:
            block = data[slice(*body[1])]
        elif 3 in body and body[2][0] <= _LARGEST:
            inflate = zlib.decompressobj()
            block = inflate.decompress(data[slice(*body[3])], _LARGEST)
            if len(block) != body[2][0]:
                raise Unusual
        else:
            raise Unusual
        yield data[slice(*head[1])], block


def _fields(data: bytes, at: int, end: int) -> Iterator[tuple[int, Span]]:
    """Fields of a message: number, and where a text lies; a number stands as (value, value)."""
    while at < end:
        tag, at = _varint(data, at)
        value, at = _varint(data, at)
        if tag & 7 == 2:
            if at + value > end:
                raise Unusual
            yield tag >> 3, (at, at + value)
            at += value
        elif tag & 7 == 0:
            yield tag >> 3, (value, value)
        else:
            raise Unusual


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def varints(text: bytes) -> Ints:
    """All variable-length numbers of a packed field.

    >>> varints(bytes([1, 0x96, 1])).tolist()
    [1, 150]
    """
    raw = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(raw < 128)
    if not len(ends):
        return np.empty(0, np.int64)
    begins = np.concatenate([[0], ends[:-1] + 1])
    value = (raw[begins] & 127).astype(np.uint64)
    long = np.flatnonzero(ends > begins)
    step = 1
    while len(long):
        value[long] |= (raw[begins[long] + step] & 127).astype(np.uint64) << np.uint64(7 * step)
        step += 1
        long = long[ends[long] >= begins[long] + step]
    whole: Ints = value.astype(np.int64)
    return whole


def signed(value: Ints) -> Ints:
    """Zigzag numbers as signed ones.

    >>> signed(np.array([0, 1, 2, 3])).tolist()
    [0, -1, 1, -2]
    """
    plain: Ints = (value >> 1 & 0x7FFFFFFFFFFFFFFF) ^ -(value & 1)
    return plain


class _Block:
    def __init__(self, data: bytes, kept: frozenset[str]) -> None:
        self.data = data
        self.groups: list[Span] = []
        self.scale, self.lat, self.lon = 100, 0, 0
        self.words: list[str] = []
        for number, span in _fields(data, 0, len(data)):
            if number == 1:
                self.words = [data[a:b].decode() for of, (a, b) in _fields(data, *span) if of == 1]
            elif number == 2:
                self.groups.append(span)
            elif number == 17:
                self.scale = span[0]
            elif number in {19, 20}:
                offset = span[0] - 2**64 if span[0] >= 2**63 else span[0]
                self.lat, self.lon = (offset, self.lon) if number == 19 else (self.lat, offset)
        self.kept = np.array([word in kept for word in self.words], bool)

    def numbers(self, words: tuple[str, ...]) -> Ints:
        """Where the words stand in the block's table."""
        return np.array([number for number, word in enumerate(self.words) if word in words], np.int64)

    def read(self, content: Content, node_keys: tuple[str, ...], way_key: str) -> None:
        for begin, end in self.groups:
            if begin == end:
                continue
            kind = self.data[begin] >> 3
            if kind == 2:
                for number, span in _fields(self.data, begin, end):
                    if number == 2:
                        self.dense(span, content, self.numbers(node_keys))
            elif kind == 3:
                self.ways(begin, end, content, self.numbers((way_key,)))
            elif kind == 1:
                raise Unusual

    def dense(self, span: Span, content: Content, wanted: Ints) -> None:
        parts = {number: self.data[a:b] for number, (a, b) in _fields(self.data, *span)}
        ids, lat, lon = (np.cumsum(signed(varints(parts[number]))) for number in (1, 8, 9))
        if not len(ids) == len(lat) == len(lon):
            raise Unusual
        content.node_id.append(ids)
        # Towards zero, as the reference reader rounds.
        content.lat7.append(np.trunc((self.lat + self.scale * lat) / 100).astype(np.int64))
        content.lon7.append(np.trunc((self.lon + self.scale * lon) / 100).astype(np.int64))
        text = varints(parts.get(10, b""))
        some = np.flatnonzero(text)
        keys, values = text[some][0::2], text[some][1::2]
        node = np.cumsum(text == 0)[some][0::2]
        tagged = np.zeros(len(ids) + 1, bool)
        tagged[node[np.isin(keys, wanted)]] = True
        use = np.flatnonzero(tagged[node] & self.kept[keys])
        for number, tags in self.tags(node[use], keys[use], values[use]):
            content.node_tags[int(ids[number])] = tags

    def tags(self, owner: Ints, keys: Ints, values: Ints) -> Iterator[tuple[int, tuple[tuple[str, str], ...]]]:
        """Tags of every owner; owners ascend."""
        if not len(owner):
            return
        cut = np.flatnonzero(np.diff(owner, prepend=-1)).tolist()
        pairs = list(zip(keys.tolist(), values.tolist(), strict=True))
        words = self.words
        for number, begin, end in zip(owner[cut].tolist(), cut, [*cut[1:], len(pairs)], strict=True):
            yield number, tuple([(words[key], words[value]) for key, value in pairs[begin:end]])

    def ways(self, begin: int, end: int, content: Content, wanted: Ints) -> None:
        ids, spans = self.spans(begin, end)
        counts = spans[2][1] - spans[2][0]
        joined = b"".join(self.cut(spans[2]))
        last = np.concatenate([[0], np.cumsum(np.frombuffer(joined, np.uint8) < 128)])
        size = np.diff(last[np.concatenate([[0], np.cumsum(counts)])])
        owner = np.repeat(np.arange(len(ids)), size)
        key, value = varints(joined), varints(b"".join(self.cut(spans[3])))
        if len(key) != len(value):
            raise Unusual
        walked = np.zeros(len(ids), bool)
        walked[owner[np.isin(key, wanted)]] = True
        use = np.flatnonzero(walked[owner] & self.kept[key])
        texts = self.cut((spans[8][0][walked], spans[8][1][walked]))
        joined = b"".join(texts)
        steps = signed(varints(joined))
        bytes_before = np.cumsum([0, *map(len, texts)])
        first = np.concatenate([[0], np.cumsum(np.frombuffer(joined, np.uint8) < 128)])[bytes_before]
        total = np.concatenate([[0], np.cumsum(steps)])
        content.refs.append(total[1:] - np.repeat(total[first[:-1]], np.diff(first)))
        content.points.append(np.diff(first))
        content.way_id.append(ids[walked])
        rank = np.cumsum(walked) - 1
        self.describe(content, rank[owner[use]], key[use], value[use])

    def cut(self, spans: tuple[Ints, Ints]) -> list[bytes]:
        """The texts of some fields."""
        data = self.data
        return [data[a:b] for a, b in zip(spans[0].tolist(), spans[1].tolist(), strict=True)]

    def describe(self, content: Content, owner: Ints, key: Ints, value: Ints) -> None:
        """Names, and which tags occur together; equal combinations are put into words once."""
        words = self.words
        called = np.isin(key, self.numbers(("name",)))
        count = int(owner[-1]) + 1 if len(owner) else 0
        name = np.full(count, -1)
        name[owner[called]] = value[called]
        content.name += [words[number] if number >= 0 else "" for number in name.tolist()]
        code = (key * len(words) + value)[~called]
        text = code.tobytes()
        cut = (8 * np.searchsorted(owner[~called], np.arange(count + 1))).tolist()
        met: dict[bytes, int] = {}
        for begin, end in pairwise(cut):
            blob = text[begin:end]
            number = met.get(blob)
            if number is None:
                tags = tuple(
                    [(words[c // len(words)], words[c % len(words)]) for c in code[begin // 8 : end // 8].tolist()]
                )
                number = met[blob] = content.kinds.setdefault(tags, len(content.kinds))
            content.kind.append(number)

    def spans(self, at: int, end: int) -> tuple[Ints, dict[int, tuple[Ints, Ints]]]:
        """Identity of every way, and where its keys (2), values (3) and points (8) lie."""
        data = self.data
        begins: list[int] = []
        stops: list[int] = []
        while at < end:
            if data[at] != 0x1A:
                raise Unusual
            size = data[at + 1]
            at += 2
            if size > 127:
                rest, at = _varint(data, at)
                size = size & 127 | rest << 7
            begins.append(at)
            at += size
            stops.append(at)
        if at != end:
            raise Unusual
        return _lockstep(
            np.frombuffer(data + bytes(16), np.uint8), np.array(begins, np.int64), np.array(stops, np.int64)
        )


def _lockstep(raw: NDArray[np.uint8], at: Ints, stop: Ints) -> tuple[Ints, dict[int, tuple[Ints, Ints]]]:
    """Walk through all messages at once, one field of each per round."""
    identity = np.full(len(at), -1, np.int64)
    spans = {number: (np.zeros_like(at), np.zeros_like(at)) for number in (2, 3, 8)}
    going = np.flatnonzero(at < stop)
    while len(going):
        tag = raw[at[going]]
        place = at[going] + 1
        size = (raw[place] & 127).astype(np.int64)
        more = np.flatnonzero(raw[place] > 127)
        shift = 7
        while len(more):
            place[more] += 1
            if shift > 56:
                raise Unusual
            size[more] |= (raw[place[more]] & 127).astype(np.int64) << shift
            more = more[raw[place[more]] > 127]
            shift += 7
        place += 1
        number = tag == 0x08
        identity[going[number]] = size[number]
        if (~number & ((tag & 7 != 2) | (tag > 127))).any():
            raise Unusual
        size[number] = 0
        place_end = place + size
        if (place_end > stop[going]).any():
            raise Unusual
        for field_number, (first, last) in spans.items():
            here = tag == field_number << 3 | 2
            first[going[here]], last[going[here]] = place[here], place_end[here]
        at[going] = place_end
        going = going[place_end < stop[going]]
    return identity, spans
