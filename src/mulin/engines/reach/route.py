"""One door, one need: the way in words, its parts, and, where there is no way, what is in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mulin.engines.reach.costs import BLOCKED, UNREACHED, Costs, costs
from mulin.engines.reach.nearest import LONGEST_S, Reach, door_times, nearest
from mulin.engines.reach.snap import Snap, footing
from mulin.engines.reach.ways import NO_HEIGHT, Spot, Way

Ints = NDArray[np.int64]
Piece = tuple[int, int, int]  # segment, from mm, to mm (measured from its a; falling = walked backwards)
CROSSINGS = Spot.SIGNALS | Spot.MARKED | Spot.UNMARKED


@dataclass(frozen=True)
class Leg:
    """A stretch of one street or of one kind: `way`, `path`, `steps` or `ramp`."""

    name: str
    kind: str
    metres: int
    turn: str = ""  # 左转, 右转, 直行 or 掉头 before it; empty at the start


@dataclass(frozen=True)
class Obstacle:
    """The first thing on the way that this walker cannot pass."""

    kind: str  # steps, kerb, gate, barrier, steep, unfit, works
    sentence: str
    lon7: int
    lat7: int


@dataclass(frozen=True)
class Route:
    """How one door reaches one need.

    Parameters
    ----------
    facility
        Its number within the need; -1 = out of reach.
    seconds, metres, stairs_m, climb_m, crossings, off_m
        Whole walk; -1 seconds = out of reach. `off_m` is the straight bit at both ends that is not on a mapped way.
    points
        (lon7, lat7) along the way, door and facility included.
    legs
        In walking order.
    obstacle
        Where out of reach only for this walker: what is in the way.
    sentence
        All of it in one sentence.

    """

    facility: int
    seconds: int
    metres: int
    stairs_m: int
    climb_m: int
    crossings: int
    off_m: int
    points: tuple[tuple[int, int], ...]
    legs: tuple[Leg, ...]
    obstacle: Obstacle | None
    sentence: str


def explain(reach: Reach, door: Snap, need: str, name: str = "", facility_name: str = "") -> Route:
    """How the door reaches its nearest facility, or why it does not.

    Parameters
    ----------
    reach
        From `nearest`.
    door
        One snapped point.
    need
        Key of the need in `reach`.
    name, facility_name
        How the need and the facility are called in the sentence; by default the key, and nothing.

    Raises
    ------
    BadQuestion
        The answer does not know the need.

    """
    number = reach.index(need)
    name = name or need
    time, which, first = door_times(reach, number, door, footing(reach.cost, door))
    if time[0] == UNREACHED:
        return _no_way(reach, number, door, name)
    goal = reach.places[number].take([int(which[0])])
    pieces = walk(reach, number, door, goal, int(first[0]))
    place = f"{facility_name}（{name}）" if facility_name else f"最近的{name}"
    return _told(reach.cost, (door, goal, pieces), int(which[0]), int(time[0]), place)


def _told(cost: Costs, way: tuple[Snap, Snap, list[Piece]], facility: int, ms: int, place: str) -> Route:
    door, goal, pieces = way
    net = cost.net
    flags = net.raw.flags[net.seg_way]
    metres = sum(abs(end - begin) for _, begin, end in pieces)
    stairs = sum(abs(end - begin) for seg, begin, end in pieces if flags[seg] & Way.STEPS)
    off = int(door.offset_mm[0] + goal.offset_mm[0])
    crossings = climb = 0
    for index, (seg, begin, end) in enumerate(pieces):
        a, b = (net.seg_a[seg], net.seg_b[seg]) if end >= begin else (net.seg_b[seg], net.seg_a[seg])
        low, high = int(net.raw.height_cm[a]), int(net.raw.height_cm[b])
        if NO_HEIGHT not in {low, high}:
            climb += max(high - low, 0) * abs(end - begin) // max(int(net.length_mm[seg]), 1)
        # A crossing is passed where one piece ends in it and the next goes on, on foot on both sides.
        on_foot = index + 1 < len(pieces) and flags[seg] & flags[pieces[index + 1][0]] & Way.FOOTPATH
        crossings += bool(on_foot and net.raw.spot[b] & CROSSINGS)
    total = (metres + off) // 1000
    extra = [f"其中台阶 {stairs // 1000} 米"] if stairs >= 1000 else []
    extra += [f"过街 {crossings} 次"] if crossings else []
    extra += [f"上坡 {climb // 100} 米"] if climb >= 300 else []
    minutes = max(-(-ms // 60000), 1)
    return Route(
        facility=facility,
        seconds=-(-ms // 1000),
        metres=total,
        stairs_m=stairs // 1000,
        climb_m=climb // 100,
        crossings=crossings,
        off_m=off // 1000,
        points=_line(cost, door, goal, pieces),
        legs=_legs(cost, pieces),
        obstacle=None,
        sentence="，".join([f"到{place}步行约 {minutes} 分钟", f"{total:,} 米", *extra]) + "。",
    )


def walk(reach: Reach, number: int, door: Snap, goal: Snap, first: int) -> list[Piece]:
    """Pieces of segments from the door's foot to the facility's foot; they add up to the time."""
    cost, net = reach.cost, reach.cost.net
    here = int(door.segment[0]), int(door.along_mm[0])
    there = int(goal.segment[0]), int(goal.along_mm[0])
    if first < 0:
        return _between(cost, here, there)
    parent, _ = reach.tree(number)
    pieces = _to_node(cost, int(door.edge[0]), here, first)
    node, topology, edges = first, net.topology, len(net.u)
    while parent[node] >= 0:
        ahead = int(parent[node])
        slot = topology.slot_of(ahead, node)
        low = int(topology.first[slot])
        high = int(topology.first[slot + 1]) if slot + 1 < len(topology.first) else len(topology.arcs)
        arcs = topology.arcs[low:high]
        arc = int(arcs[np.argmin(cost.arc_ms[arcs])])
        run = range(int(net.seg_start[arc % edges]), int(net.seg_start[arc % edges + 1]))
        whole = [(seg, 0, int(net.length_mm[seg])) for seg in run]
        pieces += whole if arc < edges else [(seg, end, begin) for seg, begin, end in reversed(whole)]
        node = ahead
    back = _to_node(cost, int(goal.edge[0]), there, node, towards=True)
    return pieces + [(seg, end, begin) for seg, begin, end in reversed(back)]


def _to_node(cost: Costs, edge: int, here: tuple[int, int], node: int, *, towards: bool = False) -> list[Piece]:
    """From a place on an edge to one of its ends, or to a what-if junction on it: the cheapest where several are."""
    net = cost.net
    first, last = int(net.seg_start[edge]), int(net.seg_start[edge + 1])
    ends = [
        (first, 0) if net.u[edge] == node else None,
        (last - 1, int(net.length_mm[last - 1])) if net.v[edge] == node else None,
        *((s.segment, s.along_mm) for s in net.stations if s.node == node and s.edge == edge),
    ]
    ways = [_between(cost, here, end) for end in ends if end is not None]
    return min(ways, key=lambda pieces: cost_of(cost, pieces, towards=towards))


def cost_of(cost: Costs, pieces: list[Piece], *, towards: bool = False) -> int:
    """Milliseconds of a walk along pieces (`towards`: of the same walk backwards)."""
    total = 0
    for seg, begin, end in pieces:
        ahead = (end >= begin) != towards
        low, high = (int(cost.part(np.array([seg]), np.array([mm]))[0 if ahead else 1][0]) for mm in (begin, end))
        total += abs(high - low)
    return total


def _between(cost: Costs, here: tuple[int, int], there: tuple[int, int]) -> list[Piece]:
    if here > there:
        return [(seg, end, begin) for seg, begin, end in reversed(_between(cost, there, here))]
    run = range(here[0], there[0] + 1)
    length = cost.net.length_mm
    return [(seg, here[1] if seg == here[0] else 0, there[1] if seg == there[0] else int(length[seg])) for seg in run]


def _place(cost: Costs, segment: int, along_mm: int) -> tuple[int, int]:
    net = cost.net
    a, b, length = net.seg_a[segment], net.seg_b[segment], max(int(net.length_mm[segment]), 1)
    return tuple(int(axis[a]) + int(axis[b] - axis[a]) * along_mm // length for axis in (net.raw.lon7, net.raw.lat7))  # type: ignore[return-value]


def _line(cost: Costs, door: Snap, goal: Snap, pieces: list[Piece]) -> tuple[tuple[int, int], ...]:
    points = [(int(door.lon7[0]), int(door.lat7[0]))]
    for seg, begin, end in pieces:
        points += [_place(cost, seg, begin), _place(cost, seg, end)]
    points.append((int(goal.lon7[0]), int(goal.lat7[0])))
    return tuple(point for index, point in enumerate(points) if index == 0 or point != points[index - 1])


def _legs(cost: Costs, pieces: list[Piece]) -> tuple[Leg, ...]:
    net, raw = cost.net, cost.net.raw
    found: list[tuple[str, str, int, float, float]] = []
    for seg, begin, end in pieces:
        if begin == end:
            continue
        flags, name = int(raw.flags[net.seg_way[seg]]), raw.names[int(raw.name[net.seg_way[seg]])]
        on_ramp = flags & Way.STEPS and flags & Way.RAMP and cost.walker.wheels
        kind = "ramp" if on_ramp else "steps" if flags & Way.STEPS else "path" if flags & Way.FOOTPATH else "way"
        dx, dy = net.xy[net.seg_b[seg]] - net.xy[net.seg_a[seg]]
        bearing = float(np.degrees(np.arctan2(dx, dy))) + (180.0 if end < begin else 0.0)
        if found and found[-1][:2] == (name, kind):
            found[-1] = (name, kind, found[-1][2] + abs(end - begin), found[-1][3], bearing)
        else:
            found.append((name, kind, abs(end - begin), bearing, bearing))
    legs = []
    for index, (name, kind, mm, bearing, _) in enumerate(found):
        turn = _turn(bearing - found[index - 1][4]) if index else ""
        legs.append(Leg(name, kind, -(-mm // 1000), turn))
    return tuple(legs)


def _turn(degrees: float) -> str:
    angle = (degrees + 180) % 360 - 180
    if abs(angle) < 45:
        return "直行"
    if abs(angle) > 150:
        return "掉头"
    return "右转" if angle > 0 else "左转"


def _no_way(reach: Reach, number: int, door: Snap, name: str) -> Route:
    """Out of reach: is it the distance, the walker, or is the door not on the network?"""
    minutes = reach.limit_ms // 60000
    obstacle = None
    if door.edge[0] < 0:
        sentence = f"这里离最近的路 {int(door.offset_mm[0]) // 1000:,} 米，没有接上路网，算不出到{name}要走多久。"
    elif not len(reach.places[number]):
        sentence = f"还没有登记{name}。"
    else:
        obstacle = _in_the_way(reach, number, door)
        sentence = f"{minutes} 分钟内走不到{name}" + (f"：路上{obstacle.sentence}。" if obstacle else "。")
    return Route(-1, -1, -1, 0, 0, 0, 0, (), (), obstacle, sentence)


def _in_the_way(reach: Reach, number: int, door: Snap) -> Obstacle | None:
    """Walk as somebody whom nothing stops, and see where this walker would be stopped first."""
    cost = reach.cost
    bold = replace(
        cost.walker,
        stairs_ms_per_m=cost.walker.stairs_ms_per_m or 1_000_000 // cost.walker.speed_mm_s,
        kerb_ms=cost.walker.kerb_ms or 0,
        max_grade_permille=None,
    )
    free = costs(cost.net, bold)
    # Works are the same obstacle for everybody; without them one sees that they are it.
    passable = (free.ahead >= BLOCKED) | (free.back >= BLOCKED)
    flat = cost.net.length_mm * 1000 // bold.speed_mm_s
    free = replace(
        free,
        ahead=np.where(passable, flat, free.ahead),
        back=np.where(passable, flat, free.back),
        shut=np.zeros(cost.net.size, bool),
    )
    # Only a way that would fit into the limit makes an obstacle the reason.
    limit_s = min(max(reach.limit_ms // 1000, 1), LONGEST_S)
    easy = nearest(free, {"": reach.places[number]}, limit_s)
    time, which, first = door_times(easy, 0, door, footing(free, door))
    if time[0] == UNREACHED:
        return None
    pieces = walk(easy, 0, door, reach.places[number].take([int(which[0])]), int(first[0]))
    return _first_stop(cost, pieces)


def _first_stop(cost: Costs, pieces: list[Piece]) -> Obstacle | None:
    net, raw = cost.net, cost.net.raw
    shut = set(net.node_point[np.flatnonzero(cost.shut)].tolist())
    for index, (seg, begin, end) in enumerate(pieces):
        if (cost.ahead if end >= begin else cost.back)[seg] >= BLOCKED:
            flags = int(raw.flags[net.seg_way[seg]])
            if flags & Way.STEPS and cost.walker.stairs_ms_per_m is None:
                kind, sentence = "steps", "有台阶，没有坡道"
            elif flags & Way.NO_WHEELS and cost.walker.kerb_ms is None:
                kind, sentence = "unfit", "有一段路轮子走不了"
            elif flags & Way.CLOSED or cost.ahead[seg] == cost.back[seg]:
                kind, sentence = "works", "有一段路封闭了"
            else:
                kind, sentence = "steep", "有一段坡太陡"
            return Obstacle(kind, sentence, *_place(cost, seg, (begin + end) // 2))
        far = int(net.seg_b[seg] if end >= begin else net.seg_a[seg])
        if index + 1 < len(pieces) and far in shut:
            spot = int(raw.spot[far])
            kind, sentence = "barrier", "有过不去的栏杆"
            if spot & Spot.GATE:
                kind, sentence = "gate", "有一道门这时候关着"
            elif spot & Spot.KERB:
                kind, sentence = "kerb", "有没放低的路缘石"
            return Obstacle(kind, sentence, int(raw.lon7[far]), int(raw.lat7[far]))
    return None
