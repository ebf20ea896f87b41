import itertools
from dataclasses import replace

import numpy as np
import pytest

from mulin.engines import reach
from mulin.engines.reach.costs import UNREACHED
from tests.engines.reach.towns import SOUTH, WEST, capped, oracle, scatter, town

WALKERS = list(reach.walkers().values())


@pytest.mark.parametrize("block", range(10))
def test_door_times_are_the_least_network_times_on_200_random_towns(block):
    for seed in range(block * 20, block * 20 + 20):
        net = town(seed, size=4 + seed % 3)
        cost = reach.costs(net, WALKERS[seed % 4], minute=None)
        doors, points = scatter(net, seed, 12), scatter(net, seed + 1000, 4)
        table = oracle(cost, doors, points)
        limit = 60 + seed
        answer = reach.nearest(cost, {"a": points}, limit)
        time, which = answer.at(doors)
        assert time[:, 0].tolist() == capped(table.min(axis=1), limit).tolist(), seed
        hit = np.flatnonzero(which[:, 0] >= 0)
        assert len(hit) == (time[:, 0] < UNREACHED).sum()
        assert (table[hit, which[hit, 0]] == time[hit, 0]).all(), seed


@pytest.mark.parametrize("seed", range(12))
def test_scipy_alone_and_the_compiled_search_agree_to_the_bit(seed):
    net = town(seed, size=9)
    cost = reach.costs(net, WALKERS[seed % 4])
    sources = {"a": scatter(net, seed, 3), "b": scatter(net, seed + 1, 9), "none": scatter(net, seed, 0)}
    one, two = (reach.nearest(cost, sources, 400, kernel=kernel) for kernel in (False, True))
    for a, b in zip(one.time_ms, two.time_ms, strict=True):
        assert a.dtype == b.dtype == np.int32
        assert (a == b).all()
    assert (one.time_ms[2] == UNREACHED).all()
    k1, k2 = (reach.several(cost, sources["b"], 3, 400, kernel=kernel) for kernel in (False, True))
    assert (k1.indptr == k2.indptr).all()
    assert (k1.time_ms == k2.time_ms).all()
    assert (k1.facility == k2.facility).all()


@pytest.mark.parametrize("seed", range(8))
def test_k_nearest_are_the_k_least_with_their_facilities(seed):
    net = town(seed, size=5)
    cost = reach.costs(net, WALKERS[seed % 4])
    doors, points = scatter(net, seed, 15), scatter(net, seed + 7, 6)
    table = capped(oracle(cost, doors, points), 300)
    time, which = reach.several(cost, points, 4, 300).at(doors)
    order = np.lexsort((np.broadcast_to(np.arange(6), table.shape), table), axis=1)[:, :4]
    wanted = np.take_along_axis(table, order, axis=1)
    assert (time == wanted).all()
    assert (which == np.where(wanted < UNREACHED, order, -1)).all()


@pytest.mark.parametrize("seed", range(6))
def test_a_longer_limit_only_adds(seed):
    net = town(seed, size=7)
    cost = reach.costs(net, WALKERS[seed % 4])
    doors, points = scatter(net, seed, 30), {"a": scatter(net, seed + 5, 3)}
    cuts = (30, 90, 200, 600)
    times = [reach.nearest(cost, points, limit).at(doors)[0] for limit in cuts]
    for cut, (before, now) in zip(cuts, itertools.pairwise(times), strict=False):
        assert (now[before < UNREACHED] == before[before < UNREACHED]).all()
        assert (now[before == UNREACHED] > cut * 1000).all()


