"""Truncated multi-source search: many starts at once, no farther than the limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from mulin.engines.reach.costs import UNREACHED, Costs
from mulin.engines.reach.kernel import Searcher, library

Ints = NDArray[np.int64]
Times = NDArray[np.int32]
Start = tuple[Ints, Ints]  # junctions, and milliseconds at which the search enters each


def compiled(wanted: bool | None) -> bool:  # noqa: FBT001  a three-way switch handed through
    """Whether to use the compiled search: if wanted (None = where there is one) and there is one."""
    return wanted is not False and library() is not None


def labels(
    cost: Costs, starts: Sequence[Start], limit_ms: int, *, towards: bool = True, kernel: bool | None = None
) -> list[Times]:
    """Least milliseconds from the starts of each set to every junction.

    Parameters
    ----------
    cost, limit_ms
        For whom, and how far.
    starts
        One set of starts per search; entries may repeat a junction.
    towards
        True searches from goals towards those who walk to them, False along the walk.
    kernel
        None takes the compiled search where there is one; False is SciPy alone. The answers are identical.

    Returns
    -------
    list of (N,) int32
        `UNREACHED` beyond the limit.

    """
    if compiled(kernel):
        topology = cost.net.topology
        searcher = Searcher(topology.indptr, topology.indices, cost.to_goal if towards else cost.from_start, limit_ms)
        found = []
        for node, initial in starts:
            row = np.full(cost.net.size, UNREACHED, np.int32)
            keep = initial <= limit_ms
            for some in _near_together(cost, node[keep]):
                searcher.run(node[keep][some].astype(np.int32), initial[keep][some].astype(np.int32), row)
            found.append(row)
        return found
    graph = with_starts(cost.goal_graph if towards else cost.start_graph, starts)
    size = cost.net.size
    answer = dijkstra(graph, indices=np.arange(size, size + len(starts)), limit=limit_ms + 1.0)
    rows = []
    for line in np.atleast_2d(answer):
        row = line[:size]
        np.minimum(row, UNREACHED + 1.0, out=row)
        row -= 1.0
        rows.append(row.astype(np.int32))
    return rows


BATCH = 256  # facilities; about what keeps a front in a second-level cache


def _near_together(cost: Costs, node: Ints) -> list[Ints]:
    """The starts in batches of neighbours.

    Searches end at the limit, so a batch stays within one part of the graph, and in the processor's cache. A later
    batch only lowers what earlier ones wrote: the labels are the same in any order.
    """
    if len(node) <= BATCH:
        return [np.arange(len(node))]
    xy = cost.net.xy[cost.net.node_point[node]]
    cell = ((xy - xy.min(axis=0)) / max(float(np.ptp(xy, axis=0).max()), 1.0) * 1023).astype(np.int64)
    key = np.zeros(len(node), np.int64)
    for bit in range(10):  # Morton order: the bits of both axes interleaved
        key |= (cell[:, 0] >> bit & 1) << 2 * bit | (cell[:, 1] >> bit & 1) << 2 * bit + 1
    return np.array_split(np.argsort(key, kind="stable"), -(-len(node) // BATCH))


def with_starts(graph: csr_array, starts: Sequence[Start]) -> csr_array:
    """The graph with one more row per set of starts.

    An arc to a start costs one millisecond more than its entry, for a stored zero is easily lost in a sparse matrix.
    """
    size = graph.shape[0]
    data, indices, indptr = [graph.data], [graph.indices], [graph.indptr]
    end = int(graph.indptr[-1])
    for node, initial in starts:
        order = np.lexsort((initial, node))
        first = order[np.flatnonzero(np.diff(node[order], prepend=-1))]
        data.append(initial[first] + 1.0)
        indices.append(node[first].astype(np.int32))
        end += len(first)
        indptr.append(np.array([end], np.int32))
    shape = (size + len(starts), size + len(starts))
    return csr_array((np.concatenate(data), np.concatenate(indices), np.concatenate(indptr)), shape=shape)


def one_by_one(
    cost: Costs, starts: Sequence[Start], limit_ms: int, *, towards: bool = True, kernel: bool | None = None
) -> Iterator[tuple[int, Ints, Times]]:
    """Each set of starts searched for itself; only what it reaches is given.

    Yields
    ------
    int, (K,) junctions ascending, (K,) milliseconds
        The number of the set, in no particular order of sets.

    """
    if compiled(kernel):
        topology = cost.net.topology
        searcher = Searcher(topology.indptr, topology.indices, cost.to_goal if towards else cost.from_start, limit_ms)
        row = np.full(cost.net.size, UNREACHED, np.int32)
        for number, (node, initial) in enumerate(starts):
            keep = initial <= limit_ms
            reached = np.sort(searcher.run(node[keep].astype(np.int32), initial[keep].astype(np.int32), row))
            yield number, reached.astype(np.int64), row[reached]
            row[reached] = UNREACHED
        return
    yield from _by_tile(cost, starts, limit_ms, towards=towards)


def _by_tile(
    cost: Costs, starts: Sequence[Start], limit_ms: int, *, towards: bool
) -> Iterator[tuple[int, Ints, Times]]:
    """SciPy fills whole rows, so it is given only the junctions around a tile of starts.

    No walk within the limit leaves the frame: its straight extent is at most the limit times the largest ratio of
    straight distance to cost on any arc.
    """
    graph = cost.goal_graph if towards else cost.start_graph
    xy = cost.net.xy[cost.net.node_point]
    rows = np.repeat(np.arange(graph.shape[0]), np.diff(graph.indptr))
    finite = np.isfinite(graph.data)
    ends = xy[rows[finite]] - xy[graph.indices[finite]]
    pace = float((np.hypot(ends[:, 0], ends[:, 1]) / graph.data[finite]).max(initial=0.0))
    frame = max(pace * limit_ms, 1.0) * 1.001
    used = [(number, node, initial) for number, (node, initial) in enumerate(starts) if len(node)]
    tiles: dict[tuple[int, int], list[tuple[int, Ints, Ints]]] = {}
    for number, node, initial in used:
        corner = np.floor(xy[node[0]] / frame).astype(int)
        tiles.setdefault((int(corner[0]), int(corner[1])), []).append((number, node, initial))
    by_x = np.argsort(xy[:, 0], kind="stable")
    sorted_x = xy[by_x, 0]
    for _, members in sorted(tiles.items()):
        places = xy[np.concatenate([node for _, node, _ in members])]
        low, high = places.min(axis=0) - frame, places.max(axis=0) + frame
        strip = by_x[np.searchsorted(sorted_x, low[0]) : np.searchsorted(sorted_x, high[0], side="right")]
        inside = np.sort(strip[(xy[strip, 1] >= low[1]) & (xy[strip, 1] <= high[1])])
        local = graph[inside][:, inside]
        # Rows are dense: a few million numbers at a time are enough.
        batch = max(1, 4_000_000 // len(inside))
        for some in (members[begin : begin + batch] for begin in range(0, len(members), batch)):
            begun = [(np.searchsorted(inside, node), initial) for _, node, initial in some]
            goals = np.arange(len(inside), len(inside) + len(some))
            answer = dijkstra(with_starts(local, begun), indices=goals, limit=limit_ms + 1.0)
            for (number, _, _), line in zip(some, np.atleast_2d(answer), strict=True):
                reached = np.flatnonzero(np.isfinite(line[: len(inside)]))
                yield number, inside[reached], (line[reached] - 1).astype(np.int32)
