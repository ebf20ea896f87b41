"""Somebody leaves, joins or changes: exact at price 0, few broken pairs at a price, and told as chains."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mulin.engines.pairing import Plan, Problem, repair, solve, verify
from tests.engines.pairing.towns import reference, town

TOWNS = [(30, 25, 8), (15, 30, 6), (60, 60, 10)]


def pairs(problem: Problem, plan: Plan) -> set[tuple[int, int]]:
    return {(int(problem.rows[edge]), int(problem.cols[edge])) for edge in plan.edges}


@pytest.mark.parametrize("seed", range(6))
def test_at_price_0_a_departure_is_repaired_exactly(seed: int) -> None:
    for size in TOWNS:
        problem = town(seed, *size)
        plan = solve(problem)
        for n in range(4):
            gone = problem.helpers[(seed * 7 + n * 5) % len(problem.helpers)]
            plan = repair(problem, plan, leave=[gone], price=0)
            proof = verify(problem, plan)
            assert proof.optimal
            assert proof.objective == reference(problem.without(plan.left))


@pytest.mark.parametrize("seed", range(6))
def test_at_price_0_an_arrival_is_taken_in_exactly(seed: int) -> None:
    for size in TOWNS:
        whole = town(seed, *size)
        absent = [whole.helpers[n] for n in range(seed, len(whole.helpers), 6)]
        plan = solve(whole.without(absent))
        plan = repair(whole, plan, join=absent, price=0)
        assert verify(whole, plan).objective == reference(whole)
        assert verify(whole, plan).optimal


@pytest.mark.parametrize("seed", range(6))
def test_at_price_0_a_changed_household_is_paired_anew_exactly(seed: int) -> None:
    for size in TOWNS:
        problem = town(seed, *size)
        plan = solve(problem)
        draw = np.random.default_rng(seed)
        chosen = draw.choice(len(problem.households), 3, replace=False).tolist()
        touched = np.isin(problem.rows, chosen)
        cost = np.where(touched, draw.permutation(problem.cost), problem.cost)
        changed = replace(problem, cost=cost)
        if changed.unmet != problem.unmet:
            changed = replace(problem, cost=np.where(touched, problem.cost[::-1] // 2, problem.cost))
        if changed.unmet != problem.unmet:
            continue
        plan = repair(changed, plan, change=[problem.households[n] for n in chosen], price=0)
        assert verify(changed, plan).objective == reference(changed)
        assert verify(changed, plan).optimal


@pytest.mark.parametrize("seed", range(8))
def test_at_a_price_few_pairs_are_broken_and_cover_is_kept(seed: int) -> None:
    problem = town(seed, 80, 70, 10)
    plan = solve(problem)
    busy = [int(problem.cols[edge]) for edge in plan.edges[:4]]
    for helper in busy:
        gone = problem.helpers[helper]
        before = pairs(problem, plan)
        repaired = repair(problem, plan, leave=[gone], price=300)
        exact = solve(problem.without([gone]))
        proof, best = verify(problem, repaired), verify(problem.without([gone]), exact)
        assert proof.feasible
        assert proof.cover == best.cover
        assert best.objective <= proof.objective
        assert proof.gap >= proof.objective - best.objective
        orphans = {row for row, col in before if col == helper}
        broken = {row for row, col in before - pairs(problem, repaired)} - orphans
        assert len(broken) <= 2 * max(1, len(orphans))


def test_chains_tell_who_moves_where() -> None:
    ints = lambda *values: np.array(values, np.int64)  # noqa: E731
    problem = Problem(
        ["wang", "zhang", "li"], ["granny", "uncle"], ints(0, 0, 1, 1), ints(0, 1, 1, 2), ints(60, 90, 50, 400),
        ints(1, 1, 1), ints(3, 2),
    )  # fmt: skip
    plan = repair(problem, solve(problem), leave=["wang"], price=300)
    (chain,) = plan.chains
    assert [(move.household, move.left, move.joins) for move in chain.moves] == [
        ("granny", "wang", "zhang"),
        ("uncle", "zhang", "li"),
    ]
    assert chain.cost == 90 - 50 + 400
    assert plan.left == ("wang",)
    kept = repair(problem, plan, join=["wang"], price=300)
    assert pairs(problem, kept) == pairs(problem, plan)
    back = repair(problem, plan, join=["wang"], price=150)
    assert pairs(problem, back) == {(0, 0), (1, 1)}
    assert back.left == ()


def test_a_price_keeps_pairs_that_would_save_little() -> None:
    ints = lambda *values: np.array(values, np.int64)  # noqa: E731
    problem = Problem(["new", "old"], ["a"], ints(0, 0), ints(0, 1), ints(100, 350), ints(1, 1), ints(1))
    plan = solve(problem.without(["new"]))
    assert pairs(problem, repair(problem, plan, join=["new"], price=300)) == {(0, 1)}
    assert pairs(problem, repair(problem, plan, join=["new"], price=200)) == {(0, 0)}


def test_nobody_is_left_where_the_last_helper_leaves() -> None:
    ints = lambda *values: np.array(values, np.int64)  # noqa: E731
    problem = Problem(["h"], ["a"], ints(0), ints(0), ints(100), ints(1), ints(4))
    plan = repair(problem, solve(problem), leave=["h"])
    assert plan.edges.tolist() == []
    (chain,) = plan.chains
    assert [(move.household, move.left, move.joins) for move in chain.moves] == [("a", "h", None)]
    assert verify(problem, plan).optimal
