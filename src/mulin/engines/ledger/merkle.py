"""A Merkle tree over the hashes of the rows: short proofs that a row is in the printed journal.

The tree, its inclusion and its consistency proofs are those of RFC 6962 (certificate transparency), section 2.1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def _leaf(text: str) -> bytes:
    return hashlib.sha256(b"\x00" + text.encode()).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _cut(size: int) -> int:
    """Largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _tree(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:  # pairing upward and lifting the odd one gives the same tree as cutting downward
        paired = [_node(level[place], level[place + 1]) for place in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def root(hashes: Sequence[str]) -> str:
    """Root over row hashes in order, hexadecimal.

    Examples
    --------
    >>> root([])[:8]
    'e3b0c442'

    """
    return _tree([_leaf(text) for text in hashes]).hex()


def inclusion(hashes: Sequence[str], place: int) -> list[str]:
    """Proof that the row at `place` (from 0) is under the root: sister nodes from the leaf upward."""

    def path(low: int, high: int) -> list[bytes]:
        if high - low == 1:
            return []
        middle = low + _cut(high - low)
        if place < middle:
            return [*path(low, middle), _tree(leaves[middle:high])]
        return [*path(middle, high), _tree(leaves[low:middle])]

    if not 0 <= place < len(hashes):
        raise IndexError(f"place {place} of {len(hashes)}")
    leaves = [_leaf(text) for text in hashes]
    return [node.hex() for node in path(0, len(leaves))]


def included(text: str, place: int, size: int, proof: Sequence[str], expected: str) -> bool:
    """Check an inclusion proof against a root; needs nothing but these figures.

    Examples
    --------
    >>> hashes = ["a", "b", "c"]
    >>> included("c", 2, 3, inclusion(hashes, 2), root(hashes))
    True
    >>> included("b", 2, 3, inclusion(hashes, 2), root(hashes))
    False

    """
    if not 0 <= place < size:
        return False
    sisters = [bytes.fromhex(node) for node in proof]
    node, low, high = _leaf(text), 0, size
    turns: list[bool] = []
    while high - low > 1:
        middle = low + _cut(high - low)
        turns.append(place < middle)
        low, high = (low, middle) if place < middle else (middle, high)
    if len(turns) != len(sisters):
        return False
    for left, sister in zip(reversed(turns), sisters, strict=True):
        node = _node(node, sister) if left else _node(sister, node)
    return node.hex() == expected


def consistency(hashes: Sequence[str], earlier: int) -> list[str]:
    """Proof that the tree of the first `earlier` rows is a beginning of this one (1 <= earlier <= size)."""

    def path(low: int, high: int, size: int, *, whole: bool) -> list[bytes]:
        if size == high - low:
            return [] if whole else [_tree(leaves[low:high])]
        cut = _cut(high - low)
        if size <= cut:
            return [*path(low, low + cut, size, whole=whole), _tree(leaves[low + cut : high])]
        return [*path(low + cut, high, size - cut, whole=False), _tree(leaves[low : low + cut])]

    if not 1 <= earlier <= len(hashes):
        raise IndexError(f"{earlier} of {len(hashes)}")
    leaves = [_leaf(text) for text in hashes]
    return [node.hex() for node in path(0, len(leaves), earlier, whole=True)]


def consistent(earlier: int, earlier_root: str, size: int, later_root: str, proof: Sequence[str]) -> bool:
    """Check a consistency proof between two printed roots.

    Examples
    --------
    >>> hashes = ["a", "b", "c", "d", "e"]
    >>> consistent(3, root(hashes[:3]), 5, root(hashes), consistency(hashes, 3))
    True
    >>> consistent(3, root(["a", "x", "c"]), 5, root(hashes), consistency(hashes, 3))
    False

    """
    if not 1 <= earlier <= size:
        return False
    nodes = [bytes.fromhex(node) for node in proof]

    def rebuild(total: int, part: int, *, whole: bool) -> tuple[bytes, bytes]:
        if part == total:
            node = bytes.fromhex(earlier_root) if whole else nodes.pop(0)
            return node, node
        cut = _cut(total)
        if part <= cut:
            old, new = rebuild(cut, part, whole=whole)
            return old, _node(new, nodes.pop(0))
        old, new = rebuild(total - cut, part - cut, whole=False)
        left = nodes.pop(0)
        return _node(left, old), _node(left, new)

    try:
        old, new = rebuild(size, earlier, whole=True)
    except IndexError:
        return False
    return not nodes and old.hex() == earlier_root and new.hex() == later_root
