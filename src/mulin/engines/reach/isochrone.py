"""How far one can walk from a point, as areas for a map."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from mulin.engines.reach.costs import BLOCKED, UNREACHED, Costs
from mulin.engines.reach.errors import BadPlace
from mulin.engines.reach.nearest import entries, limit_in_ms
from mulin.engines.reach.search import labels
from mulin.engines.reach.snap import Snap, footing
from mulin.engines.reach.ways import metres_per_degree

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Area:
    """What is reached within a limit.

    Parameters
    ----------
    limit_s
        The limit.
    shape
        Polygons in degrees (longitude, latitude).
    metres
        Length of ways reached, each counted once.
    square_metres
        Area of the polygons.

    """

    limit_s: int
    shape: BaseGeometry
    metres: int
    square_metres: int

    def geojson(self) -> str:
        """GeoJSON geometry, seven decimals."""
        rounded = shapely.set_precision(self.shape, 1e-7)
        return json.dumps(mapping(rounded), separators=(",", ":"))


def isochrone(cost: Costs, origin: Snap, limits_s: Sequence[int], width_m: float = 25.0) -> list[Area]:
    """Areas within each limit: the reached pieces of ways, cut to the metre, widened to both sides.

    Parameters
    ----------
    cost, limits_s
        For whom, and how long, in seconds.
    origin
        One snapped point.
    width_m
        How far to either side of a way counts as reached.

    Raises
    ------
    BadPlace
        The origin is not attached to the network.
    BadQuestion
        A limit is not between 1 second and 12 hours.

    """
    if len(origin) != 1 or origin.edge[0] < 0:
        raise BadPlace("起点没有接上路网，画不出能走到的范围")
    foot = footing(cost, origin)
    _, node, ms = entries(cost, origin, foot, towards=False)
    longest = max(limit_in_ms(limit) for limit in limits_s)
    time = labels(cost, [(node, ms)], longest, towards=False)[0]
    return [_area(cost, origin, time, limit, width_m) for limit in limits_s]


def _area(cost: Costs, origin: Snap, time: NDArray[np.int32], limit_s: int, width_m: float) -> Area:
    segment, low, high = _stretches(cost, origin, time, limit_s * 1000)
    net = cost.net
    length = np.maximum(net.length_mm[segment], 1)[:, None]
    a, b = net.xy[net.seg_a[segment]], net.xy[net.seg_b[segment]]
    begin, end = a + (b - a) * (low[:, None] / length), a + (b - a) * (high[:, None] / length)
    lines = shapely.linestrings(np.stack([begin, end], axis=1))
    here = net.project(origin.lon7, origin.lat7)
    shape = shapely.union_all(
        [shapely.buffer(shapely.union_all(lines), width_m), shapely.buffer(shapely.Point(here[0]), width_m)]
    )
    east, north = metres_per_degree(np.array(net.origin[1] / 1e7))

    def degrees(xy: Floats) -> Floats:
        return xy / [float(east), float(north)] + [net.origin[0] / 1e7, net.origin[1] / 1e7]

    return Area(limit_s, shapely.transform(shape, degrees), int((high - low).sum()) // 1000, int(shape.area))


def _stretches(cost: Costs, origin: Snap, time: NDArray[np.int32], limit: int) -> tuple[Ints, Ints, Ints]:
    """Reached stretches of segments as (segment, from mm, to mm), without overlap."""
    net = cost.net
    edge, size = net.seg_edge, len(net.seg_a)
    wide = np.where(time < UNREACHED, time.astype(np.int64), BLOCKED)
    first, last = net.seg_start[edge], net.seg_start[edge + 1]
    numbers = np.arange(size)
    from_a = wide[net.u[edge]] + cost.sum_ahead[numbers] - cost.sum_ahead[first]
    from_b = wide[net.v[edge]] + cost.sum_back[last] - cost.sum_back[numbers + 1]
    length = net.length_mm
    ahead = _covered(limit - from_a, cost.ahead, length)
    back = _covered(limit - from_b, cost.back, length)
    both = ahead + back >= length
    pieces = [
        (numbers, np.zeros(size, np.int64), np.where(both, length, ahead)),
        (numbers, np.where(both, length, length - back), length),
    ]
    if origin.edge[0] >= 0:
        pieces = _with_own_edge(cost, origin, limit, pieces)
    segment, low, high = (np.concatenate([piece[column] for piece in pieces]) for column in range(3))
    some = high > low
    return segment[some], low[some], high[some]


def _covered(left: Ints, whole: Ints, length: Ints) -> Ints:
    """Millimetres of a segment walked in the time that is left."""
    passable = (left > 0) & (whole < BLOCKED)
    share = np.minimum(np.where(passable, left, 0), np.maximum(whole, 1)) / np.maximum(whole, 1)
    return np.where(passable, np.floor(length * share).astype(np.int64), 0)


def _with_own_edge(
    cost: Costs, origin: Snap, limit: int, pieces: list[tuple[Ints, Ints, Ints]]
) -> list[tuple[Ints, Ints, Ints]]:
    """The origin's own edge is walked from its middle: take the union of all stretches on it."""
    net, edge, at = cost.net, int(origin.edge[0]), int(origin.segment[0])
    run = range(int(net.seg_start[edge]), int(net.seg_start[edge + 1]))
    offset = int(footing(cost, origin).offset_ms[0])
    own: list[tuple[int, int, int]] = []
    spent, place = offset, int(origin.along_mm[0])
    for seg in range(at, run.stop):
        part = int(cost.part(np.array([seg]), np.array([place]))[0][0])
        rest = int(cost.ahead[seg]) - part
        stretch = int(_covered(np.array([limit - spent]), np.array([rest]), net.length_mm[[seg]] - place)[0])
        own.append((seg, place, place + stretch))
        spent, place = spent + rest, 0
    spent = offset
    for seg in range(at, run.start - 1, -1):
        end = int(origin.along_mm[0]) if seg == at else int(net.length_mm[seg])
        part = int(cost.part(np.array([seg]), np.array([end]))[1][0])
        stretch = int(_covered(np.array([limit - spent]), np.array([part]), np.array([end]))[0])
        own.append((seg, end - stretch, end))
        spent += part
    kept = [(s[outside], lo[outside], hi[outside]) for s, lo, hi in pieces for outside in [net.seg_edge[s] != edge]]
    for s, lo, hi in pieces:
        inside = net.seg_edge[s] == edge
        own += list(zip(s[inside].tolist(), lo[inside].tolist(), hi[inside].tolist(), strict=True))
    merged = [(seg, lo, hi) for seg in run for lo, hi in _merge([(lo, hi) for s, lo, hi in own if s == seg])]
    columns = zip(*merged, strict=True) if merged else [(), (), ()]
    segment, low, high = (np.array(column, np.int64) for column in columns)
    return [*kept, (segment, low, high)]


def _merge(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(stretch for stretch in stretches if stretch[1] > stretch[0]):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged
