"""What would change if ...: a facility more or less, a gate closed, a new way. Exact, and only where it changes."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mulin.engines.reach.costs import UNREACHED, Costs
from mulin.engines.reach.errors import BadQuestion
from mulin.engines.reach.nearest import Reach, entries
from mulin.engines.reach.search import compiled, labels
from mulin.engines.reach.snap import Snap, footing

Ints = NDArray[np.int64]
Times = NDArray[np.int32]


@dataclass(frozen=True)
class Delta:
    """A change, and what it does.

    Parameters
    ----------
    before
        The answer it starts from; it is left as it is.
    cost, places
        Costs and facilities afterwards.
    nodes, time_ms
        Per need: the junctions whose time changes, ascending, and their new times (`UNREACHED` = no longer reached).

    """

    before: Reach
    cost: Costs
    places: tuple[Snap, ...]
    nodes: tuple[Ints, ...]
    time_ms: tuple[Times, ...]

    def touched(self) -> int:
        """Number of (junction, need) times that change."""
        return sum(len(nodes) for nodes in self.nodes)

    def reach(self) -> Reach:
        """The whole answer afterwards; needs without a change share their arrays with the answer before."""
        size = self.cost.net.size
        rows = []
        for old, nodes, time in zip(self.before.time_ms, self.nodes, self.time_ms, strict=True):
            row = old
            if len(nodes) or len(old) < size:
                row = np.concatenate([old, np.full(size - len(old), UNREACHED, np.int32)])
                row[nodes] = time
            rows.append(row)
        return replace(self.before, cost=self.cost, places=self.places, time_ms=tuple(rows))


def what_if(
    reach: Reach,
    *,
    add: Mapping[str, Snap] | None = None,
    remove: Mapping[str, Sequence[int]] | None = None,
    cost: Costs | None = None,
) -> Delta:
    """The exact answer after a change, found by updating the one before.

    Parameters
    ----------
    reach
        The answer now.
    add
        New facilities by need; they are numbered after those that stay.
    remove
        Facilities (by number) that go, by need.
    cost
        Other costs of the same walker on the same network: from `closed`, `gate_closed`, `costs` at another hour, or
        `link`. None leaves them.

    Raises
    ------
    BadQuestion
        An unknown need or facility, or costs of another network.

    Notes
    -----
    A time can only rise where the chosen way used something that went or became slower. Those junctions are found down
    the tree of chosen ways, forgotten, and searched again from their rim; whatever became faster starts from its own
    ends in the same search. Integer times make the result equal to a full computation bit for bit.

    """
    after = cost or reach.cost
    if after.net is not reach.cost.net and after.net.links_from is None:
        raise BadQuestion("前后不是同一张路网，不能这样比较")
    for key in {*(add or {}), *(remove or {})}:
        reach.index(key)
    slower, faster = _arcs(reach.cost, after) if after is not reach.cost else ([], [])
    places, all_nodes, all_times = [], [], []
    for number, need in enumerate(reach.needs):
        points = _points(reach.places[number], (add or {}).get(need), (remove or {}).get(need, ()))
        places.append(points)
        if points is reach.places[number] and after is reach.cost:
            changed: dict[int, int] = {}
        elif after is reach.cost and need not in (remove or {}):
            # Only new facilities: nothing can get farther, and the old entries need no second look.
            changed = _nearer(reach, number, after, (add or {})[need])
        else:
            opened = _entries(after, points)
            lost = _lost(reach, number, opened, slower)
            seeds = dict(opened)
            for node, ms in _rim(reach.time_ms[number], after, lost, faster):
                seeds[node] = min(seeds.get(node, UNREACHED), ms)
            changed = _search(reach, number, after, dict.fromkeys(lost, UNREACHED), seeds)
        nodes = np.array(sorted(changed), np.int64)
        all_nodes.append(nodes)
        all_times.append(np.array([changed[int(node)] for node in nodes], np.int32))
    return Delta(reach, after, tuple(places), tuple(all_nodes), tuple(all_times))


def _points(old: Snap, new: Snap | None, gone: Sequence[int]) -> Snap:
    if len(gone):
        wrong = [number for number in gone if not 0 <= number < len(old)]
        if wrong:
            raise BadQuestion(f"没有第 {wrong[0]} 号设施；只有 {len(old)} 个")
        stay = np.ones(len(old), bool)
        stay[list(gone)] = False
        old = old.take(np.flatnonzero(stay))
    return old if new is None else old.joined(new)


def _entries(cost: Costs, points: Snap) -> dict[int, int]:
    _, node, ms = entries(cost, points, footing(cost, points), towards=True)
    best: dict[int, int] = {}
    for place, time in zip(node.tolist(), ms.tolist(), strict=True):
        if time < best.get(place, UNREACHED):
            best[place] = time
    return best


def _nearer(reach: Reach, number: int, after: Costs, fresh: Snap) -> dict[int, int]:
    """What new facilities bring nearer: their own search, as far as it beats the answer before."""
    if not compiled(None):
        return _search(reach, number, after, {}, _entries(after, fresh))
    _, node, ms = entries(after, fresh, footing(after, fresh), towards=True)
    row = labels(after, [(node, ms)], reach.limit_ms)[0]
    old = reach.time_ms[number]
    nodes = np.flatnonzero(row < old)
    return dict(zip(nodes.tolist(), row[nodes].tolist(), strict=True))


def _arcs(before: Costs, after: Costs) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Arcs (row, column) of the search graph that became slower and faster. Junctions of a new link count as faster."""
    topology, size = after.net.topology, before.net.size
    old = after.to_goal * 0 + UNREACHED
    # A link only appends junctions: the old slots keep their order among themselves.
    old[(topology.rows < size) & (topology.indices < size)] = before.to_goal
    slower, faster = np.flatnonzero(after.to_goal > old), np.flatnonzero(after.to_goal < old)
    rows, columns = topology.rows, topology.indices
    return (
        list(zip(rows[slower].tolist(), columns[slower].tolist(), strict=True)),
        list(zip(rows[faster].tolist(), columns[faster].tolist(), strict=True)),
    )


