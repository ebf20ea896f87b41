import numpy as np
import pytest

from mulin.engines import reach
from mulin.engines.reach.costs import BLOCKED, UNREACHED
from mulin.engines.reach.ways import Spot, Way
from tests.engines.reach.towns import SOUTH, WEST, town

ALL = reach.walkers()


def one(flags=0, rise_cm=None, spots=(0, 0)):
    """A way of about 100 m, split in the middle."""
    rows = [
        {"id": i, "lon7": WEST, "lat7": SOUTH + 4511 * i, "spot": spots[0] if i == 1 else 0}
        | ({"height_cm": rise_cm * i // 2} if rise_cm is not None else {})
        for i in range(3)
    ]
    return reach.build(reach.from_tables(rows, [{"points": [0, 1, 2], "flags": int(flags), "length_mm": 100_000}]))


def total(net, walker):
    cost = reach.costs(net, ALL[walker])
    return int(cost.ahead.sum()), int(cost.back.sum())


def test_flat_rough_and_stairs():
    assert total(one(), "adult") == (76_924, 76_924)
    assert total(one(Way.ROUGH), "old") == (150_000, 150_000)
    assert total(one(Way.STEPS), "old") == (312_500, 312_500)
    assert total(one(Way.STEPS), "wheelchair")[0] >= BLOCKED
    assert total(one(Way.STEPS | Way.RAMP), "wheelchair")[0] == pytest.approx(100_000 / 0.9 * 1.6, abs=2)
    assert total(one(Way.STEPS | Way.RAMP), "old") == (312_500, 312_500)
    assert total(one(Way.NO_WHEELS), "wheelchair")[0] >= BLOCKED
    assert total(one(Way.NO_WHEELS), "pram")[0] < BLOCKED
    assert total(one(Way.CLOSED), "adult")[0] >= BLOCKED


def test_tobler_up_and_down():
    up, down = total(one(rise_cm=500), "adult")
    if up < down:
        up, down = down, up
    assert up == pytest.approx(76_923 * np.exp(3.5 * 0.10 - 0.175), abs=2)
    assert down == pytest.approx(76_923 * np.exp(0 - 0.175), abs=2)


def test_a_ramp_steeper_than_one_in_twelve_stops_a_wheelchair():
    assert total(one(rise_cm=820), "wheelchair")[0] < BLOCKED
    assert total(one(rise_cm=860), "wheelchair")[0] >= BLOCKED
    assert total(one(rise_cm=860), "old")[0] < BLOCKED


def test_a_crossing_is_waited_for_once_and_only_on_foot():
    plain = total(one(Way.FOOTPATH), "old")[0]
    assert total(one(Way.FOOTPATH, spots=(Spot.SIGNALS, 0)), "old")[0] == plain + 20_000
    assert total(one(spots=(Spot.SIGNALS, 0)), "old")[0] == plain


def test_kerbs_and_turnstiles_stop_a_wheelchair_but_not_a_pram():
    for spot in (Spot.KERB, Spot.NARROW):
        net = one(Way.FOOTPATH, spots=(spot, 0))
        assert reach.costs(net, ALL["wheelchair"]).shut.sum() == 1
        assert not reach.costs(net, ALL["pram"]).shut.any()
    assert total(one(Way.FOOTPATH, spots=(Spot.KERB, 0)), "pram")[0] == total(one(), "pram")[0] + 4000
    assert reach.costs(one(spots=(Spot.SHUT, 0)), ALL["adult"]).shut.sum() == 1


def test_every_arc_costs_something_and_parts_add_up():
    for seed in range(6):
        cost = reach.costs(town(seed), list(ALL.values())[seed % 4])
        assert cost.arc_ms.min() >= 1
        assert cost.to_goal.shape == cost.from_start.shape
        segment = np.arange(len(cost.ahead))
        length = cost.net.length_mm
        for whole, part in zip((cost.ahead, cost.back), cost.part(segment, length), strict=True):
            assert (part == whole).all()
        for part in cost.part(segment, 0 * length):
            assert (part == 0).all()
        stuck = np.flatnonzero(cost.ahead >= BLOCKED)
        assert (cost.part(stuck, length[stuck] * 0 + 1)[0] > 12 * 3600 * 1000).all()


def test_closing_leaves_the_rest_alone():
    cost = reach.costs(town(1), ALL["adult"])
    works = reach.closed(cost, [2])
    edges = len(cost.net.u)
    assert works.arc_ms[[2, 2 + edges]].tolist() == [UNREACHED, UNREACHED]
    rest = np.setdiff1d(np.arange(2 * edges), [2, 2 + edges])
    assert (works.arc_ms[rest] == cost.arc_ms[rest]).all()
