import itertools

import numpy as np
import pytest

from mulin.engines import reach
from mulin.engines.reach.nearest import door_times
from mulin.engines.reach.route import cost_of, walk
from mulin.engines.reach.snap import footing
from mulin.engines.reach.ways import Spot, Way
from tests.engines.reach.towns import SOUTH, WEST, scatter, town

ALL = reach.walkers()


@pytest.mark.parametrize("seed", range(20))
def test_the_way_told_is_a_way_and_takes_the_time_told(seed):
    net = town(seed)
    cost = reach.costs(net, list(ALL.values())[seed % 4])
    if seed % 2:
        ends = scatter(net, seed + 1, 2)
        cost = reach.link(cost, ends.take([0]), ends.take([1]))
    doors, points = scatter(net, seed, 15), scatter(net, seed + 5, 3)
    answer = reach.nearest(cost, {"a": points}, 2400)
    time, which, first = door_times(answer, 0, doors, footing(cost, doors))
    told = 0
    for d in range(len(doors)):
        if which[d] < 0:
            continue
        door, goal = doors.take([d]), points.take([which[d]])
        pieces = walk(answer, 0, door, goal, int(first[d]))
        offsets = footing(cost, door).offset_ms[0] + footing(cost, goal).offset_ms[0]
        assert cost_of(cost, pieces) + offsets == time[d]
        shut = set(cost.net.node_point[np.flatnonzero(cost.shut)].tolist())
        ends = []
        for seg, begin, end in pieces:
            length = int(cost.net.length_mm[seg])
            a, b = int(cost.net.seg_a[seg]), int(cost.net.seg_b[seg])
            ends.append([(a if mm == 0 else b if mm == length else (seg, mm)) for mm in (begin, end)])
        for (_, left), (right, _) in itertools.pairwise(ends):
            assert left == right or not isinstance(left, int) or not isinstance(right, int)
            assert left not in shut
        route = reach.explain(answer, door, "a")
        assert route.seconds == -(-int(time[d]) // 1000)
        assert route.points[0] == (int(door.lon7[0]), int(door.lat7[0]))
        assert route.points[-1] == (int(goal.lon7[0]), int(goal.lat7[0]))
        assert abs(sum(leg.metres for leg in route.legs) + route.off_m - route.metres) <= len(route.legs) + 2
        told += 1
    assert told == (which >= 0).sum() > 0


def street(spots=None, flags=(8, 9, 8)):
    rows = [{"id": i, "lon7": WEST + 10_000 * i, "lat7": SOUTH, "spot": int((spots or {}).get(i, 0))} for i in range(4)]
    ways = [{"points": [i, i + 1], "flags": int(flag), "name": f"{i}街"} for i, flag in enumerate(flags)]
    return reach.build(reach.from_tables(rows, ways))


def told(net, walker, limit=1200, **names):
    door, shop = (reach.snap(net, [WEST + east], [SOUTH]) for east in (0, 30_000))
    answer = reach.nearest(reach.costs(net, ALL[walker]), {"clinic": shop}, limit)
    return reach.explain(answer, door, "clinic", **names)


def test_one_sentence_says_it_all():
    route = told(street({1: Spot.SIGNALS}, (8, 8, 9)), "old", name="诊所", facility_name="东村诊所")
    # 193 m on the flat, 96 m of stairs, one light: 241 + 302 + 20 seconds
    assert route.sentence == "到东村诊所（诊所）步行约 10 分钟，289 米，其中台阶 96 米，过街 1 次。"
    assert (route.seconds, route.metres, route.stairs_m, route.crossings) == (563, 289, 96, 1)
    assert [(leg.name, leg.kind, leg.turn) for leg in route.legs] == [
        ("0街", "path", ""),
        ("1街", "path", "直行"),
        ("2街", "steps", "直行"),
    ]


def test_turns_are_told():
    rows = [{"id": i, "lon7": WEST + x, "lat7": SOUTH + y} for i, (x, y) in enumerate(
        [(0, 0), (10_000, 0), (10_000, 10_000), (20_000, 10_000)]
    )]  # fmt: skip
    ways = [{"points": [i, i + 1], "name": f"{i}街"} for i in range(3)]
    net = reach.build(reach.from_tables(rows, ways))
    door, shop = reach.snap(net, [WEST], [SOUTH]), reach.snap(net, [WEST + 20_000], [SOUTH + 10_000])
    route = reach.explain(reach.nearest(reach.costs(net, ALL["adult"]), {"a": shop}), door, "a")
    assert [leg.turn for leg in route.legs] == ["", "左转", "右转"]


@pytest.mark.parametrize(
    ("net", "walker", "kind", "words"),
    [
        (street(), "wheelchair", "steps", "有台阶，没有坡道"),
        (street({1: Spot.KERB}, (8, 8, 8)), "wheelchair", "kerb", "路缘石"),
        (street({2: Spot.NARROW}, (8, 8, 8)), "wheelchair", "barrier", "栏杆"),
        (street({2: Spot.SHUT}, (8, 8, 8)), "adult", "barrier", "栏杆"),
        (street(flags=(0, int(Way.NO_WHEELS), 0)), "wheelchair", "unfit", "轮子"),
        (street(flags=(0, 0, int(Way.CLOSED))), "adult", "works", "封闭"),
    ],
)
def test_what_is_in_the_way_is_named(net, walker, kind, words):
    route = told(net, walker)
    assert route.facility == -1
    assert route.obstacle.kind == kind
    assert words in route.sentence
    assert WEST <= route.obstacle.lon7 <= WEST + 30_000


def test_distance_is_not_blamed_on_an_obstacle():
    route = told(street(), "wheelchair", limit=60)
    assert route.obstacle is None
    assert route.sentence == "1 分钟内走不到clinic。"
    net = street(flags=(8, 8, 8))
    cost = reach.costs(net, ALL["adult"])
    nothing = reach.nearest(cost, {"a": scatter(net, 1, 0)})
    assert reach.explain(nothing, reach.snap(net, [WEST], [SOUTH]), "a").sentence == "还没有登记a。"
    far = reach.snap(net, [WEST], [SOUTH + 200_000])
    assert "没有接上路网" in reach.explain(nothing, far, "a").sentence


def test_a_gate_that_is_closed_now_is_named():
    net = reach.build(street(flags=(8, 8, 8)).raw, [reach.Gate((WEST + 15_000, SOUTH), hours=((0, 60),))])
    door, shop = (reach.snap(net, [WEST + east], [SOUTH]) for east in (0, 30_000))
    answer = reach.nearest(reach.costs(net, ALL["old"], minute=100), {"a": shop})
    route = reach.explain(answer, door, "a")
    assert route.obstacle.kind == "gate"
    assert route.sentence == "10 分钟内走不到a：路上有一道门这时候关着。"
