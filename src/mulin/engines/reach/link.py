"""A new way between two points of the network, tried out: the survey stays, junctions and edges are added."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mulin.engines.reach.costs import BLOCKED, Costs, pace
from mulin.engines.reach.errors import BadPlace
from mulin.engines.reach.network import Network, Station, components
from mulin.engines.reach.snap import Snap
from mulin.engines.reach.ways import NO_HEIGHT, Way, straight_mm

Ints = NDArray[np.int64]


@dataclass
class _Growth:
    """Segments and edges to be appended."""

    u: list[int]
    v: list[int]
    counts: list[int]
    columns: list[list[Ints]]  # a, b, way, length, ahead, back

    def edge(self, u: int, v: int, columns: list[Ints]) -> None:
        self.u.append(u)
        self.v.append(v)
        self.counts.append(len(columns[0]))
        for kept, new in zip(self.columns, columns, strict=True):
            kept.append(new)


def link(cost: Costs, a: Snap, b: Snap, *, length_mm: int | None = None, flags: int = int(Way.FOOTPATH)) -> Costs:
    """The same walker on the network with a way from a to b, for example through a new gate.

    Parameters
    ----------
    cost
        The walker on the network as it is.
    a, b
        One snapped point each; the way runs between the feet of their perpendiculars.
    length_mm
        Length of the way; None takes the straight line.
    flags
        Flags of `Way` for it.

    Raises
    ------
    BadPlace
        An end is not attached to the network, or a and b are not one point each.

    Notes
    -----
    The edge an end lies on stays as it is; the two parts of it become edges of their own to the new junction. So
    snapped doors and facilities stay valid, and no time changes except through the new way.

    """
    if len(a) != 1 or len(b) != 1:
        raise BadPlace("新通道要有一个起点和一个终点")
    for end, word in ((a, "起点"), (b, "终点")):
        if end.edge[0] < 0:
            raise BadPlace(f"新通道的{word}离最近的路 {int(end.offset_mm[0]) // 1000:,} 米，没有接上路网")
    net = cost.net
    stations = list(net.stations)
    growth = _Growth([], [], [], [[] for _ in range(6)])
    lon7: list[int] = []
    lat7: list[int] = []
    nodes: list[int] = []
    for end in (a, b):
        station = Station(net.size + len(nodes), int(end.edge[0]), int(end.segment[0]), int(end.along_mm[0]))
        point = len(net.raw.lon7) + len(nodes)
        p, q = net.seg_a[station.segment], net.seg_b[station.segment]
        share = station.along_mm / max(int(net.length_mm[station.segment]), 1)
        lon7.append(int(net.raw.lon7[p]) + round(share * int(net.raw.lon7[q] - net.raw.lon7[p])))
        lat7.append(int(net.raw.lat7[p]) + round(share * int(net.raw.lat7[q] - net.raw.lat7[p])))
        nodes.append(point)
        _attach(cost, growth, station, stations, nodes)
        stations.append(station)
    length = length_mm
    if length is None:
        length = int(straight_mm(*(np.array([axis]) for axis in (lon7[0], lat7[0], lon7[1], lat7[1])))[0])
    one = np.array([max(length, 1)])
    flat, blocked = pace(one, np.array([flags]), cost.walker)
    ms = np.where(blocked, BLOCKED, np.rint(flat).astype(np.int64))
    way = np.array([len(net.raw.flags)])
    growth.edge(net.size, net.size + 1, [np.array([nodes[0]]), np.array([nodes[1]]), way, one, ms, ms])
    return _grown(cost, growth, stations, (nodes, lon7, lat7), flags)


def _attach(cost: Costs, growth: _Growth, station: Station, stations: list[Station], nodes: list[int]) -> None:
    """Edges from the station to the ends of its edge, and to the stations already on it."""
    net = cost.net

    def point_of(node: int) -> int:
        return int(net.node_point[node]) if node < net.size else nodes[node - net.size]

    first, last = int(net.seg_start[station.edge]), int(net.seg_start[station.edge + 1])
    u, v = int(net.u[station.edge]), int(net.v[station.edge])
    here = (station.segment, station.along_mm)
    growth.edge(u, station.node, _run(cost, (first, 0), here, (point_of(u), point_of(station.node))))
    growth.edge(
        station.node,
        v,
        _run(cost, here, (last - 1, int(net.length_mm[last - 1])), (point_of(station.node), point_of(v))),
    )
    for other in stations:
        if other.edge == station.edge:
            there = (other.segment, other.along_mm)
            ends = (station.node, other.node) if here <= there else (other.node, station.node)
            run = _run(cost, min(here, there), max(here, there), (point_of(ends[0]), point_of(ends[1])))
            growth.edge(*ends, run)


def _run(cost: Costs, begin: tuple[int, int], end: tuple[int, int], points: tuple[int, int]) -> list[Ints]:
    """Copies of the segments between two places of an edge, cut at both, between two given points."""
    net = cost.net
    run = np.arange(begin[0], end[0] + 1)
    low = np.where(run == begin[0], begin[1], 0)
    high = np.where(run == end[0], end[1], net.length_mm[run])
    a, b = net.seg_a[run].copy(), net.seg_b[run].copy()
    a[0], b[-1] = points
    ahead_low, back_low = cost.part(run, low)
    ahead_high, back_high = cost.part(run, high)
    # Running totals keep the rounding of the whole edge: the parts add up to it.
    whole = high >= net.length_mm[run]
    ahead_high, back_high = np.where(whole, cost.ahead[run], ahead_high), np.where(whole, cost.back[run], back_high)
    return [a, b, net.seg_way[run], high - low, ahead_high - ahead_low, back_high - back_low]


def _grown(
    cost: Costs, growth: _Growth, stations: list[Station], feet: tuple[list[int], list[int], list[int]], flags: int
) -> Costs:
    net, raw = cost.net, cost.net.raw
    nodes, lon7, lat7 = feet
    two = np.zeros(2, np.int64)
    raw = replace(
        raw,
        lon7=np.concatenate([raw.lon7, lon7]),
        lat7=np.concatenate([raw.lat7, lat7]),
        height_cm=np.concatenate([raw.height_cm, two + NO_HEIGHT]),
        spot=np.concatenate([raw.spot, two]),
        point_id=np.concatenate([raw.point_id, two]),
        refs=np.concatenate([raw.refs, nodes]),
        length_mm=np.concatenate([raw.length_mm, two]),
        start=np.append(raw.start, raw.start[-1] + 2),
        flags=np.append(raw.flags, flags | int(Way.DRAWN)),
        way_id=np.append(raw.way_id, 0),
        name=np.append(raw.name, 0),
    )
    u, v = np.concatenate([net.u, growth.u]), np.concatenate([net.v, growth.v])
    old = (net.seg_a, net.seg_b, net.seg_way, net.length_mm, cost.ahead, cost.back)
    a, b, way, length, ahead, back = (
        np.concatenate([kept, *new]) for kept, new in zip(old, growth.columns, strict=True)
    )
    grown = Network(
        raw,
        np.concatenate([net.node_point, nodes]),
        u,
        v,
        np.concatenate([net.seg_start, net.seg_start[-1] + np.cumsum(growth.counts)]),
        a,
        b,
        way,
        length,
        components(u, v, net.size + 2),
        net.outcomes,
        tuple(stations),
        net.surveyed,
    )
    return Costs(grown, cost.walker, ahead, back, np.concatenate([cost.shut, two > 0]))
