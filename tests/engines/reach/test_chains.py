import numpy as np
import pytest

from mulin.engines.reach.chains import contract


def whole(a, b, keep):
    chains = contract(np.array(a), np.array(b), np.array(keep))
    tails = np.where(chains.forward, np.array(a)[chains.order], np.array(b)[chains.order])
    heads = np.where(chains.forward, np.array(b)[chains.order], np.array(a)[chains.order])
    assert sorted(chains.order.tolist()) == list(range(len(a)))
    for edge in range(len(chains.tail)):
        run = slice(chains.start[edge], chains.start[edge + 1])
        assert (heads[run][:-1] == tails[run][1:]).all()
        assert tails[run][0] == chains.tail[edge]
        assert heads[run][-1] == chains.head[edge]
    return chains


def test_a_dead_end_street_becomes_one_edge():
    chains = whole([0, 2, 2], [1, 1, 3], [False] * 4)
    assert {int(chains.tail[0]), int(chains.head[0])} == {0, 3}
    assert len(chains.tail) == 1


def test_a_loop_at_a_junction_and_a_ring_without_one_are_kept():
    loop = whole([0, 1, 2, 3], [1, 2, 3, 1], [False] * 4)
    assert (1, 1) in zip(loop.tail.tolist(), loop.head.tolist(), strict=True)
    assert len(loop.tail) == 2
    ring = whole([5, 6, 7], [6, 7, 5], [False] * 8)
    assert ring.tail.tolist() == ring.head.tolist() == [5]


def test_a_point_to_be_kept_stays_a_junction():
    assert len(whole([0, 1], [1, 2], [False, True, False]).tail) == 2


@pytest.mark.parametrize("seed", range(30))
def test_nothing_is_lost_on_random_graphs(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 30, (2, 35))
    a, b = a[a != b], b[a != b]
    chains = whole(a, b, rng.random(30) < 0.1)
    degree = np.bincount(np.concatenate([a, b]), minlength=30)
    assert (degree[chains.tail] != 0).all()
    inner = np.setdiff1d(np.concatenate([a, b]), np.concatenate([chains.tail, chains.head]))
    assert (degree[inner] == 2).all()
