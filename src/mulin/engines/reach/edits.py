"""Hand edits on top of the survey: what people on the spot know and no map shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mulin.engines.reach.ways import NO_HEIGHT, RawWays, Spot, Way, metres_per_degree

Ints = NDArray[np.int64]
Point = tuple[int, int]  # lon, lat in 1e-7 degree
WEEK = 7 * 24 * 60


@dataclass(frozen=True)
class Gate:
    """A gate on a way. `hours`: open minutes of the week as (start, end), Monday 00:00 = 0; empty = always open."""

    at: Point
    hours: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Path:
    """A path drawn by hand; each end joins the network if it lies near enough."""

    points: tuple[Point, ...]
    flags: int = int(Way.FOOTPATH)
    name: str = ""


@dataclass(frozen=True)
class Ramp:
    """These stairs have a ramp."""

    at: Point


@dataclass(frozen=True)
class Closed:
    """Closed for works: the whole way between its ends, as mapped."""

    at: Point


Edit = Gate | Path | Ramp | Closed


@dataclass(frozen=True)
class Outcome:
    """What became of an edit."""

    edit: Edit
    applied: bool
    sentence: str


def apply(raw: RawWays, edits: Sequence[Edit], reach_m: float = 30.0) -> tuple[RawWays, tuple[Outcome, ...]]:
    """Apply edits in order.

    Parameters
    ----------
    raw, edits
        What is there, and what is to be changed.
    reach_m
        How near a way an edit must lie; a farther one is left out and said so.

    Returns
    -------
    RawWays, tuple[Outcome, ...]
        The edited ways, and what became of each edit.

    """
    outcomes = []
    for edit in edits:
        applied, raw, sentence = _one(raw, edit, reach_m)
        outcomes.append(Outcome(edit, applied, sentence))
    return raw, tuple(outcomes)


def _one(raw: RawWays, edit: Edit, reach_m: float) -> tuple[bool, RawWays, str]:
    if isinstance(edit, Path):
        return _draw(raw, edit, reach_m)
    if isinstance(edit, Gate) and not all(0 <= start < end <= WEEK for start, end in edit.hours):
        return False, raw, "小区门的开放时间写错了：每段要从早到晚，且在一周之内"
    # A ramp belongs to stairs even where a level path lies nearer.
    only = int(Way.STEPS) if isinstance(edit, Ramp) else 0
    found = _nearest(raw, edit.at, only)
    if found is None or found[0] > reach_m:
        what = {Gate: "小区门", Ramp: "坡道", Closed: "封闭施工"}[type(edit)]
        where = "台阶" if only else "路"
        far = f"附近 {reach_m:.0f} 米内没有{where}" if found is None else f"离最近的{where} {found[0]:.0f} 米"
        return False, raw, f"{what}没有放上路网：{far}"
    if isinstance(edit, Gate):
        raw, point = _join(raw, edit.at, found)
        spot = raw.spot.copy()
        spot[point] |= int(Spot.GATE)
        return True, replace(raw, spot=spot, hours={**(raw.hours or {}), point: edit.hours}), "已加小区门"
    way = int(np.searchsorted(raw.start, found[1], side="right")) - 1
    flags = raw.flags.copy()
    flags[way] |= int(Way.RAMP if isinstance(edit, Ramp) else Way.CLOSED)
    name = raw.names[int(raw.name[way])] or "无名路"
    word = "坡道已标在" if isinstance(edit, Ramp) else "已封闭"
    return True, replace(raw, flags=flags), f"{word}{name}"


def _nearest(raw: RawWays, at: Point, only: int = 0) -> tuple[float, int, float] | None:
    """Metres, step (index into refs) and share along it of the nearest way."""
    inner = np.ones(len(raw.refs), bool)
    inner[raw.start[1:] - 1] = False
    if only:
        inner &= np.repeat((raw.flags & only) > 0, np.diff(raw.start))
    steps = np.flatnonzero(inner)
    if not len(steps):
        return None
    east, north = metres_per_degree(np.array(at[1] / 1e7))
    ax, ay = (raw.lon7[raw.refs[steps]] - at[0]) * east / 1e7, (raw.lat7[raw.refs[steps]] - at[1]) * north / 1e7
    bx, by = (
        (raw.lon7[raw.refs[steps + 1]] - at[0]) * east / 1e7,
        (raw.lat7[raw.refs[steps + 1]] - at[1]) * north / 1e7,
    )
    square = (bx - ax) ** 2 + (by - ay) ** 2
    share = np.clip(-(ax * (bx - ax) + ay * (by - ay)) / np.where(square > 0, square, 1.0), 0.0, 1.0)
    metres = np.hypot(ax + share * (bx - ax), ay + share * (by - ay))
    best = int(np.argmin(metres))
    return float(metres[best]), int(steps[best]), float(share[best])


def _join(raw: RawWays, at: Point, found: tuple[float, int, float]) -> tuple[RawWays, int]:
    """A point of the network at the foot of the perpendicular: an end of the step within a metre, or a new one."""
    _, step, share = found
    a, b = int(raw.refs[step]), int(raw.refs[step + 1])
    lon7 = raw.lon7[a] + round(share * int(raw.lon7[b] - raw.lon7[a]))
    lat7 = raw.lat7[a] + round(share * int(raw.lat7[b] - raw.lat7[a]))
    east, north = metres_per_degree(np.array(at[1] / 1e7))
    for end in (a, b):
        if np.hypot((raw.lon7[end] - lon7) * east, (raw.lat7[end] - lat7) * north) < 1e7:
            return raw, end
    heights = int(raw.height_cm[a]), int(raw.height_cm[b])
    height = NO_HEIGHT if NO_HEIGHT in heights else round(heights[0] + share * (heights[1] - heights[0]))
    raw, point = _new_point(raw, (int(lon7), int(lat7)), height)
    given = int(raw.length_mm[step])
    length = raw.length_mm.copy()
    later = np.arange(len(raw.start)) > np.searchsorted(raw.start, step, side="right") - 1
    # A split step of given length keeps at least 1 mm on each side, for 0 means "straight line".
    parts = (max(1, round(given * share)), max(1, given - round(given * share))) if given else (0, 0)
    length[step] = parts[0]
    return (
        replace(
            raw,
            refs=np.insert(raw.refs, step + 1, point),
            length_mm=np.insert(length, step + 1, parts[1]),
            start=raw.start + later,
        ),
        point,
    )


def _new_point(raw: RawWays, at: Point, height: int = NO_HEIGHT) -> tuple[RawWays, int]:
    return (
        replace(
            raw,
            lon7=np.append(raw.lon7, at[0]),
            lat7=np.append(raw.lat7, at[1]),
            height_cm=np.append(raw.height_cm, height),
            spot=np.append(raw.spot, 0),
            point_id=np.append(raw.point_id, min(0, int(raw.point_id.min(initial=0))) - 1),
        ),
        len(raw.lon7),
    )


def _draw(raw: RawWays, edit: Path, reach_m: float) -> tuple[bool, RawWays, str]:
    if len(edit.points) < 2:
        return False, raw, "手画的路至少要有两个点"
    before, ends, joined = raw, {}, []
    for place in (0, len(edit.points) - 1):
        found = _nearest(raw, edit.points[place])
        if found is not None and found[0] <= reach_m:
            raw, ends[place] = _join(raw, edit.points[place], found)
            joined.append(place)
    if not joined:
        return False, before, f"手画的路两头 {reach_m:.0f} 米内都没有路，没有接上"
    refs = []
    for place, point in enumerate(edit.points):
        if place in ends:
            refs.append(ends[place])
        else:
            raw, index = _new_point(raw, point)
            refs.append(index)
    names = raw.names if edit.name in raw.names else (*raw.names, edit.name)
    raw = replace(
        raw,
        refs=np.concatenate([raw.refs, refs]).astype(np.int64),
        length_mm=np.concatenate([raw.length_mm, np.zeros(len(refs), np.int64)]),
        start=np.append(raw.start, raw.start[-1] + len(refs)),
        flags=np.append(raw.flags, edit.flags | int(Way.DRAWN)),
        way_id=np.append(raw.way_id, min(0, int(raw.way_id.min(initial=0))) - 1),
        name=np.append(raw.name, names.index(edit.name)),
        names=names,
    )
    sentence = "手画的路两头都接上了" if len(joined) == 2 else "手画的路只接上了一头"
    return True, raw, sentence
