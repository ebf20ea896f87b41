"""Reading an OpenStreetMap extract (.osm.pbf): the ways one walks on, and the places along them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import osmium
import osmium.filter
import osmium.osm

from mulin.engines.reach.errors import BadExtract, NoWays
from mulin.engines.reach.ways import NO_HEIGHT, RawWays, spot_flags, way_flags

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
        return _ways(path, box, progress)
    except (RuntimeError, osmium.InvalidLocationError) as error:
        raise BadExtract(f"{path.name} 读不完整，可能没有下载完或不是 OSM 数据：{error}") from error


class _Ways:
    """What has been read so far."""

    def __init__(self, box: Box | None) -> None:
        self.box = box
        self.ids: list[int] = []
        self.xs: list[int] = []
        self.ys: list[int] = []
        self.start, self.flags, self.way_ids, self.name = [0], list[int](), list[int](), list[int]()
        self.names = {"": 0}
        self.spots: dict[int, tuple[int, int]] = {}

    def node(self, node: osmium.osm.Node) -> None:
        """A point that carries tags of interest."""
        flag, height = spot_flags(node.tags), _height(node.tags.get("ele", ""))
        if flag or height != NO_HEIGHT:
            self.spots[node.id] = flag, height

    def way(self, way: osmium.osm.Way) -> None:
        """A way, if one walks on it. One that runs over the edge of the extract keeps the points that are inside."""
        flag = way_flags(way.tags)
        if flag is None:
            return
        ids, xs, ys = self.ids, self.xs, self.ys
        before = len(ids)
        for node in way.nodes:
            x = node.x
            if x != _UNKNOWN:
                ids.append(node.ref)
                xs.append(x)
                ys.append(node.y)
        if len(ids) - before < 2 or (self.box is not None and not _touches(self.box, xs[before:], ys[before:])):
            del ids[before:], xs[before:], ys[before:]
            return
        self.start.append(len(ids))
        self.flags.append(flag)
        self.way_ids.append(way.id)
        self.name.append(self.names.setdefault(way.tags.get("name", "") or "", len(self.names)))

    def done(self) -> RawWays:
        """All of it as arrays."""
        point_id, first, refs = np.unique(np.array(self.ids, np.int64), return_index=True, return_inverse=True)
        height_cm = np.full(len(point_id), NO_HEIGHT, np.int64)
        spot = np.zeros(len(point_id), np.int64)
        for node, (flag, height) in self.spots.items():
            at = int(np.searchsorted(point_id, node))
            if at < len(point_id) and point_id[at] == node:
                spot[at], height_cm[at] = flag, height
        return RawWays(
            lon7=np.array(self.xs, np.int64)[first],
            lat7=np.array(self.ys, np.int64)[first],
            height_cm=height_cm,
            spot=spot,
            point_id=point_id,
            start=np.array(self.start, np.int64),
            refs=refs.astype(np.int64),
            flags=np.array(self.flags, np.int64),
            way_id=np.array(self.way_ids, np.int64),
            name=np.array(self.name, np.int64),
            length_mm=np.zeros(len(refs), np.int64),
            names=tuple(self.names),
        )


def _ways(path: Path, box: Box | None, progress: Progress | None) -> RawWays:
    found = _Ways(box)
    kinds = osmium.osm.NODE | osmium.osm.WAY
    keys = osmium.filter.KeyFilter("highway", "barrier", "kerb", "ele")
    for item in osmium.FileProcessor(str(path), kinds).with_locations().with_filter(keys):
        if isinstance(item, osmium.osm.Node):
            found.node(item)
        elif isinstance(item, osmium.osm.Way):
            found.way(item)
            if progress is not None and len(found.flags) % 1000 == 0:
                progress(len(found.flags))
    if not found.flags:
        raise NoWays(f"{path.name} 里没有可以步行的路" + ("（所选范围内）" if box else ""))
    return found.done()


_UNKNOWN = osmium.osm.Location().x


def _touches(box: Box, xs: list[int], ys: list[int]) -> bool:
    west, south, east, north = box
    return any(west <= x <= east and south <= y <= north for x, y in zip(xs, ys, strict=True))


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
