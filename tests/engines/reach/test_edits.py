import pytest

from mulin.engines import reach
from tests.engines.reach.towns import SOUTH, WEST

OLD = reach.walkers()["old"]
CHAIR = reach.walkers()["wheelchair"]


def street(extra=()):
    rows = [{"id": i, "lon7": WEST + x, "lat7": SOUTH + y} for i, (x, y) in enumerate(
        [(0, 0), (20_000, 0), (40_000, 0), (0, 20_000), (40_000, 20_000), (20_000, 10_000)]
    )]  # fmt: skip
    return reach.from_tables(rows, [{"points": [0, 1, 2], "name": "长街"}, {"points": [3, 4]}, *extra])


def seconds(raw, edits=(), walker=OLD, minute=None):
    net = reach.build(raw, edits)
    door, shop = (reach.snap(net, [WEST + 1000], [SOUTH + y]) for y in (0, 20_000))
    cost = reach.costs(net, walker, minute)
    return int(reach.nearest(cost, {"shop": shop}, 3600).seconds(door)[0, 0])


def test_a_drawn_path_joins_both_streets():
    path = reach.Path(((WEST + 1000, SOUTH + 100), (WEST + 1000, SOUTH + 19_900)), name="小桥")
    assert seconds(street()) == -1
    assert seconds(street(), [path]) == pytest.approx(221.7 / 0.8, abs=2)
    net = reach.build(street(), [path])
    assert net.outcomes[0].applied
    assert "小桥" in net.raw.names
    # The streets are as long as before, and the corner points are where they were.
    plain = reach.build(street())
    drawn = net.raw.flags[net.seg_way] & reach.Way.DRAWN > 0
    assert abs(int(net.length_mm[~drawn].sum() - plain.length_mm.sum())) <= 4


def test_a_path_with_one_loose_end_says_so_and_a_far_one_is_left_out():
    half = reach.Path(((WEST + 1000, SOUTH), (WEST + 1000, SOUTH + 9_000)))
    far = reach.Path(((WEST, SOUTH + 500_000), (WEST, SOUTH + 600_000)))
    net = reach.build(street(), [half, far, reach.Path(((WEST, SOUTH),))])
    assert [outcome.applied for outcome in net.outcomes] == [True, False, False]
    assert net.outcomes[0].sentence == "手画的路只接上了一头"
    assert "没有接上" in net.outcomes[1].sentence
    assert len(net.defects()) == 3  # two edits, and a part that is cut off


def test_a_gate_with_hours_opens_and_closes():
    path = reach.Path(((WEST + 1000, SOUTH), (WEST + 1000, SOUTH + 20_000)))
    gate = reach.Gate((WEST + 1000, SOUTH + 10_000), hours=((6 * 60, 22 * 60),))
    assert seconds(street(), [path, gate]) > 0
    assert seconds(street(), [path, gate], minute=12 * 60) == seconds(street(), [path, gate])
    assert seconds(street(), [path, gate], minute=23 * 60) == -1
    net = reach.build(street(), [path, gate])
    assert list(reach.gates(net).values()) == [gate.hours]
    with pytest.raises(reach.BadQuestion, match="没有第"):
        reach.costs(net, OLD, 10_080)


def test_a_gate_far_from_any_way_or_with_hours_backwards():
    edits = [reach.Gate((WEST, SOUTH + 500_000)), reach.Gate((WEST, SOUTH), hours=((600, 500),))]
    net = reach.build(street(), edits)
    assert [outcome.applied for outcome in net.outcomes] == [False, False]
    assert "没有放上路网" in net.outcomes[0].sentence
    assert "开放时间" in net.outcomes[1].sentence


def test_a_ramp_lets_wheels_over_the_stairs():
    stairs = {"points": [0, 3], "flags": int(reach.Way.STEPS), "name": "台阶"}
    assert seconds(street([stairs]), walker=CHAIR) == -1
    ramp = reach.Ramp((WEST + 100, SOUTH + 10_000))
    assert seconds(street([stairs]), [ramp], walker=CHAIR) > 0
    # Somebody on foot still takes the stairs.
    assert seconds(street([stairs]), [ramp]) == seconds(street([stairs]))
    assert not reach.build(street(), [ramp]).outcomes[0].applied


def test_works_close_the_way_for_everybody():
    path = {"points": [0, 3]}
    assert seconds(street([path])) > 0
    assert seconds(street([path]), [reach.Closed((WEST, SOUTH + 10_000))]) == -1


def test_a_split_keeps_the_length_that_was_given():
    rows = [{"id": i, "lon7": WEST + 10_000 * i, "lat7": SOUTH} for i in range(2)]
    raw = reach.from_tables(rows, [{"points": [0, 1], "length_mm": 300_000}])
    net = reach.build(raw, [reach.Gate((WEST + 2500, SOUTH))])
    assert net.length_mm.sum() == 300_000
    assert sorted(net.length_mm.tolist()) == [75_000, 225_000]
