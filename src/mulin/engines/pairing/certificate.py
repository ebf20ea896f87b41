"""Check a plan without the solver: is it allowed, and can nothing be better?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mulin.engines.pairing.problem import CLASSES, Ints, Plan, Problem, effective_cost


@dataclass(frozen=True)
class Certificate:
    """What was checked.

    Parameters
    ----------
    feasible : bool
        Every pair is a candidate edge used once, no helper above capacity, no household above what it wants.
    cost : int
        Walking, skills, dialect, continuity and load, seconds.
    objective : int
        `cost` and the price of those left out.
    bound : int
        No plan can be below this: the value of the prices as a dual solution, true for any prices.
    cover : dict of int to (int, int)
        Per risk class, households with at least one helper, and households.
    problems : tuple of str
        What is not allowed.

    """

    feasible: bool
    cost: int
    objective: int
    bound: int
    cover: dict[int, tuple[int, int]]
    problems: tuple[str, ...] = ()

    @property
    def gap(self) -> int:
        """At most so many seconds above the best plan."""
        return self.objective - self.bound

    @property
    def optimal(self) -> bool:
        """Proven: allowed, and as low as the bound."""
        return self.feasible and self.gap == 0


def _loads(problem: Problem, plan: Plan) -> tuple[Ints, Ints]:
    household = np.bincount(problem.rows[plan.edges], minlength=len(problem.households)).astype(np.int64)
    helper = np.bincount(problem.cols[plan.edges], minlength=len(problem.helpers)).astype(np.int64)
    return household, helper


def _unmet_costs(problem: Problem) -> tuple[Ints, Ints]:
    """Cost of a missing helper while another is left, and of the last one, per household."""
    base = problem.risk * problem.unmet
    several = problem.wanted is not None and bool((problem.demand > 1).any())
    return base, base + (CLASSES * problem.unmet if several else 0)


def dual_bound(problem: Problem, plan: Plan) -> int:
    """Value of the plan's prices as a solution of the dual linear programme.

    For any prices u (households) and p (helpers) the cost of every plan is at least::

        sum_i [k_i u_i - sum_t max(0, u_i - g_it)] - sum_h sum_s max(0, p_h - f_s) - sum_e max(0, u_i - c_e - p_h)
    """
    problem = problem.without(plan.left)
    u, p = plan.household_price, plan.helper_price
    cost = effective_cost(problem, plan.stability)
    base, last = _unmet_costs(problem)
    wants = problem.demand > 0
    left_out = np.maximum(0, u - base) * np.maximum(problem.demand - 1, 0) + np.maximum(0, u - last) * wants
    total = int((problem.demand * u - left_out).sum())
    for slot, load in enumerate(problem.load_cost):
        total -= int(np.maximum(0, p - load)[problem.capacity > slot].sum())
    return total - int(np.maximum(0, u[problem.rows] - cost - p[problem.cols]).sum())


def verify(problem: Problem, plan: Plan) -> Certificate:
    """Primal and dual check of a plan; uses nothing of the solver.

    Parameters
    ----------
    problem : Problem
        What was to be solved.
    plan : Plan
        Pairs and prices.

    Returns
    -------
    Certificate
        `optimal` is a proof; otherwise `gap` bounds how much better a plan could be.

    """
    problem = problem.without(plan.left)
    problems: list[str] = []
    edges = plan.edges
    if len(edges) and (edges.min() < 0 or edges.max() >= len(problem.rows)):
        return Certificate(feasible=False, cost=0, objective=0, bound=0, cover={}, problems=("an edge is not there",))
    if len(np.unique(edges)) != len(edges):
        problems.append("an edge is used twice")
    served, load = _loads(problem, plan)
    problems += [
        f"helper {problem.helpers[place]} above capacity" for place in np.flatnonzero(load > problem.capacity).tolist()
    ]
    problems += [
        f"household {problem.households[place]} above what it wants"
        for place in np.flatnonzero(served > problem.demand).tolist()
    ]
    if problems:
        return Certificate(feasible=False, cost=0, objective=0, bound=0, cover={}, problems=tuple(problems))
    steps = np.concatenate(([0], np.cumsum(np.array(problem.load_cost, np.int64))))
    cost = int(effective_cost(problem, plan.stability)[edges].sum() + steps[load].sum())
    base, last = _unmet_costs(problem)
    missing = problem.demand - served
    nobody = (served == 0) & (problem.demand > 0)
    out = int((base * (missing - nobody) + last * nobody).sum())
    cover = {
        risk: (
            int(((problem.risk == risk) & (served > 0)).sum()),
            int(((problem.risk == risk) & (problem.demand > 0)).sum()),
        )
        for risk in range(CLASSES, 0, -1)
    }
    return Certificate(feasible=True, cost=cost, objective=cost + out, bound=dual_bound(problem, plan), cover=cover)
