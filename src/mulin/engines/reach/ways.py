"""What can be walked on, before it becomes a graph: points, ways, and what their tags mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntFlag
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mulin.engines.reach.errors import BadTable, NoWays

Ints = NDArray[np.int64]
NO_HEIGHT = -(2**31)


class Tags(Protocol):
    """Tags of the map: a dict, or the reader's own list."""

    def get(self, key: str, default: str, /) -> str | None:
        """The value of a key."""
        ...


class Way(IntFlag):
    """What a way is."""

    STEPS = 1
    RAMP = 2  # steps beside which wheels can pass
    ROUGH = 4  # unpaved
    FOOTPATH = 8  # made for walking, not a carriageway
    NO_WHEELS = 16  # said to be unfit for wheelchairs
    DRAWN = 32  # added by hand
    CLOSED = 64  # closed for works


class Spot(IntFlag):
    """What a point is."""

    SIGNALS = 1
    MARKED = 2
    UNMARKED = 4
    KERB = 8  # raised kerb
    GATE = 16  # may close; hours are kept by the network
    NARROW = 32  # turnstile, stile: no wheels
    SHUT = 64  # a barrier nobody on foot passes


STOPS = Spot.KERB | Spot.GATE | Spot.NARROW | Spot.SHUT
BREAKS = Way.STEPS | Way.RAMP | Way.NO_WHEELS | Way.CLOSED

_FOOT = frozenset({"footway", "path", "pedestrian", "steps", "living_street", "corridor", "platform", "crossing"})
_ROAD = frozenset(
    [
        "residential",
        "service",
        "track",
        "unclassified",
        "tertiary",
        "secondary",
        "primary",
        "tertiary_link",
        "secondary_link",
        "primary_link",
        "road",
        "cycleway",
        "bridleway",
        "busway",
    ]
)
_TRUNK = frozenset({"trunk", "trunk_link"})
_YES = frozenset({"yes", "designated", "permissive", "official"})
_NO = frozenset({"no", "private", "use_sidepath"})
_ROUGH = frozenset(
    [
        "unpaved",
        "gravel",
        "fine_gravel",
        "pebblestone",
        "dirt",
        "earth",
        "ground",
        "mud",
        "sand",
        "grass",
        "compacted",
        "cobblestone",
        "rock",
        "unhewn_cobblestone",
        "grass_paver",
        "woodchips",
    ]
)
_NARROW = frozenset(
    {"stile", "turnstile", "kissing_gate", "full-height_turnstile", "motorcycle_barrier", "cycle_barrier"}
)
_GATES = frozenset({"gate", "lift_gate", "swing_gate", "sliding_gate", "hampshire_gate", "wicket_gate", "entrance"})
_SHUT = frozenset({"wall", "fence", "debris", "jersey_barrier"})


def way_flags(tags: Tags) -> int | None:
    """Flags of a way from its OpenStreetMap tags; None where one does not walk.

    Examples
    --------
    >>> way_flags({"highway": "steps", "ramp:wheelchair": "yes"}) == Way.STEPS | Way.RAMP | Way.FOOTPATH
    True
    >>> way_flags({"highway": "motorway"}) is None
    True

    """
    highway = tags.get("highway", "")
    foot = tags.get("foot", "")
    if highway in _FOOT:
        flags = int(Way.FOOTPATH)
    elif highway in _ROAD or (highway in _TRUNK and (foot in _YES or tags.get("sidewalk", "no") not in {"no", "none"})):
        flags = 0
    else:
        return None
    if foot in _NO or (foot not in _YES and tags.get("access", "") in {"no", "private"}):
        return None
    if highway == "steps":
        flags |= Way.STEPS
        if tags.get("ramp:wheelchair", "") == "yes" or tags.get("wheelchair", "") in {"yes", "designated"}:
            flags |= Way.RAMP
    elif tags.get("wheelchair", "") == "no":
        flags |= Way.NO_WHEELS
    if tags.get("surface", "") in _ROUGH or (highway == "track" and not tags.get("surface", "")):
        flags |= Way.ROUGH
    return flags


def spot_flags(tags: Tags) -> int:
    """Flags of a point from its OpenStreetMap tags.

    Examples
    --------
    >>> Spot(spot_flags({"highway": "crossing", "crossing": "traffic_signals"})) is Spot.SIGNALS
    True

    """
    flags = 0
    if tags.get("highway", "") == "crossing":
        kind = tags.get("crossing", "")
        marked = kind in {"marked", "zebra", "uncontrolled"} or tags.get("crossing:markings", "no") != "no"
        flags |= Spot.SIGNALS if kind == "traffic_signals" else Spot.MARKED if marked else Spot.UNMARKED
    if tags.get("kerb", "") == "raised":
        flags |= Spot.KERB
    barrier = tags.get("barrier", "")
    if barrier:
        locked = tags.get("locked", "") == "yes"
        open_to_foot = tags.get("foot", "") in _YES
        if barrier in _GATES:
            flags |= Spot.GATE
        elif barrier in _NARROW and tags.get("wheelchair", "") != "yes":
            flags |= Spot.NARROW
        elif barrier in _SHUT and not open_to_foot:
            flags |= Spot.SHUT
        if not open_to_foot and (tags.get("foot", "") in _NO or locked):
            flags |= Spot.SHUT
    return flags


