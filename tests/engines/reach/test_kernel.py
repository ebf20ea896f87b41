import numpy as np

from mulin.compiled import load
from mulin.engines import reach
from mulin.engines.reach import kernel
from mulin.engines.reach.search import _near_together, compiled
from tests.engines.reach.towns import scatter, town


def test_without_a_compiler_scipy_answers(monkeypatch):
    net = town(3)
    cost = reach.costs(net, reach.walkers()["old"])
    points = {"a": scatter(net, 1, 3)}
    before = reach.nearest(cost, points)
    load.cache_clear()
    monkeypatch.setenv("MULIN_KERNEL", "0")
    try:
        assert kernel.library() is None
        assert not compiled(True)
        after = reach.nearest(cost, points, kernel=True)
    finally:
        load.cache_clear()
    assert (before.time_ms[0] == after.time_ms[0]).all()


def test_very_long_limits_keep_the_buckets_few():
    net = town(2, walls=False)
    cost = reach.costs(net, reach.walkers()["adult"])
    one, two = (reach.nearest(cost, {"a": scatter(net, 1, 1)}, 43_200, kernel=k) for k in (False, None))
    assert (one.time_ms[0] == two.time_ms[0]).all()
    assert np.isfinite(one.time_ms[0]).all()


def test_many_facilities_in_batches_give_the_same_labels():
    net = town(5, size=20)
    cost = reach.costs(net, reach.walkers()["adult"])
    points = scatter(net, 2, 700)
    assert len(_near_together(cost, np.arange(net.size).repeat(2))) > 2
    one, two = (reach.nearest(cost, {"a": points}, 120, kernel=k) for k in (False, None))
    assert (one.time_ms[0] == two.time_ms[0]).all()
    assert (one.tree(0)[1] == two.tree(0)[1]).all()
