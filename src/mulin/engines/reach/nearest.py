"""For every junction and every door: how long to the nearest facility of each need, and which one it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mulin.engines.reach.costs import BLOCKED, UNREACHED, Costs
from mulin.engines.reach.errors import BadQuestion
from mulin.engines.reach.search import Start, labels, one_by_one
from mulin.engines.reach.snap import Footing, Snap, footing, station_points, together, within_edge

Ints = NDArray[np.int64]
Times = NDArray[np.int32]
LONGEST_S = 12 * 3600


def whole_seconds(ms: NDArray[np.int32] | Ints) -> Times:
    """Seconds rounded up, so that "within ten minutes" says the same in both units; -1 = out of reach.

    >>> whole_seconds(np.array([0, 1, 1000, 600001, UNREACHED])).tolist()
    [0, 1, 1, 601, -1]
    """
    return np.where(ms >= UNREACHED, -1, -(-ms.astype(np.int64) // 1000)).astype(np.int32)


def limit_in_ms(limit_s: int) -> int:
    """The limit in milliseconds.

    Raises
    ------
    BadQuestion
        Not between 1 second and 12 hours.

    """
    if not 1 <= limit_s <= LONGEST_S:
        raise BadQuestion(f"步行时限 {limit_s} 秒不合理，应在 1 到 {LONGEST_S} 秒之间")
    return int(limit_s) * 1000


def entries(cost: Costs, points: Snap, foot: Footing, *, towards: bool) -> tuple[Ints, Ints, Ints]:
    """Where searches for these points enter the network.

    Returns
    -------
    (K,) point, (K,) junction, (K,) milliseconds
        Blocked entries are left out.

    """
    net = cost.net
    on = np.flatnonzero(points.edge >= 0)
    edge = points.edge[on]
    ends = (foot.from_u, foot.from_v) if towards else (foot.to_u, foot.to_v)
    who, node, ms = [on, on], [net.u[edge], net.v[edge]], [ends[0][on], ends[1][on]]
    if net.stations:
        stations = station_points(net)
        base = footing(cost, stations)
        if towards:
            at, point = together(stations, points)
            ms.append(within_edge(stations, base, points, foot, (at, point)))
        else:
            point, at = together(points, stations)
            ms.append(within_edge(points, foot, stations, base, (point, at)))
        who.append(point)
        node.append(np.array([station.node for station in net.stations], np.int64)[at])
    who_all, node_all, ms_all = np.concatenate(who), np.concatenate(node), np.concatenate(ms)
    good = (ms_all < UNREACHED) & ~cost.shut[node_all]
    return who_all[good], node_all[good], ms_all[good]


@dataclass(frozen=True)
class Reach:
    """Nearest facility of every need, from everywhere.

    Parameters
    ----------
    cost, limit_ms
        For whom, and how far.
    needs, places
        Keys of the needs, and the facilities of each.
    time_ms
        Per need (N,) milliseconds from every junction, `UNREACHED` beyond the limit.

    """

    cost: Costs
    limit_ms: int
    needs: tuple[str, ...]
    places: tuple[Snap, ...]
    time_ms: tuple[Times, ...]

    def index(self, need: str) -> int:
        """Position of a need.

        Raises
        ------
        BadQuestion
            The answer does not know it.

        """
        if need not in self.needs:
            raise BadQuestion(f"没有算过“{need}”；算过的有：{'、'.join(self.needs)}")
        return self.needs.index(need)

    @cached_property
    def _roots(self) -> dict[int, tuple[Ints, Ints]]:
        return {}

    def tree(self, number: int) -> tuple[Ints, Ints]:
        """Next junction on the way to the facility (-1 = the facility is on an edge here), and which facility.

        Notes
        -----
        A function of the times alone: of several equally fast ways on, the lowest junction; of several equally near
        facilities at one junction, the first. So every method of computing the times gives the same ways.

        """
        if number not in self._roots:
            self._roots[number] = _tree(self.cost, self.places[number], self.time_ms[number])
        return self._roots[number]

    def at(self, doors: Snap) -> tuple[Times, Times]:
        """Milliseconds and facility for every door and need.

        Returns
        -------
        (D, C) int32, (D, C) int32
            `UNREACHED` and -1 where out of reach.

        """
        foot = footing(self.cost, doors)
        time = np.empty((len(doors), len(self.needs)), np.int32)
        which = np.empty_like(time)
        for number in range(len(self.needs)):
            time[:, number], which[:, number], _ = door_times(self, number, doors, foot)
        return time, which

    def seconds(self, doors: Snap) -> Times:
        """(D, C) whole seconds, -1 where out of reach."""
        foot = footing(self.cost, doors)
        columns = [door_times(self, number, doors, foot, facility=False)[0] for number in range(len(self.needs))]
        return whole_seconds(np.stack(columns, axis=1)) if columns else np.empty((len(doors), 0), np.int32)


def door_times(
    reach: Reach, number: int, doors: Snap, foot: Footing, *, facility: bool = True
) -> tuple[Times, Times, Ints]:
    """Milliseconds of one need, its facility, and the junction first walked to (-1: the facility is on the same edge).

    Returns
    -------
    (D,) int32, (D,) int32, (D,) int64

    """
    net, labels_ms = reach.cost.net, reach.time_ms[number]
    who, node, ms = entries(reach.cost, doors, foot, towards=False)
    total = ms + np.where(labels_ms[node] < UNREACHED, labels_ms[node].astype(np.int64), BLOCKED)
    points = reach.places[number]
    pairs = together(doors, points)
    direct = within_edge(doors, foot, points, footing(reach.cost, points), pairs)
    if facility:
        _, root = reach.tree(number)
        item = np.concatenate([root[node], pairs[1]])
    else:
        item = np.zeros(len(node) + len(pairs[1]), np.int64)
    first = np.concatenate([node, np.full(len(pairs[0]), -1)])
    door, total = np.concatenate([who, pairs[0]]), np.concatenate([total, direct])
    order = np.lexsort((first, item, total, door))
    best = order[np.flatnonzero(np.diff(door[order], prepend=-1))]
    best = best[total[best] <= reach.limit_ms]
    time = np.full(len(doors), UNREACHED, np.int32)
    which, ahead = np.full(len(doors), -1, np.int32), np.full(len(doors), -1, np.int64)
    time[door[best]], which[door[best]], ahead[door[best]] = total[best], item[best], first[best]
    assert net.size == len(labels_ms)  # noqa: S101  an answer of another network would be read without an error
    return time, which, ahead


def _tree(cost: Costs, points: Snap, time: Times) -> tuple[Ints, Ints]:
    topology = cost.net.topology
    wide = np.where(time < UNREACHED, time.astype(np.int64), BLOCKED)
    tight = np.flatnonzero(wide[topology.rows] + cost.to_goal == wide[topology.indices])
    parent = np.full(cost.net.size, -1, np.int64)
    # Slots ascend by row; assigned backwards, the lowest row is written last and stays.
    parent[topology.indices[tight][::-1]] = topology.rows[tight][::-1]
    parent[time == UNREACHED] = -1
    who, node, ms = entries(cost, points, footing(cost, points), towards=True)
    order = np.lexsort((who, ms, node))
    first = order[np.flatnonzero(np.diff(node[order], prepend=-1))]
    first = first[ms[first] == wide[node[first]]]
    facility = np.full(cost.net.size, -1, np.int64)
    parent[node[first]], facility[node[first]] = -1, who[first]
    root = np.where(parent < 0, np.arange(cost.net.size), parent)
    while (root[root] != root).any():
        root = root[root]
    return parent, facility[root]


def nearest(cost: Costs, sources: Mapping[str, Snap], limit_s: int = 600, *, kernel: bool | None = None) -> Reach:
    """One search per need, from all its facilities at once, towards those who walk to them.

    Parameters
    ----------
    cost
        The network as one walker feels it.
    sources
        The facilities of each need. One that is not attached reaches nobody (`Snap.report` names it).
    limit_s
        How far to look.
    kernel
        None takes the compiled search where there is one; the answer is the same without it.

    Raises
    ------
    BadQuestion
        The limit is not between 1 second and 12 hours.

    """
    limit_ms = limit_in_ms(limit_s)
    starts: list[Start] = []
    for points in sources.values():
        _, node, ms = entries(cost, points, footing(cost, points), towards=True)
        starts.append((node, ms))
    time = labels(cost, starts, limit_ms, kernel=kernel) if starts else []
    return Reach(cost, limit_ms, tuple(sources), tuple(sources.values()), tuple(time))


def best(group: Ints, time: Ints, item: Ints, k: int) -> Ints:
    """Which rows are the k least (time, item) of their group, an item counted once; sorted by group.

    >>> best(np.array([0, 0, 0, 1]), np.array([5, 3, 4, 9]), np.array([7, 7, 8, 7]), 2).tolist()
    [1, 2, 3]
    """
    order = np.lexsort((time, item, group))
    fresh = (np.diff(group[order], prepend=-1) != 0) | (np.diff(item[order], prepend=-1) != 0)
    order = order[fresh]
    order = order[np.lexsort((item[order], time[order], group[order]))]
    begins = np.flatnonzero(np.diff(group[order], prepend=-1))
    rank = np.arange(len(order)) - np.repeat(begins, np.diff(np.append(begins, len(order))))
    chosen: Ints = order[rank < k]
    return chosen


@dataclass(frozen=True)
class Several:
    """The k nearest facilities of one need from every junction, in rows.

    Parameters
    ----------
    indptr
        (N + 1,) junction n has the entries `indptr[n]:indptr[n + 1]`, nearest first.
    time_ms, facility
        Entries; of equally near facilities the first comes first.

    """

    cost: Costs
    limit_ms: int
    k: int
    places: Snap
    indptr: Ints
    time_ms: Ints
    facility: Ints

    def at(self, doors: Snap) -> tuple[Times, Times]:
        """(D, k) milliseconds and facilities of every door, `UNREACHED` and -1 where there are fewer than k."""
        foot = footing(self.cost, doors)
        who, node, ms = entries(self.cost, doors, foot, towards=False)
        count = np.diff(self.indptr)[node]
        row = np.repeat(self.indptr[node] - (np.cumsum(count) - count), count) + np.arange(int(count.sum()))
        pairs = together(doors, self.places)
        direct = within_edge(doors, foot, self.places, footing(self.cost, self.places), pairs)
        door = np.concatenate([np.repeat(who, count), pairs[0]])
        total = np.concatenate([np.repeat(ms, count) + self.time_ms[row], direct])
        item = np.concatenate([self.facility[row], pairs[1]])
        near = np.flatnonzero(total <= self.limit_ms)
        chosen = near[best(door[near], total[near], item[near], self.k)]
        time = np.full((len(doors), self.k), UNREACHED, np.int32)
        which = np.full((len(doors), self.k), -1, np.int32)
        rank = np.arange(len(chosen)) - np.searchsorted(door[chosen], door[chosen])
        time[door[chosen], rank], which[door[chosen], rank] = total[chosen], item[chosen]
        return time, which


def several(cost: Costs, points: Snap, k: int, limit_s: int = 600, *, kernel: bool | None = None) -> Several:
    """The k nearest facilities of one need, from everywhere: one truncated search per facility.

    Raises
    ------
    BadQuestion
        k is below 1, or the limit is not between 1 second and 12 hours.

    """
    if k < 1:
        raise BadQuestion(f"要找最近的 {k} 个设施，至少要一个")
    limit_ms = limit_in_ms(limit_s)
    starts = starts_of(cost, points, towards=True)
    rows: list[tuple[Ints, Ints, Ints]] = []
    for number, node, ms in one_by_one(cost, starts, limit_ms, kernel=kernel):
        rows.append((node, ms.astype(np.int64), np.full(len(node), number)))
    empty = np.empty(0, np.int64)
    node, ms_all, item = (
        np.concatenate([empty, *column]) for column in (zip(*rows, strict=True) if rows else [()] * 3)
    )
    chosen = best(node, ms_all, item, k)
    indptr = np.searchsorted(node[chosen], np.arange(cost.net.size + 1))
    return Several(cost, limit_ms, k, points, indptr, ms_all[chosen], item[chosen])


def starts_of(cost: Costs, points: Snap, *, towards: bool) -> list[Start]:
    """One set of starts per point."""
    who, node, ms = entries(cost, points, footing(cost, points), towards=towards)
    order = np.argsort(who, kind="stable")
    cut = np.searchsorted(who[order], np.arange(1, len(points)))
    return list(zip(np.split(node[order], cut), np.split(ms[order], cut), strict=True)) if len(points) else []