@dataclass(frozen=True)
class RawWays:
    """Points and ways as they were surveyed, before contraction.

    Parameters
    ----------
    lon7, lat7
        (P,) WGS-84 in 1e-7 degree.
    height_cm
        (P,) height in centimetres, `NO_HEIGHT` where unknown.
    spot, point_id
        (P,) flags of `Spot` and the identity in the source.
    start
        (W + 1,) way w runs over `refs[start[w]:start[w + 1]]`.
    refs
        (R,) indices of points.
    flags, way_id, name
        (W,) flags of `Way`, identity in the source, index into `names`.
    length_mm
        (R,) length of the step from `refs[r]` to the next; 0 = straight line.
    names
        Street names; entry 0 is the empty name.
    hours
        Gate point -> open minutes of the week, (start, end) with Monday 00:00 = 0.

    """

    lon7: Ints
    lat7: Ints
    height_cm: Ints
    spot: Ints
    point_id: Ints
    start: Ints
    refs: Ints
    flags: Ints
    way_id: Ints
    name: Ints
    length_mm: Ints
    names: tuple[str, ...] = ("",)
    hours: Mapping[int, tuple[tuple[int, int], ...]] | None = None


def from_tables(points: Iterable[Mapping[str, int]], ways: Iterable[Mapping[str, object]]) -> RawWays:
    """The project's own network tables.

    Parameters
    ----------
    points
        Rows with `id`, `lon7`, `lat7` and, if known, `height_cm` and `spot`.
    ways
        Rows with `points` (two or more ids) and, if known, `id`, `flags`, `name`, and `length_mm` (whole way; it is
        spread over the steps in proportion to the straight line).

    Raises
    ------
    BadTable
        A point appears twice, a way names an unknown point or has fewer than two.
    NoWays
        There is no way.

    Examples
    --------
    >>> raw = from_tables([{"id": 1, "lon7": 0, "lat7": 0}, {"id": 2, "lon7": 10000, "lat7": 0}], [{"points": [1, 2]}])
    >>> raw.refs.tolist()
    [0, 1]

    """
    rows = list(points)
    index: dict[int, int] = {}
    for number, row in enumerate(rows):
        if int(row["id"]) in index:
            raise BadTable(f"路网点表里编号 {row['id']} 出现了两次")
        if abs(int(row["lon7"])) > 180 * 10**7 or abs(int(row["lat7"])) > 85 * 10**7:
            raise BadTable(f"路网点 {row['id']} 的经纬度不在地球上：{row['lon7']}, {row['lat7']}")
        index[int(row["id"])] = number
    lon7, lat7 = (np.array([int(row[key]) for row in rows], np.int64) for key in ("lon7", "lat7"))
    start, refs, lengths = [0], list[int](), list[int]()
    flags, ids, name, names = list[int](), list[int](), list[int](), {"": 0}
    for number, way in enumerate(ways):
        listed = list(way["points"])  # type: ignore[call-overload]
        unknown = [ref for ref in listed if ref not in index]
        if unknown:
            raise BadTable(f"第 {number + 1} 条路用到了不存在的点 {unknown[0]}")
        if len(listed) < 2:
            raise BadTable(f"第 {number + 1} 条路只有 {len(listed)} 个点，至少要两个")
        total = int(way.get("length_mm", 0) or 0)  # type: ignore[call-overload]
        if total < 0:
            raise BadTable(f"第 {number + 1} 条路的长度是负数")
        at = np.array([index[ref] for ref in listed])
        refs.extend(at.tolist())
        lengths.extend(_spread(lon7[at], lat7[at], total))
        start.append(len(refs))
        flags.append(int(way.get("flags", 0) or 0))  # type: ignore[call-overload]
        ids.append(int(way.get("id", number) or 0))  # type: ignore[call-overload]
        name.append(names.setdefault(str(way.get("name", "")), len(names)))
    if not flags:
        raise NoWays("路网表里一条路也没有")
    return RawWays(
        lon7=lon7,
        lat7=lat7,
        height_cm=np.array([row.get("height_cm", NO_HEIGHT) for row in rows], np.int64),
        spot=np.array([row.get("spot", 0) for row in rows], np.int64),
        point_id=np.array([row["id"] for row in rows], np.int64),
        start=np.array(start, np.int64),
        refs=np.array(refs, np.int64),
        flags=np.array(flags, np.int64),
        way_id=np.array(ids, np.int64),
        name=np.array(name, np.int64),
        length_mm=np.array(lengths, np.int64),
        names=tuple(names),
    )


def metres_per_degree(lat_deg: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Metres per degree of longitude and of latitude on the WGS-84 ellipsoid (series in the latitude).

    Examples
    --------
    >>> [round(float(x)) for x in metres_per_degree(np.array(30.0))]
    [96486, 110852]

    """
    phi = np.radians(lat_deg)
    east = 111412.84 * np.cos(phi) - 93.5 * np.cos(3 * phi) + 0.118 * np.cos(5 * phi)
    north = 111132.92 - 559.82 * np.cos(2 * phi) + 1.175 * np.cos(4 * phi) - 0.0023 * np.cos(6 * phi)
    return east, north


def straight_mm(lon7: Ints, lat7: Ints, lon7_to: Ints, lat7_to: Ints) -> Ints:
    """Straight-line millimetres between pairs of near points."""
    east, north = metres_per_degree((lat7 + lat7_to) / 2e7)
    return np.rint(np.hypot((lon7_to - lon7) * east, (lat7_to - lat7) * north) / 1e4).astype(np.int64)


def _spread(lon7: Ints, lat7: Ints, total: int) -> list[int]:
    if not total:
        return [0] * len(lon7)
    straight = straight_mm(lon7[:-1], lat7[:-1], lon7[1:], lat7[1:]).astype(float)
    share = np.cumsum(straight) / straight.sum() if straight.sum() else np.arange(1, len(lon7)) / (len(lon7) - 1)
    return [*np.diff(np.rint(np.concatenate([[0.0], share]) * total).astype(np.int64)).tolist(), 0]
