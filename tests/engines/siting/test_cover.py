from dataclasses import replace

import pytest

from mulin.engines import siting
from tests.engines.siting.questions import least, walks


@pytest.mark.parametrize("seed", range(12))
def test_no_plan_covers_more(seed):
    cost, people = walks(seed)
    plan = siting.max_cover(cost, 2, 300, weight=people, forbidden=[0])
    best = least(lambda c: int(people @ (cost[:, c].min(axis=1) > 300)), 9, 2, forbidden=[0])
    assert plan.siting.value == best
    assert plan.covered == int(people.sum()) - best
    assert plan.siting.proven
    assert siting.verify_cover(cost, 2, 300, plan, weight=people, forbidden=[0])
    assert not siting.verify_cover(cost, 2, 300, replace(plan, covered=plan.covered + 1), weight=people, forbidden=[0])


def test_everybody_counts_once_without_weights():
    cost, _ = walks(1)
    plan = siting.max_cover(cost, 3, 400)
    assert plan.total == 14
    assert plan.covered == int((cost[:, plan.siting.sites].min(axis=1) <= 400).sum())
    with pytest.raises(siting.BadCosts, match="半径"):
        siting.max_cover(cost, 3, -1)
