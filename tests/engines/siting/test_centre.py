from dataclasses import replace

import pytest

from mulin.engines import siting
from tests.engines.siting.questions import least, walks


@pytest.mark.parametrize("seed", range(15))
def test_nobody_can_be_spared_a_step(seed):
    cost, _ = walks(seed)
    fixed = [seed % 9] if seed % 2 else []
    plan = siting.p_centre(cost, 3, fixed=fixed)
    best = least(lambda choice: int(cost[:, choice].min(axis=1).max()), 9, 3, fixed)
    assert plan.value == plan.lower_bound == best
    assert plan.proven
    assert siting.verify_centre(cost, 3, plan, fixed=fixed)
    lie = replace(plan, value=best - 1, lower_bound=best - 1)
    assert not siting.verify_centre(cost, 3, lie, fixed=fixed)


def test_a_bound_without_proof_is_not_believed():
    cost, _ = walks(4)
    plan = siting.p_centre(cost, 2)
    assert plan.certificate is not None
    assert not siting.verify_centre(cost, 2, replace(plan, certificate=None))
    other = siting.p_centre(cost, 4)
    assert not siting.verify_centre(cost, 4, replace(other, lower_bound=other.value + 1))
