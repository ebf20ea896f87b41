import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from mulin.engines import siting
from tests.engines.siting.questions import every_choice, walks


def transport(cost, demand, capacity, choice):
    n, k = len(demand), len(choice)
    rows = np.kron(np.eye(n), np.ones((1, k)))
    full = np.kron(np.ones((1, n)), np.eye(k))
    answer = linprog(cost[:, choice].ravel(), A_eq=rows, b_eq=demand, A_ub=full, b_ub=capacity[choice])
    return round(answer.fun) if answer.status == 0 else 10**12


@pytest.mark.parametrize("seed", range(8))
def test_no_other_sites_and_no_other_sharing_cost_less(seed):
    cost, people = walks(seed, n=8, m=6)
    rng = np.random.default_rng(seed)
    capacity = rng.integers(people.sum() // 4, people.sum() // 2, 6)
    asked = {"p": 4, "fixed": [1]}
    plan = siting.capacitated(cost, people, capacity, **asked)
    best = min(transport(cost, people, capacity, c) for c in every_choice(6, 4, [1]))
    assert plan.value == best
    assert plan.lower_bound <= plan.solver_bound <= plan.value
    assert siting.verify_capacitated(cost, people, capacity, plan, **asked)
    assert not siting.verify_capacitated(cost, people, capacity, replace(plan, lower_bound=plan.value + 1), **asked)
    moved = plan.flow.copy()
    moved[0] = np.roll(moved[0], 1)
    if (moved != plan.flow).any():
        assert not siting.verify_capacitated(cost, people, capacity, replace(plan, flow=moved), **asked)


def test_opening_costs_decide_how_many():
    cost, people = walks(3, n=10, m=5)
    capacity = np.full(5, int(people.sum()))
    few = siting.capacitated(cost, people, capacity, opening=[10**6] * 5)
    many = siting.capacitated(cost, people, capacity, opening=[0] * 5)
    assert len(few.sites) == 1
    assert many.value == int(people @ cost.min(axis=1))
    assert many.proven
    assert siting.verify_capacitated(cost, people, capacity, few, opening=[10**6] * 5)


def test_too_little_room_is_said_with_figures():
    with pytest.raises(siting.TooLittleRoom, match="要服务 20 人，能开的地点最多只容得下 15 人"):
        siting.capacitated([[1, 2, 3]] * 2, [10, 10], [9, 6, 2], p=2)
    with pytest.raises(siting.TooLittleRoom):
        siting.capacitated([[1, 2, 3]] * 2, [10, 10], [19, 6, 2], p=2, forbidden=[0])
    with pytest.raises(siting.BadCosts, match="对不上"):
        siting.capacitated([[1, 2, 3]] * 2, [10], [9, 6, 2], p=2)


def test_the_classic_warehouses():
    """cap71 where its file is given, else a made-up one whose best answer is tried out."""
    folder = os.environ.get("MULIN_DATA")
    if not folder:
        cost, people = walks(9, n=6, m=4)
        capacity, opening = np.full(4, 70), np.array([900, 4000, 500, 7000])
        plan = siting.capacitated(cost, people, capacity, opening=opening)
        choices = [c for p in range(1, 5) for c in every_choice(4, p)]
        assert plan.value == min(transport(cost, people, capacity, c) + int(opening[c].sum()) for c in choices)
        return
    words = iter((Path(folder) / "siting" / "cap71.txt").read_text().split())
    m, n = int(next(words)), int(next(words))
    sites = np.array([[float(next(words)), float(next(words))] for _ in range(m)])
    demand, cost = [], []
    for _ in range(n):
        demand.append(int(next(words)))
        cost.append([float(next(words)) for _ in range(m)])
    people = np.array(demand)
    # Costs are given for the whole demand: per head they are fractions, taken to a millionth.
    unit = np.rint(np.array(cost) / people[:, None] * 1e6).astype(np.int64)
    plan = siting.capacitated(unit, people, sites[:, 0].astype(int), opening=np.rint(sites[:, 1] * 1e6).astype(int))
    assert plan.value / 1e6 == pytest.approx(932615.75, abs=0.1)