def _lost(reach: Reach, number: int, opened: Mapping[int, int], slower: Iterable[tuple[int, int]]) -> set[int]:
    """Junctions whose chosen way no longer holds."""
    parent, _ = reach.tree(number)
    time, topology = reach.time_ms[number], reach.cost.net.topology
    entered = _entries(reach.cost, reach.places[number])
    queue = [
        node
        for node, ms in entered.items()
        if parent[node] < 0 and ms == time[node] and opened.get(node, UNREACHED) > ms
    ]
    queue += [column for row, column in slower if column < len(parent) and parent[column] == row]
    lost: set[int] = set()
    while queue:
        node = queue.pop()
        if node in lost:
            continue
        lost.add(node)
        near = topology.indices[topology.indptr[node] : topology.indptr[node + 1]]
        queue.extend(near[parent[near] == node].tolist())
    return lost


def _rim(time: Times, after: Costs, lost: set[int], faster: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where the search begins again: lost junctions beside kept ones, and the far ends of faster arcs."""
    topology = after.net.topology

    def kept(row: int) -> bool:
        return row not in lost and row < len(time) and bool(time[row] < UNREACHED)

    for node in lost:
        for slot in range(topology.indptr[node], topology.indptr[node + 1]):
            # The arc into `node` is the reverse of this slot's: the same walk, seen from the other end.
            row, weight = int(topology.indices[slot]), int(after.from_start[slot])
            if kept(row) and weight < UNREACHED:
                yield node, int(time[row]) + weight
    for row, column in faster:
        if kept(row):
            yield column, int(time[row]) + int(after.to_goal[topology.slot_of(row, column)])


def _search(
    reach: Reach, number: int, after: Costs, changed: dict[int, int], seeds: Mapping[int, int]
) -> dict[int, int]:
    """Settle everything that gets nearer than `changed` (or else the answer before) says."""
    topology, weight, limit = after.net.topology, after.to_goal, reach.limit_ms
    time, size = reach.time_ms[number], len(reach.time_ms[number])
    indptr, indices = topology.indptr, topology.indices
    heap: list[tuple[int, int]] = []

    def offer(node: int, ms: int) -> None:
        known = changed.get(node)
        if known is None:
            known = int(time[node]) if node < size else UNREACHED
        if ms < known:
            changed[node] = ms
            heapq.heappush(heap, (ms, node))

    for node, ms in seeds.items():
        if ms <= limit:
            offer(node, ms)
    while heap:
        ms, node = heapq.heappop(heap)
        if changed[node] != ms:
            continue
        low, high = indptr[node], indptr[node + 1]
        for far, step in zip(indices[low:high].tolist(), weight[low:high].tolist(), strict=True):
            if step <= limit - ms:
                offer(far, ms + step)
    return {node: ms for node, ms in changed.items() if ms != (time[node] if node < size else UNREACHED)}
