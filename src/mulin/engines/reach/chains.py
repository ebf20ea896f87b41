"""Contraction: runs of steps between two real junctions become one edge.

Every step (segment) has two half-edges, 2 i and 2 i + 1, one per direction. At a point with exactly two steps the walk
goes on along the other one, which gives each half-edge a successor; pointer doubling (list ranking) then finds, in
about log2(longest chain) rounds of whole-array operations, the last half-edge of every chain and the rank within it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Chains:
    """Edges as runs of segments.

    Parameters
    ----------
    order, forward
        (S,) segments in the order of the edges, and whether each is walked from its a to its b.
    start
        (E + 1,) edge e consists of `order[start[e]:start[e + 1]]`.
    tail, head
        (E,) first and last point of each edge.

    """

    order: Ints
    forward: Bools
    start: Ints
    tail: Ints
    head: Ints


def contract(a: Ints, b: Ints, keep: Bools) -> Chains:
    """Join segments at points where exactly two meet, unless the point is to be kept.

    Parameters
    ----------
    a, b
        (S,) end points of the segments, a != b.
    keep
        (P,) points that stay junctions whatever happens. A ring without any junction gets one.

    Examples
    --------
    >>> chains = contract(np.array([0, 2]), np.array([1, 1]), np.zeros(3, bool))
    >>> chains.tail.tolist(), chains.head.tolist(), chains.order.tolist(), chains.forward.tolist()
    ([2], [0], [1, 0], [True, False])

    """
    size = len(a)
    tail = np.stack([a, b], axis=1).ravel()
    by_tail = np.argsort(tail, kind="stable")
    degree = np.bincount(tail, minlength=len(keep))
    first = np.concatenate([[0], np.cumsum(degree)])
    through = np.flatnonzero((degree == 2) & ~keep)
    one, two = by_tail[first[through]], by_tail[first[through] + 1]
    successor = np.arange(2 * size)
    successor[one ^ 1] = two
    successor[two ^ 1] = one
    last, rank, rings = _rank(successor)
    if len(rings):
        keep = keep.copy()
        keep[_one_per_ring(a, b, np.unique(rings >> 1), len(keep))] = True
        return contract(a, b, keep)
    pairs = last.reshape(size, 2)
    forward = pairs[:, 0] < pairs[:, 1]
    chosen = 2 * np.arange(size) + ~forward
    key = last[chosen]
    order = np.lexsort((-rank[chosen], key))
    start = np.concatenate([np.flatnonzero(np.diff(key[order], prepend=-1)), [size]])
    half = chosen[order]
    return Chains(order, forward[order], start, tail[half[start[:-1]]], tail[half[start[1:] - 1] ^ 1])


def _rank(successor: Ints) -> tuple[Ints, Ints, Ints]:
    """Last half-edge and steps to it; and the half-edges that have no last one (rings)."""
    jump = successor.copy()
    rank = (successor != np.arange(len(successor))).astype(np.int64)
    open_before = -1
    while True:
        unfinished = np.flatnonzero(successor[jump] != jump)
        # A chain with a far half-edge has all the nearer ones too: no progress means only rings are left.
        if len(unfinished) in {0, open_before}:
            return jump, rank, unfinished
        open_before = len(unfinished)
        rank += rank[jump]
        jump = jump[jump]


def _one_per_ring(a: Ints, b: Ints, segments: Ints, points: int) -> Ints:
    graph = coo_array((np.ones(len(segments)), (a[segments], b[segments])), shape=(points, points))
    _, label = connected_components(graph, directed=False)
    ends = np.unique(np.concatenate([a[segments], b[segments]]))
    _, where = np.unique(label[ends], return_index=True)
    return ends[where]
