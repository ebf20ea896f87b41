"""Reading an OpenStreetMap extract (.osm.pbf): the ways one walks on, and the places along them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import osmium
import osmium.filter
import osmium.osm
from numpy.typing import NDArray

from mulin.engines.reach.errors import BadExtract, NoWays
from mulin.engines.reach.pbf import Unusual, decode
from mulin.engines.reach.ways import NO_HEIGHT, RawWays, Tags, spot_flags, way_flags

Ints = NDArray[np.int64]
Box = tuple[int, int, int, int]
Progress = Callable[[int], None]


def read_osm(path: Path, box: Box | None = None, progress: Progress | None = None) -> RawWays:
    """Walkable ways of an extract, with gates, kerbs and crossings.

    Parameters
    ----------
    path
        A `.osm.pbf` (or `.osm`) file.
    box
        West, south, east, north in 1e-7 degree; ways without a point inside are left out.
    progress
        Called with the number of ways read so far, every thousand ways.

    Raises
    ------
    BadExtract
        The file is missing, cut off or not an extract.
    NoWays
        The extract holds nothing walkable (inside the box).

    """
    if not path.is_file():
        raise BadExtract(f"找不到文件 {path.name}")
    try:
        found = _decoded(path, progress)
    except Unusual:
        found = _streamed(path, progress)
    raw = found.inside(box).raw()
    if not len(raw.flags):
        raise NoWays(f"{path.name} 里没有可以步行的路" + ("（所选范围内）" if box else ""))
    return raw


@dataclass
class Found:
    """What has been read.

    Parameters
    ----------
    ids, xs, ys
        Points of all ways one after another.
    count
        (W,) how many of them belong to each way.
    flags, way_ids, name
        (W,) of every way.
    names
        Street names in the order in which they were met.
    spots
        Point -> flags and height, where there is something to say.

    """

    ids: Ints
    xs: Ints
    ys: Ints
    count: Ints
    flags: Ints
    way_ids: Ints
    name: Ints
    names: tuple[str, ...]
    spots: dict[int, tuple[int, int]]

    def inside(self, box: Box | None) -> Found:
        """Ways with at least two known points, one of them in the box. A way over the edge keeps what is inside."""
        known = self.xs != _UNKNOWN
        near = known
        if box is not None:
            west, south, east, north = box
            near = known & (self.xs >= west) & (self.xs <= east) & (self.ys >= south) & (self.ys <= north)
        way = np.repeat(np.arange(len(self.count)), self.count)
        count = np.bincount(way[known], minlength=len(self.count))
        keep = (count >= 2) & (np.bincount(way[near], minlength=len(self.count)) > 0)
        point = known & keep[way]
        return replace(
            self,
            ids=self.ids[point],
            xs=self.xs[point],
            ys=self.ys[point],
            count=count[keep],
            flags=self.flags[keep],
            way_ids=self.way_ids[keep],
            name=self.name[keep],
        )

    def raw(self) -> RawWays:
        """As points and ways."""
        point_id, first, refs = np.unique(self.ids, return_index=True, return_inverse=True)
        height_cm = np.full(len(point_id), NO_HEIGHT, np.int64)
        spot = np.zeros(len(point_id), np.int64)
        nodes = np.array(list(self.spots), np.int64)
        at = np.minimum(np.searchsorted(point_id, nodes), max(len(point_id) - 1, 0))
        if len(nodes) and len(point_id):
            here = np.flatnonzero(point_id[at] == nodes)
            told = np.array(list(self.spots.values()), np.int64)
            spot[at[here]], height_cm[at[here]] = told[here, 0], told[here, 1]
        return RawWays(
            lon7=self.xs[first],
            lat7=self.ys[first],
            height_cm=height_cm,
            spot=spot,
            point_id=point_id,
            start=np.concatenate([[0], np.cumsum(self.count)]).astype(np.int64),
            refs=refs.astype(np.int64),
            flags=self.flags,
            way_id=self.way_ids,
            name=self.name,
            length_mm=np.zeros(len(refs), np.int64),
            names=self.names,
        )


def _spot(tags: Tags) -> tuple[int, int] | None:
    flag, height = spot_flags(tags), _height(tags.get("ele", ""))
    return (flag, height) if flag or height != NO_HEIGHT else None


def _decoded(path: Path, progress: Progress | None) -> Found:
    """The fast way, for the ordinary form of a file."""
    content = decode(path, ("highway", "barrier", "kerb", "ele"), "highway", _KEPT)
    flag_of = [way_flags(dict(tags)) for tags in content.kinds]
    kind = np.array(content.kind, np.int64)
    walked = np.array([flag is not None for flag in flag_of], bool)[kind]
    flags = np.array([flag or 0 for flag in flag_of], np.int64)[kind][walked]
    names = {"": 0}
    name = [names.setdefault(content.name[number], len(names)) for number in np.flatnonzero(walked).tolist()]
    if progress is not None:
        for thousands in range(1000, len(flags) + 1, 1000):
            progress(thousands)
    empty = np.empty(0, np.int64)
    points, way_ids = (np.concatenate([empty, *column]) for column in (content.points, content.way_id))
    refs = np.concatenate([empty, *content.refs])[np.repeat(walked, points)]
    node, lon7, lat7 = (np.concatenate([empty, *column]) for column in (content.node_id, content.lon7, content.lat7))
    if len(node) and (np.diff(node) <= 0).any():
        order = np.argsort(node, kind="stable")
        node, lon7, lat7 = node[order], lon7[order], lat7[order]
    at = np.minimum(np.searchsorted(node, refs), max(len(node) - 1, 0))
    there = node[at] == refs if len(node) else np.zeros(len(refs), bool)
    kinds: dict[tuple[tuple[str, str], ...], tuple[int, int] | None] = {}
    spots = {}
    for number, tags in content.node_tags.items():
        if tags not in kinds:
            kinds[tags] = _spot(dict(tags))
        told = kinds[tags]
        if told is not None:
            spots[number] = told
    return Found(
        ids=refs,
        xs=np.where(there, lon7[at], _UNKNOWN) if len(node) else refs * 0 + _UNKNOWN,
        ys=np.where(there, lat7[at], _UNKNOWN) if len(node) else refs * 0 + _UNKNOWN,
        count=points[walked],
        flags=flags,
        way_ids=way_ids[walked],
        name=np.array(name, np.int64),
        names=tuple(names),
        spots=spots,
    )


def _streamed(path: Path, progress: Progress | None) -> Found:
    """By pyosmium: every form of file there is."""
    ids, xs, ys = list[int](), list[int](), list[int]()
    count, flags, way_ids, name = list[int](), list[int](), list[int](), list[int]()
    names, spots = {"": 0}, dict[int, tuple[int, int]]()
    kinds = osmium.osm.NODE | osmium.osm.WAY
    keys = osmium.filter.KeyFilter("highway", "barrier", "kerb", "ele")
    try:
        for item in osmium.FileProcessor(str(path), kinds).with_locations().with_filter(keys):
            if isinstance(item, osmium.osm.Node):
                told = _spot(item.tags)
                if told is not None:
                    spots[item.id] = told
            elif isinstance(item, osmium.osm.Way):
                flag = way_flags(item.tags)
                if flag is None:
                    continue
                points = [(node.ref, node.x, node.y) for node in item.nodes]
                ids += [point[0] for point in points]
                xs += [point[1] for point in points]
                ys += [point[2] for point in points]
                count.append(len(points))
                flags.append(flag)
                way_ids.append(item.id)
                name.append(names.setdefault(item.tags.get("name", "") or "", len(names)))
                if progress is not None and len(flags) % 1000 == 0:
                    progress(len(flags))
    except (RuntimeError, osmium.InvalidLocationError) as error:
        raise BadExtract(f"{path.name} 读不完整，可能没有下载完或不是 OSM 数据：{error}") from error
    return Found(
        ids=np.array(ids, np.int64),
        xs=np.array(xs, np.int64),
        ys=np.array(ys, np.int64),
        count=np.array(count, np.int64),
        flags=np.array(flags, np.int64),
        way_ids=np.array(way_ids, np.int64),
        name=np.array(name, np.int64),
        names=tuple(names),
        spots=spots,
    )


_UNKNOWN = osmium.osm.Location().x
_KEPT = frozenset(
    {
        "highway", "foot", "access", "sidewalk", "ramp:wheelchair", "wheelchair", "surface", "name", "crossing",
        "crossing:markings", "kerb", "barrier", "locked", "ele",
    }
)  # fmt: skip


def _height(text: str | None) -> int:
    try:
        metres = float(text) if text else float("nan")
    except ValueError:
        return NO_HEIGHT
    return round(metres * 100) if -500 < metres < 9000 else NO_HEIGHT


@dataclass(frozen=True)
class Feature:
    """A tagged thing of the extract at one point (the middle of its outline, if it has one).

    Parameters
    ----------
    kind
        `"node"` or `"way"`.
    osm_id, lon7, lat7, tags
        Identity, WGS-84 in 1e-7 degree, all tags.
    outline
        Points of a closed way as (lon7, lat7), empty for a node.

    """

    kind: str
    osm_id: int
    lon7: int
    lat7: int
    tags: Mapping[str, str]
    outline: tuple[tuple[int, int], ...] = ()


def read_features(path: Path, keys: tuple[str, ...] = ("amenity", "shop", "leisure", "building")) -> Iterator[Feature]:
    """Things that carry one of the keys: buildings, shops, clinics ...

    Raises
    ------
    BadExtract
        The file is missing, cut off or not an extract.

    """
    if not path.is_file():
        raise BadExtract(f"找不到文件 {path.name}")
    kinds = osmium.osm.NODE | osmium.osm.WAY
    try:
        for item in osmium.FileProcessor(str(path), kinds).with_locations().with_filter(osmium.filter.KeyFilter(*keys)):
            if isinstance(item, osmium.osm.Node):
                yield Feature("node", item.id, item.location.x, item.location.y, dict(item.tags))
            elif isinstance(item, osmium.osm.Way):
                ring = tuple((node.x, node.y) for node in item.nodes if node.x != _UNKNOWN)
                if ring:
                    # The closing point would count twice.
                    corners = ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring
                    middle = [sum(axis) // len(corners) for axis in zip(*corners, strict=True)]
                    yield Feature("way", item.id, middle[0], middle[1], dict(item.tags), ring)
    except RuntimeError as error:
        raise BadExtract(f"{path.name} 读不完整，可能没有下载完或不是 OSM 数据：{error}") from error
