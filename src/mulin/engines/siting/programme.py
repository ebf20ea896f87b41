"""What goes into a centre: rooms, their areas, and who uses them when.

Rooms of one group share walls: in one time slot the area is a reading room, in the next a choir rehearses there. An
exact mixed-integer programme (HiGHS) serves as many people as possible, weighted by the residents' priorities.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from mulin.engines.siting.errors import BadCosts, Impossible, TooLittleRoom

Row = dict[int, float]


@dataclass(frozen=True)
class Room:
    """A kind of room.

    Parameters
    ----------
    code, name
        Key and Chinese name.
    share
        Kinds with the same key may use the same area in different slots.
    least_m2, most_m2
        Area in a slot in which it is offered.
    dm2_per_person
        Tenths of a square metre per person (10 = 1 square metre each).
    sessions
        In how many slots (over all sites) it must be offered.
    priority
        What one served person counts, from the residents' votes.

    """

    code: str
    name: str
    share: str
    least_m2: int
    most_m2: int
    dm2_per_person: int
    sessions: int = 0
    priority: int = 1


@dataclass(frozen=True)
class Wish:
    """So many people of one place or age want one kind of room in one slot."""

    who: str
    room: str
    slot: str
    people: int


@dataclass(frozen=True)
class Programme:
    """A programme of rooms.

    Parameters
    ----------
    sites
        Sites that are used.
    area
        (site, share) -> square metres built.
    offered
        (site, room, slot) -> square metres in use.
    served
        (wish number, site) -> people.
    unmet
        Priority-weighted people who are not served.
    lower_bound
        HiGHS's bound on it; `check_programme` recomputes everything else without a solver.
    proven
        Whether HiGHS says that no programme serves more.

    """

    sites: tuple[str, ...]
    area: Mapping[tuple[str, str], int]
    offered: Mapping[tuple[str, str, str], int]
    served: Mapping[tuple[int, str], int]
    unmet: int
    lower_bound: int
    proven: bool


def programme(
    sites: Mapping[str, int],
    rooms: Sequence[Room],
    wishes: Sequence[Wish],
    *,
    p: int | None = None,
    reach: Mapping[str, Iterable[str]] | None = None,
    time_s: float = 60.0,
) -> Programme:
    """Divide the area of one or more sites among rooms and time slots.

    Parameters
    ----------
    sites
        Code -> square metres.
    rooms, wishes
        What could be offered, and who wants what when.
    p
        How many sites may be used; None = all.
    reach
        Who can walk to which sites; None = everybody to all.
    time_s
        Longest time for HiGHS; the plan is then the best so far, with an honest bound.

    Raises
    ------
    BadCosts
        A figure is impossible, or a wish names an unknown room.
    TooLittleRoom
        The least areas of the rooms that must be offered do not fit.
    Impossible
        No programme meets the conditions.

    Examples
    --------
    >>> rooms = [Room("read", "阅览室", "quiet", 20, 100, 20), Room("choir", "合唱", "quiet", 40, 80, 10)]
    >>> wishes = [Wish("老人", "read", "上午", 40), Wish("老人", "choir", "下午", 60)]
    >>> plan = programme({"centre": 80}, rooms, wishes)
    >>> plan.area, plan.unmet, plan.proven
    ({('centre', 'quiet'): 80}, 0, True)

    """
    model = _Model(sites, rooms, wishes, len(sites) if p is None else p, reach)
    answer = milp(
        model.objective,
        constraints=LinearConstraint(model.matrix(), np.array(model.low), np.array(model.high)),
        bounds=Bounds(0, np.array(model.most, float)),
        integrality=np.ones(len(model.most)),
        options={"time_limit": time_s, "mip_rel_gap": 0.0},
    )
    if answer.x is None:
        raise Impossible("没有一种安排能同时满足这些房间的最小面积和必须开放的场次")
    return model.read(np.rint(answer.x).astype(np.int64), answer.mip_dual_bound)


@dataclass
class _Model:
    sites: Mapping[str, int]
    rooms: Sequence[Room]
    wishes: Sequence[Wish]
    p: int
    reach: Mapping[str, Iterable[str]] | None
    most: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        _sane(self.sites, self.rooms, self.wishes, self.p)
        self.slots = sorted({wish.slot for wish in self.wishes})
        self.near = {
            wish.who: set(self.sites) if self.reach is None else set(self.reach.get(wish.who, ())) & set(self.sites)
            for wish in self.wishes
        }
        largest = max(self.sites.values())
        self.open = {site: self._new(1) for site in self.sites}
        shares = sorted({room.share for room in self.rooms})
        self.built = {(site, share): self._new(self.sites[site]) for site in self.sites for share in shares}
        keys = [(site, room.code, slot) for site in self.sites for room in self.rooms for slot in self.slots]
        self.on = {key: self._new(1) for key in keys}
        self.used = {key: self._new(largest) for key in keys}
        self.people = {
            (number, site): self._new(wish.people)
            for number, wish in enumerate(self.wishes)
            for site in sorted(self.near[wish.who])
        }
        self._conditions(shares)
        priority = {room.code: room.priority for room in self.rooms}
        self.objective = np.zeros(len(self.most))
        for (number, _), column in self.people.items():
            self.objective[column] = -priority[self.wishes[number].room]
        self.wanted = sum(wish.people * priority[wish.room] for wish in self.wishes)

    def _new(self, most: float) -> int:
        self.most.append(most)
        return len(self.most) - 1

    def _row(self, row: Row, low: float, high: float) -> None:
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def _conditions(self, shares: list[str]) -> None:
        for site, area in self.sites.items():
            self._row({self.built[site, share]: 1.0 for share in shares} | {self.open[site]: -area}, -np.inf, 0)
            for slot in self.slots:
                for share in shares:
                    inside = {self.used[site, r.code, slot]: 1.0 for r in self.rooms if r.share == share}
                    self._row(inside | {self.built[site, share]: -1}, -np.inf, 0)
                for room in self.rooms:
                    key = site, room.code, slot
                    self._row({self.used[key]: 1, self.on[key]: -room.most_m2}, -np.inf, 0)
                    self._row({self.used[key]: 1, self.on[key]: -room.least_m2}, 0, np.inf)
                    self._row({self.on[key]: 1, self.open[site]: -1}, -np.inf, 0)
                    guests: Row = {
                        column: room.dm2_per_person
                        for (number, where), column in self.people.items()
                        if where == site and (self.wishes[number].room, self.wishes[number].slot) == key[1:]
                    }
                    self._row(guests | {self.used[key]: -10}, -np.inf, 0)
        for number, wish in enumerate(self.wishes):
            row = {self.people[number, site]: 1.0 for site in self.near[wish.who]}
            if row:
                self._row(row, 0, wish.people)
        for room in self.rooms:
            if room.sessions:
                self._row({column: 1 for key, column in self.on.items() if key[1] == room.code}, room.sessions, np.inf)
        self._row(dict.fromkeys(self.open.values(), 1.0), 0, self.p)

    def matrix(self) -> csr_array:
        """The rows as a sparse matrix."""
        where = [(number, column, value) for number, row in enumerate(self.rows) for column, value in row.items()]
        rows, columns, values = zip(*where, strict=True)
        return csr_array((values, (rows, columns)), shape=(len(self.rows), len(self.most)))

    def read(self, x: NDArray[np.int64], dual_bound: float) -> Programme:
        """The plan in words of the question."""
        served = {key: int(x[column]) for key, column in self.people.items() if x[column]}
        priority = {room.code: room.priority for room in self.rooms}
        unmet = self.wanted - sum(count * priority[self.wishes[number].room] for (number, _), count in served.items())
        bound = int(np.ceil(self.wanted + dual_bound - 1e-6 * max(1.0, self.wanted)))
        return Programme(
            sites=tuple(site for site, column in self.open.items() if x[column]),
            area={key: int(x[column]) for key, column in self.built.items() if x[column]},
            offered={key: int(x[column]) for key, column in self.used.items() if x[self.on[key]]},
            served=served,
            unmet=unmet,
            lower_bound=min(unmet, max(bound, 0)),
            proven=bound >= unmet,
        )


def check_programme(
    sites: Mapping[str, int],
    rooms: Sequence[Room],
    wishes: Sequence[Wish],
    plan: Programme,
    *,
    p: int | None = None,
    reach: Mapping[str, Iterable[str]] | None = None,
) -> list[str]:
    """What is wrong with a programme, in sentences; empty = every condition holds and the figures are right."""
    kinds = {room.code: room for room in rooms}
    found = [] if len(plan.sites) <= (len(sites) if p is None else p) else ["用的地点比允许的多"]
    found += _areas(sites, kinds, plan)
    found += _guests(kinds, wishes, plan, reach)
    found += [
        f"{room.name}开放的场次少于 {room.sessions}"
        for room in rooms
        if sum(key[1] == room.code for key in plan.offered) < room.sessions
    ]
    wanted = sum(wish.people * kinds[wish.room].priority for wish in wishes)
    met = sum(people * kinds[wishes[number].room].priority for (number, _), people in plan.served.items())
    return found if plan.unmet == wanted - met else [*found, "没有满足的人数算错了"]


def _areas(sites: Mapping[str, int], kinds: Mapping[str, Room], plan: Programme) -> list[str]:
    found = []
    for site in {key[0] for key in (*plan.area, *plan.offered)}:
        built = sum(area for (where, _), area in plan.area.items() if where == site)
        if site not in plan.sites or built > sites[site]:
            found.append(f"{site} 的面积不够或没有启用")
    for (site, code, slot), area in plan.offered.items():
        if not kinds[code].least_m2 <= area <= kinds[code].most_m2:
            found.append(f"{slot} {kinds[code].name} 的面积 {area} 平方米不在允许的范围内")
        share = kinds[code].share
        together = sum(a for (s, c, t), a in plan.offered.items() if (s, t) == (site, slot) and kinds[c].share == share)
        if together > plan.area.get((site, share), 0):
            found.append(f"{slot} {site} 的 {share} 用了 {together} 平方米，比建的多")
    return found


def _guests(
    kinds: Mapping[str, Room], wishes: Sequence[Wish], plan: Programme, reach: Mapping[str, Iterable[str]] | None
) -> list[str]:
    found = []
    guests: dict[tuple[str, str, str], int] = {}
    for (number, site), people in plan.served.items():
        wish = wishes[number]
        if reach is not None and site not in set(reach.get(wish.who, ())):
            found.append(f"{wish.who}走不到 {site}")
        key = site, wish.room, wish.slot
        guests[key] = guests.get(key, 0) + people
    for key, people in guests.items():
        if people * kinds[key[1]].dm2_per_person > plan.offered.get(key, 0) * 10:
            found.append(f"{key[2]} {kinds[key[1]].name} 坐不下 {people} 人")
    for number, wish in enumerate(wishes):
        if sum(people for (of, _), people in plan.served.items() if of == number) > wish.people:
            found.append(f"{wish.who}的 {kinds[wish.room].name} 排的人比要来的多")
    return found


def _sane(sites: Mapping[str, int], rooms: Sequence[Room], wishes: Sequence[Wish], p: int) -> None:
    if not sites or not rooms or not wishes or p < 1:
        raise BadCosts("至少要有一个地点、一种房间和一项需求")
    if min(sites.values()) < 1:
        raise BadCosts("有的地点没有面积")
    codes = {room.code for room in rooms}
    if len(codes) != len(rooms):
        raise BadCosts("有两种房间的编号一样")
    for wish in wishes:
        if wish.room not in codes:
            raise BadCosts(f"需求里的房间 {wish.room} 不存在")
        if wish.people < 0:
            raise BadCosts(f"{wish.who}的人数是负数")
    _sane_rooms(sites, rooms, len({wish.slot for wish in wishes}), p)


def _sane_rooms(sites: Mapping[str, int], rooms: Sequence[Room], slots: int, p: int) -> None:
    for room in rooms:
        if not 0 < room.least_m2 <= room.most_m2 or room.dm2_per_person < 1 or min(room.sessions, room.priority) < 0:
            raise BadCosts(f"{room.name}的面积、人均面积、场次或优先程度不对")
        if room.sessions > slots * len(sites):
            raise Impossible(f"{room.name}要开放 {room.sessions} 场，时段和地点只够 {slots * len(sites)} 场")
    # Kinds of one group may take turns; different groups stand side by side.
    least: dict[str, int] = {}
    for room in rooms:
        if room.sessions:
            least[room.share] = max(least.get(room.share, 0), room.least_m2)
    room_there = sum(sorted(sites.values())[-p:])
    if sum(least.values()) > room_there:
        raise TooLittleRoom(f"必须开放的房间至少要 {sum(least.values())} 平方米，地点一共只有 {room_there} 平方米")
