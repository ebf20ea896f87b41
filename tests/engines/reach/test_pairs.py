import numpy as np
import pytest

from mulin.engines import reach
from tests.engines.reach.towns import oracle, scatter, town

WALKERS = list(reach.walkers().values())


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("kernel", [False, None])
def test_pairs_within_the_limit_from_either_side(seed, kernel):
    net = town(seed)
    cost = reach.costs(net, WALKERS[seed % 4])
    a, b = scatter(net, seed, 9 if seed % 2 else 4), scatter(net, seed + 3, 6)
    pairs = reach.many_to_many(cost, a, b, 200, kernel=kernel)
    table = oracle(cost, a, b)
    wanted = np.where(table <= 200_000, np.ceil(table / 1000), -1)
    assert (pairs.dense() == wanted).all()
    assert pairs.seconds.dtype == np.int32
    assert (np.diff(pairs.a * len(b) + pairs.b) > 0).all()


def test_nobody_on_one_side():
    net = town(1)
    cost = reach.costs(net, WALKERS[0])
    assert reach.many_to_many(cost, scatter(net, 1, 0), scatter(net, 1, 3)).dense().shape == (0, 3)
    assert len(reach.many_to_many(cost, scatter(net, 1, 2), scatter(net, 1, 0)).a) == 0
