import numpy as np
import pytest

from mulin.engines.siting.exchange import exchanges, search
from mulin.engines.siting.lagrange import FREE, IN, OUT, ROOT, ascend, bound_of, earnings, fixings
from mulin.engines.siting.problem import problem
from tests.engines.siting.questions import every_choice, walks


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("kernel", [True, False])
def test_no_prices_ever_promise_too_much(seed, kernel):
    cost, people = walks(seed, n=10, m=7)
    task = problem(cost, 3, people)
    value = {tuple(choice): task.value(choice) for choice in every_choice(7, 3)}
    best = min(value.values())
    rng = np.random.default_rng(seed)
    for status in (np.zeros(7, np.int8), np.array([IN, OUT, 0, 0, 0, 0, 0], np.int8)):
        for price in (rng.integers(0, 50_000, 10), np.zeros(10, np.int64)):
            bound = bound_of(price, earnings(task.cost, price, 16), status, 3)
            allowed = [v for c, v in value.items() if status[0] != IN or (0 in c and 1 not in c)]
            assert bound <= min(allowed) * 16
    found = ascend(task, np.zeros(7, np.int8), np.zeros(10, np.int64), ROOT, upper=best, scale=16, kernel=kernel)
    assert found.bound == bound_of(found.price, earnings(task.cost, found.price, 16), np.zeros(7, np.int8), 3)
    assert found.bound <= best * 16
    fixed = fixings(found.bound, found.earn, np.zeros(7, np.int8), 3, (best - 1) * 16 + 1)
    cheaper = [choice for choice, v in value.items() if v < best]
    assert not cheaper
    # With a target above the best, what is fixed away must really cost that much.
    target = best + 200
    fixed = fixings(found.bound, found.earn, np.zeros(7, np.int8), 3, target * 16)
    for choice, v in value.items():
        if v < target:
            assert all(fixed[j] != OUT for j in choice)
            assert all(j in choice for j in np.flatnonzero(fixed == IN))
    assert (fixed == FREE).sum() + (fixed == IN).sum() >= 3


@pytest.mark.parametrize("seed", range(10))
def test_exchanges_are_exact(seed):
    cost, people = walks(seed)
    for p in (1, 3):
        task = problem(cost, p, people, fixed=[2])
        chosen = np.array([2, 4, 6][:p])
        profit = exchanges(task, chosen)
        for place in range(p):
            for j in range(9):
                if j in chosen or chosen[place] == 2:
                    assert profit[place, j] < -(10**15)
                    continue
                other = chosen.copy()
                other[place] = j
                assert profit[place, j] == task.value(chosen) - task.value(other)


@pytest.mark.parametrize("kernel", [True, False])
def test_search_ends_where_no_exchange_helps(kernel):
    for seed in range(5):
        cost, people = walks(seed, n=60, m=25)
        task = problem(cost, 4, people, fixed=[3], forbidden=[1])
        chosen = search(task, 5, kernel=kernel)
        assert len(np.unique(chosen)) == 4
        assert 3 in task.sites[chosen]
        assert 1 not in task.sites[chosen]
        assert exchanges(task, chosen).max() <= 0
        assert (chosen == search(task, 5, kernel=kernel)).all()
