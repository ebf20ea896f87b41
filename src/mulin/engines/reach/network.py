"""The walking network: junctions, edges between them, and the surveyed steps each edge is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from mulin.engines.reach.chains import contract
from mulin.engines.reach.edits import Edit, Outcome, apply
from mulin.engines.reach.errors import NoWays
from mulin.engines.reach.ways import BREAKS, STOPS, RawWays, Spot, Way, metres_per_degree, straight_mm

Ints = NDArray[np.int64]
Index = NDArray[np.int32]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Topology:
    """Arcs in compressed rows; parallel edges share a slot, a loop has none.

    Arc e walks edge e from u to v, arc E + e from v to u. Row v of the search graph holds u for the walk u -> v:
    a search in it runs from the goal towards those who walk to it.
    """

    indptr: Index
    indices: Index
    rows: Index
    arcs: Ints  # arcs in slot order
    first: Ints  # first position in `arcs` of every slot

    def slot_of(self, row: int, column: int) -> int:
        """The slot of a pair of neighbours."""
        low, high = int(self.indptr[row]), int(self.indptr[row + 1])
        return low + int(np.searchsorted(self.indices[low:high], column))


@dataclass(frozen=True)
class Station:
    """A junction added in the middle of an edge by a drawn link: where it lies on that edge."""

    node: int
    edge: int
    segment: int
    along_mm: int


@dataclass(frozen=True)
class Network:
    """A walking network.

    Parameters
    ----------
    raw
        The surveyed ways with the edits in them.
    node_point
        (N,) point of every junction.
    u, v
        (E,) junctions at the ends of every edge.
    seg_start
        (E + 1,) edge e consists of the segments `seg_start[e]:seg_start[e + 1]`.
    seg_a, seg_b
        (S,) points of every segment, in the direction u -> v of its edge.
    seg_way, length_mm
        (S,) way of the segment, and its length.
    component
        (N,) connected part, 0 = the one with the most junctions.
    outcomes
        What became of each edit.
    stations
        Junctions that what-if links put in the middle of edges.
    links_from
        Segments from this one on belong to what-if links; None without any.

    """

    raw: RawWays
    node_point: Ints
    u: Ints
    v: Ints
    seg_start: Ints
    seg_a: Ints
    seg_b: Ints
    seg_way: Ints
    length_mm: Ints
    component: Ints
    outcomes: tuple[Outcome, ...] = ()
    stations: tuple[Station, ...] = ()
    links_from: int | None = None

    @property
    def size(self) -> int:
        """Number of junctions."""
        return len(self.node_point)

    @property
    def surveyed(self) -> int:
        """Number of segments doors may be put on: all but those of what-if links."""
        return len(self.seg_a) if self.links_from is None else self.links_from

    @cached_property
    def xy(self) -> Floats:
        """(P, 2) local metres of the points, for drawing and neighbourhood; lengths never come from it."""
        return self.project(self.raw.lon7, self.raw.lat7)

    @cached_property
    def origin(self) -> tuple[float, float]:
        """Centre of the network in 1e-7 degree."""
        return float(np.median(self.raw.lon7)), float(np.median(self.raw.lat7))

    def project(self, lon7: Ints, lat7: Ints) -> Floats:
        """(K, 2) local metres of WGS-84 points in 1e-7 degree."""
        east, north = metres_per_degree(np.array(self.origin[1] / 1e7))
        return np.stack(
            [(lon7 - self.origin[0]) * (east / 1e7), (lat7 - self.origin[1]) * (north / 1e7)], axis=-1
        ).astype(np.float64)

    @cached_property
    def seg_edge(self) -> Ints:
        """(S,) edge of every segment."""
        return np.repeat(np.arange(len(self.u)), np.diff(self.seg_start))

    @cached_property
    def edge_mm(self) -> Ints:
        """(E,) length of every edge."""
        return np.add.reduceat(self.length_mm, self.seg_start[:-1])

    @cached_property
    def topology(self) -> Topology:
        """Arcs in compressed rows."""
        rows, columns = np.concatenate([self.v, self.u]), np.concatenate([self.u, self.v])
        key = rows * self.size + columns
        arcs = np.argsort(key, kind="stable")
        arcs = arcs[rows[arcs] != columns[arcs]]
        first = np.flatnonzero(np.diff(key[arcs], prepend=-1))
        slot_rows = rows[arcs[first]]
        counts = np.bincount(slot_rows, minlength=self.size)
        indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        return Topology(indptr, columns[arcs[first]].astype(np.int32), slot_rows.astype(np.int32), arcs, first)

    def footpath_share(self) -> tuple[int, int]:
        """Metres on mapped footpaths, and metres in all: two integers."""
        foot = (self.raw.flags[self.seg_way] & Way.FOOTPATH) > 0
        return int(self.length_mm[foot].sum()) // 1000, int(self.length_mm.sum()) // 1000

    def defects(self) -> list[str]:
        """What is doubtful about the network, in sentences."""
        sizes = np.bincount(self.component)
        found = [outcome.sentence for outcome in self.outcomes if not outcome.applied]
        if len(sizes) > 1:
            cut = int(sizes[1:].sum())
            found.append(f"有 {len(sizes) - 1} 片路没有和主路网连上，共 {cut} 个路口（全部 {self.size} 个）")
        return found


def build(raw: RawWays, edits: Sequence[Edit] = ()) -> Network:
    """Make the network: edits first, then steps, then contraction.

    Parameters
    ----------
    raw
        From `read_osm` or `from_tables`.
    edits
        Hand edits, applied in order; one that cannot be applied is reported in `outcomes`, the rest still holds.

    Raises
    ------
    NoWays
        No way has two different points.

    """
    raw, outcomes = apply(raw, edits)
    inner = np.ones(len(raw.refs), bool)
    inner[raw.start[1:] - 1] = False
    at = np.flatnonzero(inner)
    a, b = raw.refs[at], raw.refs[at + 1]
    way = np.repeat(np.arange(len(raw.flags)), np.diff(raw.start))[at]
    length = raw.length_mm[at]
    given = length > 0
    length = np.where(given, length, straight_mm(raw.lon7[a], raw.lat7[a], raw.lon7[b], raw.lat7[b]))
    real = a != b
    if not real.any():
        raise NoWays("路网里没有一段能走的路")
    a, b, way, length = a[real], b[real], way[real], length[real]
    chains = contract(a, b, _kept(raw, a, b, way))
    junctions, ends = np.unique(np.concatenate([chains.tail, chains.head]), return_inverse=True)
    u, v = ends[: len(chains.tail)], ends[len(chains.tail) :]
    order, forward = chains.order, chains.forward
    return Network(
        raw,
        junctions,
        u,
        v,
        chains.start,
        np.where(forward, a[order], b[order]),
        np.where(forward, b[order], a[order]),
        way[order],
        length[order],
        components(u, v, len(junctions)),
        outcomes,
    )


def _kept(raw: RawWays, a: Ints, b: Ints, way: Ints) -> NDArray[np.bool_]:
    """Points that must stay junctions: gates and kerbs, and where stairs begin and end."""
    keep: NDArray[np.bool_] = (raw.spot & int(STOPS)) > 0
    kind = raw.flags[way] & int(BREAKS)
    low, high = np.full(len(keep), 2**31), np.full(len(keep), -1)
    for ends in (a, b):
        np.minimum.at(low, ends, kind)
        np.maximum.at(high, ends, kind)
    return keep | (low < high)


def components(u: Ints, v: Ints, size: int) -> Ints:
    """(N,) connected part of every junction, the largest first."""
    _, label = connected_components(coo_array((np.ones(len(u), np.int8), (u, v)), shape=(size, size)), directed=False)
    by_size = np.argsort(-np.bincount(label), kind="stable")
    rank = np.empty(len(by_size), np.int64)
    rank[by_size] = np.arange(len(by_size))
    ranked: Ints = rank[label]
    return ranked


def gates(net: Network) -> Mapping[int, tuple[tuple[int, int], ...]]:
    """Junctions that are gates, with their open hours (empty = always open)."""
    hours = net.raw.hours or {}
    nodes = np.flatnonzero((net.raw.spot[net.node_point] & int(Spot.GATE)) > 0)
    return {int(node): hours.get(int(net.node_point[node]), ()) for node in nodes}
