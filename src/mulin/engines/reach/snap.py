"""Putting doors and facilities on the network, and saying which cannot be put there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from mulin.engines.reach.costs import BLOCKED, Costs
from mulin.engines.reach.errors import BadPlace
from mulin.engines.reach.network import Network
from mulin.engines.reach.ways import metres_per_degree

Ints = NDArray[np.int64]
PIECE_M = 40.0


@dataclass(frozen=True)
class Snap:
    """Where points lie on the network.

    Parameters
    ----------
    edge, segment
        (D,) edge and segment of the foot of the perpendicular; -1 = not attached, because no way is near enough.
    along_mm
        (D,) millimetres from the segment's first point.
    offset_mm
        (D,) straight distance from the point to that foot; also measured where the point is not attached.
    lon7, lat7
        (D,) the points themselves.
    island
        (D,) attached, but to a part that is cut off from the main network.

    """

    edge: Ints
    segment: Ints
    along_mm: Ints
    offset_mm: Ints
    lon7: Ints
    lat7: Ints
    island: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.edge)

    def take(self, which: ArrayLike) -> Snap:
        """Some of the points, in the given order."""
        at = np.asarray(which)
        return Snap(*(column[at] for column in self.columns()))

    def columns(self) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints, NDArray[np.bool_]]:
        """The seven arrays, in the order of the parameters."""
        return self.edge, self.segment, self.along_mm, self.offset_mm, self.lon7, self.lat7, self.island

    def joined(self, other: Snap) -> Snap:
        """These points, then the other ones."""
        return Snap(*(np.concatenate(pair) for pair in zip(self.columns(), other.columns(), strict=True)))

    def report(self) -> list[tuple[int, str]]:
        """Points that are not on the main network, with a sentence each."""
        found = []
        for number in np.flatnonzero((self.edge < 0) | self.island).tolist():
            metres = int(self.offset_mm[number]) // 1000
            if self.edge[number] < 0:
                found.append((number, f"离最近的路 {metres:,} 米，没有接上路网"))
            else:
                found.append((number, "接在一片和主路网不相连的路上"))
        return found


def snap(net: Network, lon7: ArrayLike, lat7: ArrayLike, max_m: float = 100.0) -> Snap:
    """Foot of the perpendicular on the nearest segment, exactly, for every point.

    Parameters
    ----------
    net
        The network.
    lon7, lat7
        (D,) WGS-84 in 1e-7 degree.
    max_m
        A point farther than this from any way is not attached.

    Raises
    ------
    BadPlace
        The two coordinates are not of one length, or not on the earth.

    Notes
    -----
    Segments are cut into pieces of at most `PIECE_M`; the nearest piece midpoint bounds the distance, and every piece
    that could be nearer than that bound is measured. Two equally near segments: the first one.

    """
    x7, y7 = (np.atleast_1d(np.asarray(axis, np.int64)) for axis in (lon7, lat7))
    if x7.shape != y7.shape:
        raise BadPlace(f"经度有 {len(x7)} 个，纬度有 {len(y7)} 个，对不上")
    if len(x7) and (np.abs(x7).max() > 180 * 10**7 or np.abs(y7).max() > 85 * 10**7):
        raise BadPlace("有的点的经纬度不在地球上，单位应为千万分之一度")
    xy = net.project(x7, y7)
    a, b = net.xy[net.seg_a[: net.surveyed]], net.xy[net.seg_b[: net.surveyed]]
    pieces = np.maximum(np.ceil(np.hypot(*(b - a).T) / PIECE_M), 1).astype(np.int64)
    owner = np.repeat(np.arange(len(a)), pieces)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    middle = a[owner] + (b - a)[owner] * ((place + 0.5) / pieces[owner])[:, None]
    tree = cKDTree(middle)
    bound, _ = tree.query(xy)
    # The local plane stretches east-west by up to a percent across a city: widen before measuring exactly.
    near = tree.query_ball_point(xy, (np.atleast_1d(bound) + PIECE_M / 2) * 1.02 + 0.1, return_sorted=False)
    count = np.array([len(found) for found in near], np.int64)
    point = np.repeat(np.arange(len(xy)), count)
    piece = np.fromiter((index for found in near for index in found), np.int64, count=int(count.sum()))
    key = np.unique(point * len(a) + owner[piece])
    point, segment = key // len(a), key % len(a)
    metres, share = _feet(net, x7[point], y7[point], segment)
    order = np.lexsort((segment, metres, point))
    best = order[np.flatnonzero(np.diff(point[order], prepend=-1))]
    segment, share, offset = segment[best], share[best], np.rint(metres[best] * 1000).astype(np.int64)
    attached = offset <= max_m * 1000
    edge = np.where(attached, net.seg_edge[segment], -1)
    return Snap(
        edge,
        np.where(attached, segment, -1),
        np.where(attached, np.rint(share * net.length_mm[segment]).astype(np.int64), 0),
        offset,
        x7,
        y7,
        attached & (net.component[net.u[edge]] > 0),
    )


def _feet(net: Network, x7: Ints, y7: Ints, segment: Ints) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Metres to the segment, and share along it, in the plane at each point's own latitude."""
    raw, a, b = net.raw, net.seg_a[segment], net.seg_b[segment]
    east, north = metres_per_degree(y7 / 1e7)
    ax, ay = (raw.lon7[a] - x7) * east / 1e7, (raw.lat7[a] - y7) * north / 1e7
    dx, dy = (raw.lon7[b] - raw.lon7[a]) * east / 1e7, (raw.lat7[b] - raw.lat7[a]) * north / 1e7
    square = dx**2 + dy**2
    share = np.clip(-(ax * dx + ay * dy) / np.where(square > 0, square, 1.0), 0.0, 1.0)
    return np.hypot(ax + share * dx, ay + share * dy), share


