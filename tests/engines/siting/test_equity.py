from dataclasses import replace

import numpy as np
import pytest

from mulin.engines import siting
from tests.engines.siting.questions import least, walks


def ede(cost, people, kappa, choice):
    time = cost[:, choice].min(axis=1)
    return np.log((people * np.exp(kappa * time)).sum() / people.sum()) / kappa


@pytest.mark.parametrize("seed", range(15))
def test_the_plan_has_the_least_equivalent_of_all(seed):
    cost, people = walks(seed)
    kappa = [0.001, 0.004, 0.02][seed % 3]
    plan = siting.equity(cost, 3, kappa=kappa, weight=people)
    assert plan.siting.proven
    best = least(lambda choice: ede(cost, people, kappa, choice), 9, 3)
    assert ede(cost, people, kappa, list(plan.siting.sites)) == pytest.approx(best, rel=1e-6)
    assert plan.ede_s == pytest.approx(best, abs=1)
    assert plan.mean_s <= plan.ede_s + 1 <= plan.worst_s + 2
    assert siting.verify_equity(cost, 3, plan, weight=people)
    assert not siting.verify_equity(cost, 3, replace(plan, ede_s=plan.ede_s - 1), weight=people)
    assert not siting.verify_equity(cost, 3, replace(plan, kappa=kappa * 2), weight=people)


def test_more_aversion_looks_after_the_worst_off():
    cost = np.array([[0, 500]] * 9 + [[1500, 600]])
    mild, strong = (siting.equity(cost, 1, kappa=kappa) for kappa in (0.0001, 0.02))
    assert (mild.siting.sites, strong.siting.sites) == ((0,), (1,))
    assert strong.worst_s < mild.worst_s


def test_somebody_nearly_out_of_reach_does_not_break_the_arithmetic():
    cost, people = walks(3)
    cost[0] = 10**7
    plan = siting.equity(cost, 2, kappa=0.01, weight=people)
    assert siting.verify_equity(cost, 2, plan, weight=people)
    assert plan.worst_s == 10**7


def test_impossible_aversion_and_nobody():
    cost, people = walks(1)
    with pytest.raises(siting.BadCosts, match="kappa"):
        siting.equity(cost, 2, kappa=0)
    with pytest.raises(siting.BadCosts, match="没有要服务的人"):
        siting.equity(cost, 2, weight=people * 0)
