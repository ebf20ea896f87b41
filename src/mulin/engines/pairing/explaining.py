"""Why this pair, who would be next, what would have to change, and where one more helper saves most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mulin.engines.pairing.prices import Links, savings
from mulin.engines.pairing.problem import Plan, Problem, effective_cost


@dataclass(frozen=True)
class Option:
    """A candidate of a household.

    Parameters
    ----------
    helper : str
        Reference.
    cost : int
        Seconds of the pair itself.
    price : int
        Seconds that giving her one household more would cost others (her load included).
    more : int
        For others: having her instead costs at most so many seconds more than what the household has now.

    """

    helper: str
    cost: int
    price: int
    more: int


@dataclass(frozen=True)
class Why:
    """Why a household has these helpers.

    Parameters
    ----------
    household : str
        Reference.
    chosen, others : tuple of Option
        Helpers it has, and the next best, cheapest first.
    reason : str
        `paired`; `short` (has some of the helpers it wants); `no_candidates`; or `taken`: every candidate's
        slots go to households of the same or higher risk, or keep others from being left out.
    blocked_by : tuple of str
        For `taken` and `short`: the households that have its candidates, highest risk first.

    """

    household: str
    chosen: tuple[Option, ...]
    others: tuple[Option, ...]
    reason: str
    blocked_by: tuple[str, ...] = ()


def explain(problem: Problem, plan: Plan, household: str, *, most: int = 3) -> Why:
    """Explain one household's pairs.

    Parameters
    ----------
    problem, plan : Problem, Plan
        As solved.
    household : str
        Reference.
    most : int
        How many other options to tell.

    Raises
    ------
    ValueError
        There is no such household.

    """
    problem = problem.without(plan.left)
    place = list(problem.households).index(household)
    edges = np.arange(problem.start[place], problem.start[place + 1])
    edges = edges[problem.capacity[problem.cols[edges]] > 0]
    cost = effective_cost(problem, plan.stability)[edges]
    price = plan.helper_price[problem.cols[edges]]
    used = np.isin(edges, plan.edges)
    load = np.bincount(problem.cols[plan.edges], minlength=len(problem.helpers))
    freed = [int(cost[rank]) + problem.load_cost[load[problem.cols[edges[rank]]] - 1] for rank in np.flatnonzero(used)]
    saved = max(freed) if freed else problem.unmet_cost(place, 0)
    more = np.where(used, 0, np.maximum(0, cost + price - saved))
    options = [
        (
            Option(problem.helpers[int(problem.cols[edge])], int(cost[rank]), int(price[rank]), int(more[rank])),
            rank,
        )
        for rank, edge in enumerate(edges.tolist())
    ]
    options.sort(key=lambda item: (item[0].more, item[0].cost, item[0].helper))
    chosen = tuple(option for option, rank in options if used[rank])
    others = tuple(option for option, rank in options if not used[rank])[:most]
    blocked: tuple[str, ...] = ()
    reason = "paired"
    if len(chosen) < int(problem.demand[place]):
        reason = "short" if chosen else "taken" if len(edges) else "no_candidates"
        rivals = plan.edges[np.isin(problem.cols[plan.edges], problem.cols[edges])]
        who = sorted(
            {int(problem.rows[edge]) for edge in rivals} - {place}, key=lambda one: (-int(problem.risk[one]), one)
        )
        blocked = tuple(problem.households[one] for one in who)
    return Why(household, chosen, others, reason, blocked)


def shadow_prices(problem: Problem, plan: Plan) -> dict[int, int]:
    """What one more helper in a place would save, if she were like one who lives there and took one household.

    Parameters
    ----------
    problem, plan : Problem, Plan
        With the helpers' `nodes`; the plan must be optimal.

    Returns
    -------
    dict of int to int
        Seconds saved per node; `problem.unmet` and more means that somebody left out would be covered.

    Raises
    ------
    ValueError
        The problem has no nodes, or the plan is not optimal.

    """
    if problem.nodes is None:
        raise ValueError("the helpers have no nodes")
    nodes, problem = problem.nodes, problem.without(plan.left)
    cost = effective_cost(problem, plan.stability)
    used = np.zeros(len(problem.rows), bool)
    used[plan.edges] = True
    household, _ = savings(problem, Links(problem.rows, problem.cols, cost, used))
    gain = np.zeros(len(problem.helpers), np.int64)
    np.maximum.at(gain, problem.cols, household[problem.rows] - cost - problem.load_cost[0])
    best: dict[int, int] = {}
    for node, saved in zip(nodes, gain.tolist(), strict=True):
        best[node] = max(best.get(node, 0), saved)
    return best
