"""Prices of a plan: shortest distances in its residual network, by label correction over whole arrays.

A household's price is what it would cost if it wanted one helper more, a helper's what one household more would
cost. The savings are the other side: what one helper less wanted, or one slot more, would save.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from mulin.engines.pairing.problem import CLASSES, Flags, Ints, Problem

FAR = np.int64(2**62)


def _next_load(problem: Problem, load: Ints) -> Ints:
    """Cost of one household more at each helper; FAR when full."""
    steps = np.append(np.array(problem.load_cost, np.int64), FAR)
    return np.where(load < problem.capacity, steps[np.minimum(load, len(steps) - 1)], FAR)


def _next_unmet(problem: Problem, served: Ints) -> Ints:
    """Cost of losing one helper for each household; FAR when there is none to lose."""
    several = problem.wanted is not None and bool((problem.demand > 1).any())
    last = (served == 1) & several
    cost = (problem.risk + np.where(last, CLASSES, 0)) * problem.unmet
    return np.where(served > 0, cost, FAR)


def _gain_unmet(problem: Problem, served: Ints) -> Ints:
    """What serving one more unit of each household saves; -FAR when nothing is missing."""
    several = problem.wanted is not None and bool((problem.demand > 1).any())
    cost = (problem.risk + np.where((served == 0) & several, CLASSES, 0)) * problem.unmet
    return np.where(served < problem.demand, cost, -FAR)


class Links(NamedTuple):
    """Edges, or some of them: household, helper, cost in seconds, and whether the edge is a pair."""

    rows: Ints
    cols: Ints
    cost: Ints
    used: Flags


def prices(problem: Problem, links: Links, most_rounds: int = 1_000_000) -> tuple[Ints, Ints] | None:
    """Distances to the sink.

    Parameters
    ----------
    problem : Problem
        The problem.
    links : Links
        The edges that count.
    most_rounds : int
        Give up after so many rounds: the plan has a negative cycle, so it is not optimal.

    Returns
    -------
    (int64 array, int64 array) or None
        Household and helper prices, or None.

    """
    rows, cols, cost, used = links
    edges = np.flatnonzero(used)
    served = np.bincount(rows[edges], minlength=len(problem.households)).astype(np.int64)
    load = np.bincount(cols[edges], minlength=len(problem.helpers)).astype(np.int64)
    helper = _next_load(problem, load)
    household = _next_unmet(problem, served)
    unused = np.flatnonzero(~used & (helper[cols] < FAR))
    np.minimum.at(household, rows[unused], cost[unused] + helper[cols[unused]])
    pair_row, pair_col, pair_cost = rows[edges], cols[edges], cost[edges]
    by_helper, starts = np.zeros(0, np.int64), np.zeros(0, np.int64)
    for _ in range(most_rounds):
        offered = np.where(household[pair_row] < FAR, household[pair_row] - pair_cost, FAR)
        better = offered < helper[pair_col]
        if not better.any():
            break
        np.minimum.at(helper, pair_col[better], offered[better])
        changed = np.unique(pair_col[better])
        if not len(starts):
            by_helper = np.argsort(cols, kind="stable")
            starts = np.searchsorted(cols[by_helper], np.arange(len(problem.helpers) + 1))
        sizes = starts[changed + 1] - starts[changed]
        places = np.repeat(starts[changed] - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
        touched = by_helper[places]
        touched = touched[~used[touched]]
        np.minimum.at(household, rows[touched], cost[touched] + helper[cols[touched]])
    else:
        return None
    if problem.wanted is None:  # served by one: what serving it costs is price enough
        np.minimum.at(household, pair_row, pair_cost + helper[pair_col])
    highest = nobody_pays(problem, cost)
    return np.minimum(household, 2 * CLASSES * problem.unmet), np.minimum(helper, highest)


def nobody_pays(problem: Problem, cost: Ints) -> int:
    """A helper's price that no household would pay: above every cost of leaving out, on any edge."""
    return 2 * CLASSES * problem.unmet - (min(0, int(cost.min())) if len(cost) else 0)


def savings(problem: Problem, links: Links, most_rounds: int = 10_000) -> tuple[Ints, Ints]:
    """What one unit less wanted by a household, and one slot more at a helper, would save (never negative).

    Returns
    -------
    int64 array, int64 array
        Shape (K,) and (H,).

    Raises
    ------
    ValueError
        The plan is not optimal.

    """
    rows, cols, cost, used = links
    edges, unused = np.flatnonzero(used), np.flatnonzero(~used)
    served = np.bincount(rows[edges], minlength=len(problem.households)).astype(np.int64)
    load = np.bincount(cols[edges], minlength=len(problem.helpers)).astype(np.int64)
    steps = np.array((0, *problem.load_cost), np.int64)
    household = _gain_unmet(problem, served)
    helper = np.where(load > 0, steps[load], -FAR)
    for _ in range(most_rounds):
        before = helper.copy()
        known = edges[helper[cols[edges]] > -FAR]
        np.maximum.at(household, rows[known], cost[known] + helper[cols[known]])
        known = unused[household[rows[unused]] > -FAR]
        np.maximum.at(helper, cols[known], household[rows[known]] - cost[known])
        if (before == helper).all():
            return np.maximum(household, 0), np.maximum(helper, 0)
    raise ValueError("the plan is not optimal: its savings do not settle")
