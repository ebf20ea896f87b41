import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from mulin.engines import siting
from mulin.engines.siting.problem import problem
from mulin.project.bench.siting import read_pmed
from tests.engines.siting.questions import least, street_matrix, walks


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("kernel", [True, False])
def test_the_plan_is_the_best_of_all_plans(seed, kernel):
    cost, people = walks(seed)
    p = 1 + seed % 4
    fixed, forbidden = ([seed % 9] if seed % 3 == 1 else []), ([(seed + 4) % 9, (seed + 5) % 9] if seed % 2 else [])
    asked = {"weight": people, "fixed": fixed, "forbidden": forbidden}
    plan = siting.p_median(cost, p, kernel=kernel, **asked)
    best = least(lambda choice: int(people @ cost[:, choice].min(axis=1)), 9, p, fixed, forbidden)
    assert plan.value == plan.lower_bound == best
    assert plan.proven
    assert siting.verify(cost, p, plan, **asked)
    assert set(fixed) <= set(plan.sites)
    assert not set(forbidden) & set(plan.sites)


@pytest.mark.parametrize(("n", "p"), [(40, 3), (60, 6), (90, 30)])
def test_larger_plans_agree_with_highs(n, p):
    cost = street_matrix(n + p, n)
    plan = siting.p_median(cost, p)
    rows = np.zeros((n + 1, n * n + n))
    for i in range(n):
        rows[i, i * n : (i + 1) * n] = 1
    rows[n, n * n :] = 1
    link = np.zeros((n, n * n + n))
    for j in range(n):
        link[j, np.arange(n) * n + j] = 1
        link[j, n * n + j] = -n
    answer = milp(
        np.concatenate([cost.ravel(), np.zeros(n)]).astype(float),
        constraints=[
            LinearConstraint(rows, np.append(np.ones(n), p), np.append(np.ones(n), p)),
            LinearConstraint(link, -np.inf, 0),
        ],
        integrality=np.concatenate([np.zeros(n * n), np.ones(n)]),
        bounds=Bounds(0, 1),
        options={"time_limit": 8},
    )
    assert answer.mip_dual_bound <= plan.value + 1e-6
    assert plan.value <= round(answer.fun)
    assert plan.proven
    assert siting.verify(cost, p, plan)


def test_a_plan_that_had_to_be_split_into_cases_is_certified():
    found = 0
    for seed in range(30):
        cost = street_matrix(seed, 80)
        plan = siting.p_median(cost, 4)
        if plan.certificate.cases > 1:
            assert plan.proven
            assert siting.verify(cost, 4, plan)
            broken = replace(plan.certificate, branch=plan.certificate.branch[:-1], price=plan.certificate.price[:-1])
            assert not siting.verify(cost, 4, replace(plan, certificate=broken))
            leaf = np.flatnonzero(plan.certificate.branch < 0)[0]
            price = plan.certificate.price.copy()
            price[leaf] = 0
            assert not siting.verify(cost, 4, replace(plan, certificate=replace(plan.certificate, price=price)))
            found += 1
    assert found >= 2


def test_lies_are_found_out():
    cost, people = walks(5)
    plan = siting.p_median(cost, 3, weight=people)
    check = lambda plan: siting.verify(cost, 3, plan, weight=people)  # noqa: E731
    assert check(plan)
    worse = tuple(sorted({*range(9)} - {*plan.sites}))[:3]
    value = problem(cost, 3, people).value(list(worse))
    nearest = np.array(worse)[np.argmin(cost[:, worse], axis=1)]
    assert value > plan.value
    assert not check(replace(plan, sites=worse, assign=nearest, value=value, lower_bound=value))
    assert not check(replace(plan, sites=worse))
    assert not check(replace(plan, value=plan.value - 1))
    assert not check(replace(plan, value=plan.value - 1, lower_bound=plan.value - 1))
    assert not check(replace(plan, certificate=None))
    assert not check(replace(plan, sites=plan.sites[:2]))
    assert not check(replace(plan, assign=np.full(len(cost), worse[0])))
    assert not siting.verify(cost, 3, plan, weight=people, forbidden=[plan.sites[0]])
    assert not siting.verify(cost, 3, plan, weight=people, fixed=[worse[0]])


