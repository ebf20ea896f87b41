"""Solve with SciPy's sparse matching, on as few edges as are needed for a proof over all of them."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from mulin.engines.pairing.prices import Links, prices
from mulin.engines.pairing.problem import Flags, Ints, Problem

FIRST_EDGES = 8  # edges of each household tried first; the others are taken in where the prices ask for them
MOST_ROUNDS = 4  # after so many all edges are taken in


def _match(problem: Problem, cost: Ints, kept: Ints) -> Ints:
    """Best pairs over the kept edges alone: one column per slot of a helper, one per household for nobody."""
    households, loads = len(problem.households), np.array(problem.load_cost, np.int64)
    most = np.bincount(problem.cols[kept], minlength=len(problem.helpers)) if len(kept) else np.zeros(0, np.int64)
    slots = np.minimum(problem.capacity, most) if len(kept) else np.zeros(len(problem.helpers), np.int64)
    first_slot = np.concatenate(([0], np.cumsum(slots)))
    copies = slots[problem.cols[kept]]
    edge = np.repeat(kept, copies)
    slot = np.arange(len(edge)) - np.repeat(np.cumsum(copies) - copies, copies)
    lowest = min(0, int(cost[kept].min())) if len(kept) else 0
    nobody = np.arange(households)
    row = np.concatenate((problem.rows[edge], nobody))
    column = np.concatenate((first_slot[problem.cols[edge]] + slot, first_slot[-1] + nobody))
    # The matching wants weights above 0: one second and the lowest cost more on every edge, which moves no optimum.
    weight = np.concatenate((cost[edge] + loads[slot] - lowest + 1, problem.risk * problem.unmet - lowest + 1))
    matrix = csr_array((weight.astype(np.float64), (row, column)), shape=(households, int(first_slot[-1]) + households))
    matched_row, matched_column = min_weight_full_bipartite_matching(matrix)
    owner = np.repeat(np.arange(len(problem.helpers)), slots)
    real = matched_column < first_slot[-1]
    keys = problem.rows * max(1, len(problem.helpers)) + problem.cols
    wanted = matched_row[real].astype(np.int64) * max(1, len(problem.helpers)) + owner[matched_column[real]]
    order = np.arange(len(keys)) if (np.diff(keys) > 0).all() else np.argsort(keys)
    found: Ints = order[np.searchsorted(keys[order], wanted)].astype(np.int64)
    return found


def _nearest(problem: Problem, cost: Ints) -> Flags:
    """The cheapest edges of each household."""
    order = np.lexsort((cost, problem.rows))
    rank = np.arange(len(order)) - problem.start[problem.rows[order]]
    kept = np.zeros(len(order), bool)
    kept[order[rank < FIRST_EDGES]] = True
    return kept


def solve_matching(problem: Problem, cost: Ints) -> tuple[Ints, Ints, Ints]:
    """Pairs and prices; every household wants one helper.

    Returns
    -------
    int64 arrays
        Edges used, household prices (K,), helper prices (H,).

    """
    scarce = int(problem.capacity.sum()) < problem.units + problem.units // 4
    kept = np.ones(len(problem.rows), bool) if scarce else _nearest(problem, cost)
    rounds = 0
    while True:
        used = np.zeros(len(problem.rows), bool)
        used[_match(problem, cost, np.flatnonzero(kept))] = True
        places = np.flatnonzero(kept)
        found = prices(problem, Links(problem.rows[places], problem.cols[places], cost[places], used[places]))
        if found is None:
            raise ArithmeticError("the matching is not optimal")
        household, helper = found
        missing = ~kept & (cost + helper[problem.cols] < household[problem.rows])
        if not missing.any():
            return np.flatnonzero(used).astype(np.int64), household, helper
        rounds += 1
        kept |= missing | (rounds >= MOST_ROUNDS)