@pytest.mark.parametrize("seed", range(6))
def test_a_slower_walker_never_reaches_more(seed):
    net = town(seed, size=7)
    doors, points = scatter(net, seed, 40), {"a": scatter(net, seed + 5, 3)}
    for walker in WALKERS:
        slow = walker.with_speed(walker.speed_mm_s * 2 // 3)
        fast_s, slow_s = (reach.nearest(reach.costs(net, who), points, 240).at(doors)[0] for who in (walker, slow))
        assert (slow_s >= fast_s).all()


@pytest.mark.parametrize("seed", range(6))
def test_on_the_flat_there_and_back_take_the_same_time_and_detours_never_pay(seed):
    net = town(seed, size=5, hills=False, walls=False)
    cost = reach.costs(net, WALKERS[0])
    points = scatter(net, seed, 12, spread=0)
    time = reach.many_to_many(cost, points, points, 3600).dense(beyond=10**6)
    # Halves of a segment are rounded down one by one: 1 ms per end, 1 s after rounding up to seconds.
    assert (np.abs(time - time.T) <= 1).all()
    assert (time[:, None, :] <= time[:, :, None] + time[None, :, :] + 1).all()


def test_uphill_and_downhill_are_not_confused():
    """The classic bug when one searches from the facilities: the graph must be turned round."""
    points = [
        {"id": 1, "lon7": WEST, "lat7": SOUTH, "height_cm": 0},
        {"id": 2, "lon7": WEST + 40000, "lat7": SOUTH, "height_cm": 5000},
    ]
    net = reach.build(reach.from_tables(points, [{"points": [1, 2]}]))
    cost = reach.costs(net, WALKERS[0])
    below, above = (reach.snap(net, [WEST + east], [SOUTH]) for east in (0, 40000))
    up = reach.nearest(cost, {"shop": above}, 3600).at(below)[0][0, 0]
    down = reach.nearest(cost, {"shop": below}, 3600).at(above)[0][0, 0]
    metres = int(net.length_mm[0]) / 1000
    grade = 50 / metres
    assert up == pytest.approx(metres / 1.3 * 1000 * np.exp(3.5 * abs(grade + 0.05) - 0.175), abs=2)
    assert down == pytest.approx(metres / 1.3 * 1000 * np.exp(3.5 * abs(-grade + 0.05) - 0.175), abs=2)
    assert up > down


def test_two_facilities_at_one_point_and_one_in_the_canal():
    net = town(3, walls=False)
    cost = reach.costs(net, WALKERS[1])
    one = scatter(net, 1, 1)
    canal = reach.snap(net, [WEST - 300_000], [SOUTH])
    assert canal.edge[0] == -1
    assert "没有接上路网" in canal.report()[0][1]
    both = one.joined(one).joined(canal)
    time, which = reach.nearest(cost, {"a": both}).at(one)
    assert time[0, 0] == 2 * (int(one.offset_mm[0]) * 1000 // cost.walker.speed_mm_s)
    assert which[0, 0] == 0
    several = reach.several(cost, both, 3).at(one)[1][0]
    assert several.tolist() == [0, 1, -1]
    assert reach.nearest(cost, {"a": canal}).seconds(one).tolist() == [[-1]]


def test_questions_that_cannot_be_answered():
    net = town(1)
    cost = reach.costs(net, WALKERS[0])
    with pytest.raises(reach.BadQuestion, match="步行时限"):
        reach.nearest(cost, {}, 0)
    with pytest.raises(reach.BadQuestion, match="至少要一个"):
        reach.several(cost, scatter(net, 1, 2), 0)
    with pytest.raises(reach.BadQuestion, match="没有算过"):
        reach.nearest(cost, {"a": scatter(net, 1, 2)}).index("b")
    assert reach.nearest(cost, {}).seconds(scatter(net, 1, 3)).shape == (3, 0)


def test_the_limit_is_kept_when_seconds_are_rounded():
    net = town(2, walls=False)
    cost = reach.costs(net, replace(WALKERS[0], speed_mm_s=777))
    doors = scatter(net, 9, 60)
    answer = reach.nearest(cost, {"a": scatter(net, 4, 2)}, 100)
    seconds, ms = answer.seconds(doors), answer.at(doors)[0]
    assert ((seconds >= 0) == (ms <= 100_000)).all()
    assert seconds.max() <= 100