def test_a_plan_without_time_to_prove_has_an_honest_gap():
    cost = street_matrix(7, 120)
    full = siting.p_median(cost, 5)
    plan = siting.p_median(cost, 5, max_nodes=1, kernel=False)
    assert plan.lower_bound <= full.value <= plan.value
    assert plan.proven == (plan.lower_bound == plan.value)
    assert siting.verify(cost, 5, plan)
    assert not siting.verify(cost, 5, replace(plan, lower_bound=full.value + 1, proven=False))


def test_alternatives_are_other_plans_within_the_margin():
    cost, people = walks(11, n=40, m=15)
    plan = siting.p_median(cost, 4, weight=people, within_permille=100)
    assert plan.alternatives
    for other in plan.alternatives:
        assert len(set(other.sites)) == 4
        assert other.sites != plan.sites
        assert other.value == problem(cost, 4, people).value(list(other.sites))
        assert plan.value <= other.value <= plan.value * 1.1
    assert [other.value for other in plan.alternatives] == sorted(other.value for other in plan.alternatives)


def test_the_same_question_has_the_same_answer():
    cost = street_matrix(3, 100)
    one, two = siting.p_median(cost, 6), siting.p_median(cost, 6)
    assert (one.sites, one.nodes) == (two.sites, two.nodes)
    assert (one.certificate.price == two.certificate.price).all()


def test_all_sites_one_site_and_nobody():
    cost, people = walks(2)
    assert siting.p_median(cost, 9, weight=people).value == int(people @ cost.min(axis=1))
    assert siting.p_median(cost, 1, weight=people).value == int((people @ cost).min())
    nobody = siting.p_median(cost, 2, weight=people * 0)
    assert (nobody.value, nobody.proven) == (0, True)


@pytest.mark.parametrize(
    ("change", "kind", "message"),
    [
        ({"p": 10}, siting.Impossible, "能选的只有 9 个"),
        ({"p": 0}, siting.Impossible, "至少要选一个"),
        ({"forbidden": range(9)}, siting.Impossible, "都被排除"),
        ({"fixed": [1], "forbidden": [1]}, siting.Impossible, "既要保留又被排除"),
        ({"fixed": [0, 1, 2]}, siting.Impossible, "只让选 2 个"),
        ({"fixed": [12]}, siting.Impossible, "第 12 号不存在"),
        ({"weight": [1, 2]}, siting.BadCosts, "人数却有 2 个"),
        ({"weight": [-1] * 14}, siting.BadCosts, "负数"),
        ({"cost": []}, siting.BadCosts, "空的"),
        ({"cost": [[1.5]]}, siting.BadCosts, "不是整数"),
        ({"cost": [[1, -1]]}, siting.BadCosts, "走不到的地方"),
        ({"cost": [[2**60, 1], [1, 2]]}, siting.BadCosts, "太大"),
    ],
)
def test_questions_that_make_no_sense(change, kind, message):
    asked = {"cost": walks(1)[0], "p": 2} | change
    with pytest.raises(kind, match=message):
        siting.p_median(asked.pop("cost"), asked.pop("p"), **asked)


def classic():
    folder = Path(os.environ.get("MULIN_DATA", "")) / "siting"
    table = folder / "pmed_optima.csv"
    if not os.environ.get("MULIN_DATA") or not table.is_file():
        return []
    rows = [line.split(",") for line in table.read_text().split()[1:]]
    return [(folder / f"{name}.txt", int(best)) for name, best in rows if int(name[4:]) <= 15]


@pytest.mark.parametrize(
    ("file", "best"), [*classic(), (None, None)], ids=[*(file.stem for file, _ in classic()), "synthetic"]
)
def test_classic_instances_are_solved_and_certified(file, best):
    if file is None:
        cost, p = street_matrix(1, 150), 8
    else:
        cost, p = read_pmed(file)
    plan = siting.p_median(cost, p)
    assert plan.proven
    assert best in {None, plan.value}
    assert siting.verify(cost, p, plan)
