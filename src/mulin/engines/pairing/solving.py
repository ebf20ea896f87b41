"""Solve the pairing problem exactly."""

from __future__ import annotations

import numpy as np

from mulin.engines.pairing.matching import solve_matching
from mulin.engines.pairing.prices import Links, prices
from mulin.engines.pairing.problem import CLASSES, Ints, Plan, Problem, effective_cost
from mulin.engines.pairing.residual import Residual

EXACT = 2**53


def _paths(problem: Problem, cost: Ints) -> tuple[Ints, Ints, Ints]:
    """One unit after another by shortest augmenting paths, the riskiest households first."""
    helper = np.full(len(problem.helpers), problem.load_cost[0], np.int64)
    household = problem.risk * problem.unmet
    np.minimum.at(household, problem.rows, cost + helper[problem.cols])
    work = Residual(problem, cost, household, helper)
    for place in np.argsort(-problem.risk, kind="stable").tolist():
        for _ in range(int(problem.demand[place])):
            work.place(place)
    edges = work.edges()
    used = np.zeros(len(problem.rows), bool)
    used[edges] = True
    found = prices(problem, Links(problem.rows, problem.cols, cost, used))
    if found is None:
        raise ArithmeticError("the paths are not shortest")
    return edges, *found


def solve(problem: Problem, *, backend: str = "auto", stability: int = 0) -> Plan:
    """Pairs that cover by risk first and then cost least, with the prices that prove it.

    Parameters
    ----------
    problem : Problem
        Candidates, costs, capacities and risks.
    backend : str
        `csgraph` (SciPy's sparse matching; one helper per household), `pure` (shortest augmenting paths in
        Python) or `auto`: the first where it can be used.
    stability : int
        Seconds by which a pair of today counts as nearer; the exact way to keep relationships.

    Returns
    -------
    Plan
        `verify` proves it without the solver.

    Raises
    ------
    ValueError
        An unknown backend, or `csgraph` where households want several helpers or costs are too large for float64.

    Notes
    -----
    Households of risk 4 are covered as often as possible, then those of risk 3, and so on; among all such plans
    the one with the fewest seconds (walk, skills, dialect, continuity, load) is found. Where households want
    several helpers, everybody's first one comes before anybody's second.

    Examples
    --------
    >>> from mulin.engines.pairing import Problem, verify
    >>> ints = lambda *values: np.array(values, np.int64)
    >>> two = Problem(["h1", "h2"], ["a", "b"], ints(0, 0, 1), ints(0, 1, 0), ints(60, 90, 70), ints(1, 1), ints(1, 4))
    >>> plan = solve(two)
    >>> plan.edges.tolist(), verify(two, plan).optimal
    ([1, 2], True)

    """
    if backend not in {"auto", "csgraph", "pure"}:
        raise ValueError(f"unknown backend {backend}")
    several = problem.wanted is not None and bool((problem.demand != 1).any())
    cost = effective_cost(problem, stability)
    inexact = 2 * CLASSES * problem.unmet * max(1, problem.units) >= EXACT  # SciPy reckons in float64
    if backend == "csgraph" and (several or inexact):
        raise ValueError("csgraph pairs each household with one helper, and sums below 2**53 seconds")
    if backend == "pure" or several or not problem.households or (backend == "auto" and inexact):
        return Plan(*_paths(problem, cost), "pure", stability)
    return Plan(*solve_matching(problem, cost), "csgraph", stability)
