import numpy as np
import pytest

from mulin.engines import reach
from tests.engines.reach.towns import capped, oracle, scatter, town

WALKERS = list(reach.walkers().values())


def same(delta, cost, sources, limit):
    """The update equals a full computation bit for bit: junction times, door times, facilities."""
    after, full = delta.reach(), reach.nearest(cost, sources, limit, kernel=False)
    for a, b in zip(after.time_ms, full.time_ms, strict=True):
        assert a.dtype == b.dtype
        assert (a == b).all()
    doors = scatter(cost.net, 5, 20)
    for one, two in zip(after.at(doors), full.at(doors), strict=True):
        assert (one == two).all()
    return after


@pytest.mark.parametrize("seed", range(25))
def test_an_update_equals_the_full_computation(seed):
    rng = np.random.default_rng(seed)
    net = town(seed, size=7)
    cost = reach.costs(net, WALKERS[seed % 4])
    sources = {"a": scatter(net, seed, 4), "b": scatter(net, seed + 1, 2)}
    limit = int(rng.integers(60, 500))
    answer = reach.nearest(cost, sources, limit)

    new = scatter(net, seed + 2, 2)
    answer = same(
        reach.what_if(answer, add={"a": new}), cost, {"a": sources["a"].joined(new), "b": sources["b"]}, limit
    )

    keep = np.array([0, 2, 5])
    places = {"a": answer.places[0].take(keep), "b": answer.places[1]}
    answer = same(reach.what_if(answer, remove={"a": [1, 3, 4]}), cost, places, limit)

    works = reach.closed(cost, rng.integers(0, len(net.u), 4).tolist())
    answer = same(reach.what_if(answer, cost=works), works, places, limit)

    shut = reach.gate_closed(works, rng.integers(0, net.size, 3).tolist())
    moved = {"a": places["a"].take([0, 2]).joined(new), "b": places["b"]}
    answer = same(reach.what_if(answer, add={"a": new}, remove={"a": [1]}, cost=shut), shut, moved, limit)

    ends = scatter(net, seed + 3, 2, spread=100)
    linked = reach.link(shut, ends.take([0]), ends.take([1]))
    answer = same(reach.what_if(answer, cost=linked), linked, moved, limit)

    more = scatter(net, seed + 4, 1, spread=100)
    twice = reach.link(linked, ends.take([0]), more)
    same(reach.what_if(answer, cost=twice, remove={"b": [0]}), twice, moved | {"b": moved["b"].take([1])}, limit)


@pytest.mark.parametrize("seed", range(10))
def test_taking_away_and_putting_back_changes_nothing(seed):
    net = town(seed, size=7)
    cost = reach.costs(net, WALKERS[seed % 4])
    points = scatter(net, seed, 5)
    before = reach.nearest(cost, {"a": points}, 300)
    without = reach.what_if(before, remove={"a": [4]})
    after = reach.what_if(without.reach(), add={"a": points.take([4])}).reach()
    assert (after.time_ms[0] == before.time_ms[0]).all()
    doors = scatter(net, 3, 30)
    assert (after.at(doors)[1] == before.at(doors)[1]).all()
    works = reach.what_if(before, cost=reach.closed(cost, [0, 3, 7])).reach()
    again = reach.what_if(works, cost=cost).reach()
    assert (again.time_ms[0] == before.time_ms[0]).all()


@pytest.mark.parametrize("seed", range(10))
def test_a_link_is_what_networkx_says(seed):
    net = town(seed, size=5)
    ends = scatter(net, seed + 20, 2, spread=0)
    cost = reach.link(reach.costs(net, WALKERS[seed % 4]), ends.take([0]), ends.take([1]), length_mm=1)
    doors, points = scatter(net, seed, 12), scatter(net, seed + 9, 3)
    time = reach.nearest(cost, {"a": points}, 600).at(doors)[0][:, 0].astype(float)
    before = reach.nearest(reach.costs(net, WALKERS[seed % 4]), {"a": points}, 600).at(doors)[0][:, 0]
    assert (time <= before).all()
    # Through the link: to its one end, over it, from its other end; the link ends on the ways, without any offset.
    base = reach.costs(net, WALKERS[seed % 4])
    direct = oracle(base, doors, points)
    to, back = oracle(base, doors, ends), oracle(base, ends, points)
    off = (ends.offset_mm * 1000 // base.walker.speed_mm_s).sum()
    over = 1
    through = np.minimum(to[:, [0]] + back[[1]], to[:, [1]] + back[[0]]) + over - off
    wanted = capped(np.minimum(direct, through).min(axis=1), 600)
    assert np.abs(time - wanted).max() <= 1


def test_only_what_changes_is_touched():
    net = town(4, size=12, walls=False)
    cost = reach.costs(net, WALKERS[1])
    answer = reach.nearest(cost, {"a": scatter(net, 1, 6), "b": scatter(net, 2, 6)}, 600)
    delta = reach.what_if(answer, add={"a": scatter(net, 3, 1)})
    assert 0 < delta.touched() < net.size / 2
    assert len(delta.nodes[1]) == 0
    assert delta.reach().time_ms[1] is answer.time_ms[1]
    assert (delta.time_ms[0] < answer.time_ms[0][delta.nodes[0]]).all()


def test_a_new_gate_shortens_the_way_and_a_closed_one_cuts_it():
    points = [{"id": i, "lon7": 1_200_000_000 + x, "lat7": 300_000_000 + y} for i, (x, y) in enumerate(
        [(0, 0), (40000, 0), (40000, 2000), (0, 2000)]
    )]  # fmt: skip
    net = reach.build(reach.from_tables(points, [{"points": [0, 1, 2, 3]}]))
    cost = reach.costs(net, WALKERS[1])
    door, shop = (reach.snap(net, [1_200_000_500], [300_000_000 + y]) for y in (0, 2000))
    answer = reach.nearest(cost, {"shop": shop}, 1800)
    far = int(answer.seconds(door)[0, 0])
    near = int(reach.what_if(answer, cost=reach.link(cost, door, shop)).reach().seconds(door)[0, 0])
    assert far > 900
    assert near == pytest.approx(22.2 / 0.8, abs=1)
    assert reach.what_if(answer, cost=reach.closed(cost, [0])).reach().seconds(door).tolist() == [[-1]]


def test_questions_about_something_else_are_refused():
    net, other = town(1), town(2)
    cost = reach.costs(net, WALKERS[0])
    answer = reach.nearest(cost, {"a": scatter(net, 1, 2)})
    with pytest.raises(reach.BadQuestion, match="没有第 2 号设施"):
        reach.what_if(answer, remove={"a": [2]})
    with pytest.raises(reach.BadQuestion, match="不是同一张路网"):
        reach.what_if(answer, cost=reach.costs(other, WALKERS[0]))
    with pytest.raises(reach.BadQuestion, match="没有算过"):
        reach.what_if(answer, add={"b": scatter(net, 1, 1)})
    far = reach.snap(net, [1_300_000_000], [300_000_000])
    with pytest.raises(reach.BadPlace, match="起点"):
        reach.link(cost, far, scatter(net, 1, 1))