def together(doors: Snap, points: Snap) -> tuple[Ints, Ints]:
    """All pairs (door, point) on one edge."""
    order = np.argsort(points.edge, kind="stable")
    edges = points.edge[order]
    first = np.searchsorted(edges, doors.edge, side="left")
    count = np.where(doors.edge >= 0, np.searchsorted(edges, doors.edge, side="right") - first, 0)
    door = np.repeat(np.arange(len(doors)), count)
    place = np.arange(len(door)) - np.repeat(np.cumsum(count) - count, count)
    return door, order[np.repeat(first, count) + place]


def within_edge(doors: Snap, foot: Footing, points: Snap, goal: Footing, pairs: tuple[Ints, Ints]) -> Ints:
    """Milliseconds from door to point along their common edge, offsets included."""
    d, p = pairs
    later = (points.segment[p] > doors.segment[d]) | (
        (points.segment[p] == doors.segment[d]) & (points.along_mm[p] >= doors.along_mm[d])
    )
    on_way = np.where(later, goal.ahead[p] - foot.ahead[d], foot.back[d] - goal.back[p])
    return on_way + foot.offset_ms[d] + goal.offset_ms[p]


def station_points(net: Network) -> Snap:
    """The junctions that links put in the middle of edges, as points on those edges."""
    columns = [[getattr(station, key) for station in net.stations] for key in ("edge", "segment", "along_mm")]
    edge, segment, along = (np.array(column, np.int64) for column in columns)
    point = net.node_point[[station.node for station in net.stations]]
    zero = np.zeros(len(edge), np.int64)
    return Snap(edge, segment, along, zero, net.raw.lon7[point], net.raw.lat7[point], zero > 0)


@dataclass(frozen=True)
class Footing:
    """What it costs one walker to leave a snapped point, or to come to it.

    Parameters
    ----------
    to_u, to_v
        (D,) milliseconds from the point to either end of its edge, `BLOCKED` if it cannot.
    from_u, from_v
        (D,) milliseconds from either end to the point.
    offset_ms
        (D,) the straight bit between the point and the way; it is part of the four above.
    ahead, back
        (D,) running cost at the foot, for walks between two points of one edge.

    """

    to_u: Ints
    to_v: Ints
    from_u: Ints
    from_v: Ints
    offset_ms: Ints
    ahead: Ints
    back: Ints


def footing(cost: Costs, points: Snap) -> Footing:
    """Costs between snapped points and the ends of their edges. Points that are not attached are blocked."""
    net = cost.net
    on = points.edge >= 0
    edge, segment = np.where(on, points.edge, 0), np.where(on, points.segment, 0)
    part_ahead, part_back = cost.part(segment, points.along_mm)
    rest_ahead, rest_back = cost.ahead[segment] - part_ahead, cost.back[segment] - part_back
    first, last = net.seg_start[edge], net.seg_start[edge + 1]
    ahead, back = cost.sum_ahead, cost.sum_back
    offset = np.where(on, points.offset_mm * 1000 // cost.walker.speed_mm_s, BLOCKED)
    return Footing(
        back[segment] - back[first] + part_back + offset,
        ahead[last] - ahead[segment + 1] + rest_ahead + offset,
        ahead[segment] - ahead[first] + part_ahead + offset,
        back[last] - back[segment + 1] + rest_back + offset,
        offset,
        ahead[segment] + part_ahead,
        back[segment] + part_back,
    )
