"""What a step costs a walker: integer milliseconds, so that sums do not depend on their order.

Because every cost is an integer, plain SciPy, the compiled kernel and an update after a change give the same answer
to the bit, and a shortest path is a set of equations anybody can check.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from mulin.engines.reach.errors import BadQuestion
from mulin.engines.reach.network import Network, gates
from mulin.engines.reach.walker import Walker
from mulin.engines.reach.ways import NO_HEIGHT, Spot, Way

Ints = NDArray[np.int64]
Times = NDArray[np.int32]
UNREACHED = 2**31 - 1
BLOCKED = 1 << 42  # a sum of segments that holds it is blocked; two million of them still fit into 64 bits
WEEK = 7 * 24 * 60


@dataclass(frozen=True)
class Costs:
    """What the network costs one walker.

    Parameters
    ----------
    net, walker
        Of what and for whom.
    ahead, back
        (S,) milliseconds of every segment from a to b and from b to a, `BLOCKED` where it cannot be passed.
    shut
        (N,) junctions nobody passes now: closed gates, barriers, kerbs for wheels.

    """

    net: Network
    walker: Walker
    ahead: Ints
    back: Ints
    shut: NDArray[np.bool_]

    @cached_property
    def sum_ahead(self) -> Ints:
        """(S + 1,) running sums of `ahead`."""
        return np.concatenate([[0], np.cumsum(self.ahead)])

    @cached_property
    def sum_back(self) -> Ints:
        """(S + 1,) running sums of `back`."""
        return np.concatenate([[0], np.cumsum(self.back)])

    @cached_property
    def arc_ms(self) -> Times:
        """(2 E,) milliseconds of every edge u -> v, then of every edge v -> u; at least 1, `UNREACHED` if blocked."""
        net, start = self.net, self.net.seg_start
        total = np.concatenate([np.diff(self.sum_ahead[start]), np.diff(self.sum_back[start])])
        shut = self.shut[net.u] | self.shut[net.v]
        total[np.concatenate([shut, shut])] = BLOCKED
        return np.where(total < UNREACHED, np.maximum(total, 1), UNREACHED).astype(np.int32)

    @cached_property
    def to_goal(self) -> Times:
        """(slots,) weights of the search from a goal towards those who walk to it."""
        return self._slots(self.arc_ms)

    @cached_property
    def from_start(self) -> Times:
        """(slots,) weights of the search along the walk."""
        edges = len(self.net.u)
        return self._slots(np.concatenate([self.arc_ms[edges:], self.arc_ms[:edges]]))

    def _slots(self, arc_ms: Times) -> Times:
        topology = self.net.topology
        if not len(topology.first):
            return np.empty(0, np.int32)
        return np.minimum.reduceat(arc_ms[topology.arcs], topology.first)

    @cached_property
    def goal_graph(self) -> csr_array:
        """The search graph for SciPy, blocked slots infinite."""
        return self._graph(self.to_goal)

    @cached_property
    def start_graph(self) -> csr_array:
        """The graph along the walk for SciPy."""
        return self._graph(self.from_start)

    def _graph(self, weights: Times) -> csr_array:
        topology, size = self.net.topology, self.net.size
        data = np.where(weights < UNREACHED, weights.astype(np.float64), np.inf)
        return csr_array((data, topology.indices, topology.indptr), shape=(size, size))

    def part(self, segment: Ints, along_mm: Ints) -> tuple[Ints, Ints]:
        """Milliseconds from the segment's a to a point in it, and back to a."""
        length = np.maximum(self.net.length_mm[segment], 1)
        pieces = []
        for whole in (self.ahead[segment], self.back[segment]):
            # Any millimetre of a blocked segment costs more than a day: a foothold in it is no way through.
            inside = np.where(along_mm >= length, BLOCKED, BLOCKED // length * along_mm)
            pieces.append(np.where(whole >= BLOCKED, inside, np.minimum(whole, BLOCKED) % BLOCKED * along_mm // length))
        return pieces[0], pieces[1]


def costs(net: Network, walker: Walker, minute: int | None = None) -> Costs:
    """What every segment costs a walker.

    Parameters
    ----------
    net, walker
        Of what and for whom.
    minute
        Minute of the week (Monday 00:00 = 0) at which gates are judged; None takes every gate as open.

    Raises
    ------
    BadQuestion
        The minute is not one of a week.

    Notes
    -----
    Time on a segment is length / pace, times the factor of rough ground, times Tobler's factor
    exp(3.5 |s + 0.05|) / exp(0.175) for the grade s where both heights are known. A crossing or a kerb charges half its
    delay to each footpath segment that touches it, so that passing along the carriageway costs nothing.

    """
    if minute is not None and not 0 <= minute < WEEK:
        raise BadQuestion(f"一周只有 {WEEK} 分钟，没有第 {minute} 分钟")
    flags = net.raw.flags[net.seg_way]
    flat, blocked = pace(net.length_mm, flags, walker)
    waits = _waits(net, walker, flags)
    pieces = []
    for factor, too_steep in _slopes(net, walker, (flags & Way.STEPS) > 0):
        pieces.append(np.where(blocked | too_steep, BLOCKED, np.rint(flat * factor).astype(np.int64) + waits))
    return Costs(net, walker, pieces[0], pieces[1], _shut(net, walker, minute))


def pace(length_mm: Ints, flags: Ints, walker: Walker) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Milliseconds on level ways of given flags, and which are blocked whatever the grade."""
    flat = length_mm * 1000.0 / walker.speed_mm_s
    steps, ramp = (flags & Way.STEPS) > 0, (flags & Way.RAMP) > 0
    on_ramp = steps & ramp & walker.wheels
    flat = np.where(((flags & Way.ROUGH) > 0) | on_ramp, flat * (walker.rough_permille / 1000), flat)
    climbed = steps & ~on_ramp
    blocked = (flags & Way.CLOSED) > 0
    if walker.stairs_ms_per_m is None:
        blocked |= climbed
    else:
        flat = np.where(climbed, length_mm * (walker.stairs_ms_per_m / 1000), flat)
    if walker.kerb_ms is None:
        blocked |= (flags & Way.NO_WHEELS) > 0
    return flat, blocked


def _waits(net: Network, walker: Walker, flags: Ints) -> Ints:
    wait = np.zeros(len(net.raw.spot), np.int64)
    for key, kind in (("signals", Spot.SIGNALS), ("marked", Spot.MARKED), ("unmarked", Spot.UNMARKED)):
        wait[(net.raw.spot & kind) > 0] += walker.crossing_ms.get(key, 0)
    wait[(net.raw.spot & Spot.KERB) > 0] += walker.kerb_ms or 0
    on_foot = (flags & Way.FOOTPATH) > 0
    return np.where(on_foot, wait[net.seg_a] // 2 + wait[net.seg_b] // 2, 0)


def _slopes(
    net: Network, walker: Walker, steps: NDArray[np.bool_]
) -> list[tuple[NDArray[np.float64], NDArray[np.bool_]]]:
    """Factor on the time and whether too steep, a -> b and b -> a. Stairs have their own pace: no slope on them."""
    low, high = net.raw.height_cm[net.seg_a], net.raw.height_cm[net.seg_b]
    known = (low != NO_HEIGHT) & (high != NO_HEIGHT) & ~steps
    # 1 cm over 1 mm is a survey error, not a wall: grades are taken over at least a metre.
    grade = np.where(known, (high - low) * 10.0 / np.maximum(net.length_mm, 1000), 0.0)
    limit = np.inf if walker.max_grade_permille is None else walker.max_grade_permille / 1000
    found = []
    for s in (grade, -grade):
        tobler = np.exp(3.5 * np.abs(s + 0.05) - 0.175) if walker.slope == "tobler" else np.ones(len(s))
        found.append((np.where(known, tobler, 1.0), known & (np.abs(s) > limit)))
    return found


def _shut(net: Network, walker: Walker, minute: int | None) -> NDArray[np.bool_]:
    spot = net.raw.spot[net.node_point]
    shut = (spot & Spot.SHUT) > 0
    if walker.kerb_ms is None:
        shut |= (spot & (Spot.KERB | Spot.NARROW)) > 0
    if minute is not None:
        for node, hours in gates(net).items():
            if hours and not any(start <= minute < end for start, end in hours):
                shut[node] = True
    return shut


def closed(cost: Costs, edges: Iterable[int]) -> Costs:
    """The same walker with some edges closed."""
    ahead, back = cost.ahead.copy(), cost.back.copy()
    for edge in edges:
        run = slice(int(cost.net.seg_start[edge]), int(cost.net.seg_start[edge + 1]))
        ahead[run] = back[run] = BLOCKED
    return replace(cost, ahead=ahead, back=back)


def gate_closed(cost: Costs, nodes: Iterable[int]) -> Costs:
    """The same walker with some junctions (gates) closed."""
    shut = cost.shut.copy()
    shut[list(nodes)] = True
    return replace(cost, shut=shut)
