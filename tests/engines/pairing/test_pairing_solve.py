"""The best plan, proven: both solvers, an independent reference, cover by risk, and forged proofs."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from mulin.engines.pairing import Problem, solve, verify
from tests.engines.pairing.towns import greedy, reference, town

SIZES = [(4, 6, 3), (10, 8, 4), (12, 30, 6), (40, 40, 12), (3, 30, 3), (60, 40, 20)]


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


@pytest.mark.parametrize("backend", ["csgraph", "pure"])
@pytest.mark.parametrize("seed", range(6))
def test_one_helper_each_is_solved_and_proven(backend: str, seed: int) -> None:
    for helpers, households, near in SIZES:
        problem = town(seed, helpers, households, near, lowest=-600)
        for stability in (0, 300):
            proof = verify(problem, solve(problem, backend=backend, stability=stability))
            assert proof.optimal
            assert proof.objective == reference(problem, stability)


@pytest.mark.parametrize("seed", range(6))
def test_several_helpers_each_are_solved_and_proven(seed: int) -> None:
    for helpers, households, near in SIZES:
        problem = town(seed, helpers, households, near, wanted=3)
        plan = solve(problem)
        proof = verify(problem, plan)
        assert plan.backend == "pure"
        assert proof.optimal
        assert proof.objective == reference(problem)


def brute_cover(problem: Problem) -> tuple[int, ...]:
    """Best cover by risk, highest risk first, over every choice there is."""
    choices = [
        [None, *problem.cols[problem.start[row] : problem.start[row + 1]].tolist()]
        for row in range(len(problem.households))
    ]
    best = (-1,)
    for chosen in product(*choices):
        load = np.bincount([helper for helper in chosen if helper is not None], minlength=len(problem.helpers))
        if (load <= problem.capacity).all():
            covered = tuple(
                sum(helper is not None and problem.risk[row] == risk for row, helper in enumerate(chosen))
                for risk in (4, 3, 2, 1)
            )
            best = max(best, covered)
    return best


@pytest.mark.parametrize("seed", range(8))
def test_cover_is_lexicographically_greatest(seed: int) -> None:
    problem = town(seed, 4, 7, 3)
    cover = verify(problem, solve(problem)).cover
    assert tuple(cover[risk][0] for risk in (4, 3, 2, 1)) == brute_cover(problem)


def test_never_less_cover_and_never_dearer_than_by_hand() -> None:
    for seed in range(5):
        problem = town(seed, 120, 100, 8)
        ours = verify(problem, solve(problem))
        by_hand = verify(problem, replace(solve(problem), edges=np.array(greedy(problem), np.int64)))
        assert by_hand.feasible
        assert ours.objective <= by_hand.objective
        ours_cover, their_cover = (tuple(proof.cover[risk][0] for risk in (4, 3, 2, 1)) for proof in (ours, by_hand))
        assert ours_cover >= their_cover


def test_everybody_gets_a_first_helper_before_anybody_a_second() -> None:
    problem = Problem(
        ["h1", "h2"], ["a", "b"], ints(0, 0, 1), ints(0, 1, 1), ints(10, 10, 900), ints(1, 1), ints(4, 1), ints(2, 1)
    )
    plan = solve(problem)
    assert plan.edges.tolist() == [0, 2]
    assert verify(problem, plan).optimal


def test_continuity_and_stability_keep_a_pair() -> None:
    problem = Problem(
        ["old", "near"],
        ["a"],
        ints(0, 0),
        ints(0, 1),
        ints(500, 300),
        ints(1, 1),
        ints(2),
        current=np.array([True, False]),
    )
    assert solve(problem).edges.tolist() == [1]
    assert solve(problem, stability=201).edges.tolist() == [0]


def test_nobody_to_pair() -> None:
    none = ints()
    empty = Problem([], [], none, none, none, none, none)
    assert verify(empty, solve(empty)).optimal
    alone = Problem([], ["a"], none, none, none, none, ints(3))
    proof = verify(alone, solve(alone))
    assert proof.optimal
    assert proof.cover[3] == (0, 1)
    idle = Problem(["h"], ["a"], ints(0), ints(0), ints(5), ints(0), ints(3))
    assert verify(idle, solve(idle)).optimal
    assert solve(idle).edges.tolist() == []


def test_a_forged_plan_is_not_proven() -> None:
    problem = town(1, 40, 40, 8)
    plan = solve(problem)
    assert verify(problem, plan).gap == 0
    without_one = replace(plan, edges=plan.edges[1:])
    assert verify(problem, without_one).feasible
    assert not verify(problem, without_one).optimal
    dearer = replace(plan, helper_price=plan.helper_price + 7, household_price=plan.household_price - 3)
    assert verify(problem, dearer).gap > 0
    assert verify(problem, replace(plan, household_price=plan.household_price * 3)).gap >= 0
    for edges in ([0, 0], [-1], [10**6], list(range(len(problem.rows)))):
        forged = verify(problem, replace(plan, edges=np.array(edges, np.int64)))
        assert not forged.feasible
        assert forged.problems


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"risk": ints(5)}, "risk"),
        ({"capacity": ints(4)}, "capacity"),
        ({"cost": np.array([1.5])}, "int64"),
        ({"cols": ints(7)}, "not there"),
        ({"cost": ints(1, 2)}, "lengths"),
        ({"load_cost": (5, 1, 2)}, "load_cost"),
        ({"wanted": ints(-1)}, "wanted"),
        ({"cost": ints(2**60)}, "64 bits"),
        ({"rows": ints(0, 0), "cols": ints(0, 0), "cost": ints(1, 2)}, "same two"),
        ({"nodes": [1, 2]}, "nodes"),
        ({"current": np.zeros(3, bool)}, "current"),
    ],
)
def test_nonsense_is_refused(changes: dict[str, object], message: str) -> None:
    good = Problem(["h"], ["a"], ints(0), ints(0), ints(5), ints(1), ints(3))
    with pytest.raises(ValueError, match=message):
        replace(good, **changes)


def test_unknown_ways_are_refused() -> None:
    problem = town(2, 5, 5, 3, wanted=2)
    with pytest.raises(ValueError, match="backend"):
        solve(problem, backend="luck")
    with pytest.raises(ValueError, match="one helper"):
        solve(problem, backend="csgraph")


def test_costs_too_large_for_floats_are_solved_in_integers() -> None:
    problem = replace(town(3, 12, 20, 6), cost=town(3, 12, 20, 6).cost * 10**10 + 1)
    plan = solve(problem)
    assert plan.backend == "pure"
    assert verify(problem, plan).optimal
    assert verify(problem, plan).objective == reference(problem)
    with pytest.raises(ValueError, match="csgraph"):
        solve(problem, backend="csgraph")
