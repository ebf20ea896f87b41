"""The plan of the invented sub-district: outlines, canal, roads and buildings, in metres east and north of a corner.

Fifteen communities lie in three bands: villages in the west and south-west, old city compounds and two mixed quarters
round the canal, resettlement estates at the eastern edge. No town on earth has this plan; the corner is a round number.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

Spot = tuple[int, int]  # metres east, metres north
Ring = tuple[Spot, ...]

COLUMNS = (0, 950, 1600, 2250, 2900, 3850)
ROWS = (0, 1050, 1800, 2650)
CANAL_HALF = 18
CORNER_LAT_E7, CORNER_LON_E7 = 300_000_000, 1_200_000_000
LAT_PER_KM, LON_PER_KM = 89_832, 103_728  # units of 1e-7 degree for a kilometre, at 30 degrees north


@dataclass(frozen=True)
class Plan:
    """What is known of a community before it is drawn: `parts` are its compounds or hamlets with their buildings."""

    code: str
    kind: str
    name: str
    name_en: str
    parts: tuple[tuple[str, int], ...]

    @property
    def village(self) -> bool:
        """Whether it is a village: its buildings are groups (组), its doors count from 1."""
        return self.kind == "village"


def _city(code: str, name: str, name_en: str, *parts: str) -> Plan:
    return Plan(code, "city", name, name_en, tuple(zip(parts, (16, 16, 12), strict=True)))


GRID: tuple[tuple[Plan, ...], ...] = (
    (
        Plan("LJ", "village", "菱角村", "Lingjiao Village", (("北圩", 4), ("南圩", 4))),
        Plan("HT", "village", "荷塘村", "Hetang Village", (("大荷塘", 4), ("小荷塘", 4))),
        Plan("HB", "mixed", "河埠头社区", "Hebutou Community", (("河埠老街", 24), ("船厂新村", 20), ("桥下弄", 16))),
        Plan("YQ", "mixed", "榆钱巷社区", "Yuqianxiang Community", (("榆钱巷", 24), ("织布里", 20), ("打铁桥", 16))),
        Plan("LP", "estate", "柳浦家园社区", "Liupu Estate", (("柳浦东苑", 26), ("柳浦西苑", 24))),
    ),
    (
        Plan("CP", "village", "茶坡村", "Chapo Village", (("坡上", 4), ("坡下", 4))),
        _city("WT", "梧桐苑社区", "Wutongyuan Community", "梧桐苑", "凤栖里", "机床厂宿舍"),
        _city("ZT", "紫藤园社区", "Zitengyuan Community", "紫藤园", "藤花里", "邮电新村"),
        _city("PP", "枇杷弄社区", "Pipanong Community", "枇杷弄", "枇杷二弄", "粮站院"),
        Plan(
            "XZ", "estate", "香樟家园社区", "Xiangzhang Estate", (("香樟一期", 28), ("香樟二期", 28), ("香樟三期", 24))
        ),
    ),
    (
        Plan("ZW", "village", "竹湾村", "Zhuwan Village", (("上竹湾", 4), ("下竹湾", 4))),
        _city("GH", "桂花新村社区", "Guihua Xincun Community", "桂花新村", "桂花北院", "丝厂宿舍"),
        _city("YX", "银杏里社区", "Yinxingli Community", "银杏里", "银杏东里", "师范新村"),
        _city("SL", "石榴坊社区", "Shiliufang Community", "石榴坊", "石榴西坊", "酱园弄"),
        Plan("XS", "estate", "新桑家园社区", "Xinsang Estate", (("新桑南区", 26), ("新桑北区", 24))),
    ),
)
COMMUNITIES: tuple[Plan, ...] = tuple(plan for row in reversed(GRID) for plan in row)
PARTS_EN = {
    "北圩": "Beiwei",
    "南圩": "Nanwei",
    "大荷塘": "Greater Hetang",
    "小荷塘": "Lesser Hetang",
    "河埠老街": "Hebu Old Street",
    "船厂新村": "Shipyard Estate",
    "桥下弄": "Qiaoxia Lane",
    "榆钱巷": "Yuqian Lane",
    "织布里": "Zhibuli",
    "打铁桥": "Datieqiao",
    "柳浦东苑": "Liupu East",
    "柳浦西苑": "Liupu West",
    "坡上": "Poshang",
    "坡下": "Poxia",
    "梧桐苑": "Wutongyuan",
    "凤栖里": "Fengqili",
    "机床厂宿舍": "Machine Works Housing",
    "紫藤园": "Zitengyuan",
    "藤花里": "Tenghuali",
    "邮电新村": "Post Office Estate",
    "枇杷弄": "Pipa Lane",
    "枇杷二弄": "Second Pipa Lane",
    "粮站院": "Grain Depot Yard",
    "香樟一期": "Xiangzhang Phase 1",
    "香樟二期": "Xiangzhang Phase 2",
    "香樟三期": "Xiangzhang Phase 3",
    "上竹湾": "Upper Zhuwan",
    "下竹湾": "Lower Zhuwan",
    "桂花新村": "Guihua Xincun",
    "桂花北院": "Guihua North Yard",
    "丝厂宿舍": "Silk Mill Housing",
    "银杏里": "Yinxingli",
    "银杏东里": "Yinxing East",
    "师范新村": "Teachers’ College Estate",
    "石榴坊": "Shiliufang",
    "石榴西坊": "Shiliu West",
    "酱园弄": "Jiangyuan Lane",
    "新桑南区": "Xinsang South",
    "新桑北区": "Xinsang North",
}
ROADS_UP = ("西环路", "桂花路", "银杏路", "石榴路", "香樟路", "东环路")
ROADS_ACROSS = ("圩堤路", "沿河路", "百果大道", "北环路")


@dataclass(frozen=True)
class Building:
    """A building or village group; `number` is unique in its community."""

    number: int
    at: Spot


@dataclass(frozen=True)
class Part:
    """A compound or hamlet."""

    name: str
    outline: Ring
    buildings: tuple[Building, ...]


@dataclass(frozen=True)
class Area:
    """A drawn community."""

    plan: Plan
    outline: Ring
    parts: tuple[Part, ...]

    @property
    def middle(self) -> Spot:
        """A spot well inside."""
        return _average(self.outline)


@dataclass(frozen=True)
class Town:
    """The whole plan."""

    areas: tuple[Area, ...]
    canal: Ring
    roads: tuple[tuple[str, Ring], ...]
    bridges: tuple[tuple[str, Ring], ...]
    size: Spot = field(default=(COLUMNS[-1], ROWS[-1]))

    def area(self, code: str) -> Area:
        """The community of that code."""
        return next(area for area in self.areas if area.plan.code == code)

    @property
    def outline(self) -> Ring:
        """Round everything."""
        width, height = self.size
        return ((0, 0), (width, 0), (width, height), (0, height))


def lat_e7(spot: Spot) -> int:
    """Latitude of a spot in units of 1e-7 degree."""
    return CORNER_LAT_E7 + spot[1] * LAT_PER_KM // 1000


def lon_e7(spot: Spot) -> int:
    """Longitude of a spot in units of 1e-7 degree."""
    return CORNER_LON_E7 + spot[0] * LON_PER_KM // 1000


def draw(seed: int) -> Town:
    """Draw the town of that seed: the same seed draws the same town."""
    chance = random.Random(f"{seed} town")  # noqa: S311
    corner = {(c, r): _corner(c, r, chance) for r in range(len(ROWS)) for c in range(len(COLUMNS))}
    areas = []
    for r, row in enumerate(GRID):
        for c, plan in enumerate(row):
            quad = tuple(
                _bank(corner[(c + right, r + up)], r + up, above=r > 0)
                for right, up in ((0, 0), (1, 0), (1, 1), (0, 1))
            )
            areas.append(Area(plan, quad, tuple(_parts(plan, quad, chance))))
    south = [(x, y - CANAL_HALF) for x, y in (corner[(c, 1)] for c in range(len(COLUMNS)))]
    north = [(x, y + CANAL_HALF) for x, y in (corner[(c, 1)] for c in range(len(COLUMNS)))]
    roads = [(name, tuple(corner[(c, r)] for r in range(len(ROWS)) if r != 0)) for c, name in enumerate(ROADS_UP)]
    roads += [
        (name, tuple(corner[(c, r)] for c in range(len(COLUMNS)))) for r, name in enumerate(ROADS_ACROSS) if r != 1
    ]
    bridges = [
        (name, ((x, y - 60), (x, y + 60)))
        for name, (x, y) in (
            ("荷塘桥", corner[(1, 1)]),
            ("老石桥", _between(corner[(2, 1)], corner[(3, 1)])),
            ("榆钱桥", _between(corner[(3, 1)], corner[(4, 1)])),
            ("柳浦大桥", corner[(4, 1)]),
        )
    ]
    areas.sort(key=lambda area: COMMUNITIES.index(area.plan))
    return Town(tuple(areas), (*south, *reversed(north)), tuple(roads), tuple(bridges))


def _corner(column: int, row: int, chance: random.Random) -> Spot:
    x, y = COLUMNS[column], ROWS[row]
    across, up = chance.randint(-70, 70), chance.randint(-70, 70)
    inside = 0 < column < len(COLUMNS) - 1, 0 < row < len(ROWS) - 1
    return x + across * inside[0], y + up * inside[1]


def _bank(spot: Spot, row: int, *, above: bool) -> Spot:
    """Corners on the canal stand back from the water."""
    if row != 1:
        return spot
    return spot[0], spot[1] + (CANAL_HALF if above else -CANAL_HALF)


def _between(one: Spot, other: Spot) -> Spot:
    return (one[0] + other[0]) // 2, (one[1] + other[1]) // 2


def _average(ring: Ring) -> Spot:
    return sum(x for x, _ in ring) // len(ring), sum(y for _, y in ring) // len(ring)


def _inside(quad: Ring, across: int, up: int) -> Spot:
    """The spot at `across`, `up` thousandths of a four-cornered outline (bilinear)."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = quad
    low = (ax * (1000 - across) + bx * across, ay * (1000 - across) + by * across)
    high = (dx * (1000 - across) + cx * across, dy * (1000 - across) + cy * across)
    return (
        (low[0] * (1000 - up) + high[0] * up) // 1_000_000,
        (low[1] * (1000 - up) + high[1] * up) // 1_000_000,
    )


def _parts(plan: Plan, quad: Ring, chance: random.Random) -> Iterator[Part]:
    number, width = 0, 940 // len(plan.parts)
    for index, (name, count) in enumerate(plan.parts):
        left, right = 40 + index * width, 30 + (index + 1) * width
        low, high = (250, 750) if plan.village else (60, 940)
        outline = tuple(
            _inside(quad, across, up) for across, up in ((left, low), (right, low), (right, high), (left, high))
        )
        across = 2 if plan.village else 4
        down = -(-count // across)
        buildings = []
        for place in range(count):
            number += 1
            x = left + (right - left) * (2 * (place % across) + 1) // (2 * across)
            y = high - (high - low) * (2 * (place // across) + 1) // (2 * down)
            spot = _inside(quad, x, y)
            shake = 25 if plan.village else 5
            buildings.append(
                Building(number, (spot[0] + chance.randint(-shake, shake), spot[1] + chance.randint(-shake, shake)))
            )
        yield Part(name, outline, tuple(buildings))
