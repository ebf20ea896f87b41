"""Good choices fast: iterated local search by best interchange (one site out, one in)."""

from __future__ import annotations

import ctypes

import numpy as np
from numpy.typing import NDArray

from mulin.engines.siting.kernel import library, pointer
from mulin.engines.siting.problem import Problem

Ints = NDArray[np.int64]


def search(problem: Problem, rounds: int, seed: int = 1, start: Ints | None = None, *, kernel: bool = True) -> Ints:
    """A locally best choice, improved by kicks of one to four random exchanges.

    Parameters
    ----------
    problem
        The question.
    rounds
        Kicks; 0 = one descent from the start.
    seed
        Same seed, same answer.
    start
        (p,) columns to begin with; None takes the fixed ones and the cheapest on the whole.
    kernel
        False leaves the compiled loop aside.

    Returns
    -------
    (p,) int64
        Columns of the problem, ascending.

    """
    chosen = first_choice(problem) if start is None else np.array(start)
    compiled = library() if kernel else None
    if compiled is None:
        return _search(problem, rounds, seed, chosen)
    best = chosen.astype(np.int32)
    order, cost = np.ascontiguousarray(problem.order), np.ascontiguousarray(problem.sorted_cost)
    fixed = problem.fixed.astype(np.int8)
    value = compiled.siting_search(
        *problem.cost.shape,
        problem.p,
        pointer(order),
        pointer(cost),
        pointer(fixed),
        rounds,
        ctypes.c_ulonglong(0x9E3779B97F4A7C15 * seed % 2**63 | 1),
        pointer(best),
    )
    if value < 0:
        raise MemoryError
    return np.sort(best.astype(np.int64))


def first_choice(problem: Problem) -> Ints:
    """The fixed sites, and the cheapest on the whole besides."""
    rank = np.lexsort((problem.cost.sum(axis=0), ~problem.fixed))
    return np.sort(rank[: problem.p])


def _search(problem: Problem, rounds: int, seed: int, chosen: Ints) -> Ints:
    random = np.random.default_rng(seed)
    best, value = _descend(problem, chosen)
    movable = np.flatnonzero(~problem.fixed[best])
    outside = problem.cost.shape[1] - problem.p
    for _ in range(rounds if len(movable) and outside else 0):
        kicks = min(1 + int(random.integers(4)), len(movable), outside)
        trial = best.copy()
        leave = random.choice(np.flatnonzero(~problem.fixed[trial]), kicks, replace=False)
        trial[leave] = random.choice(np.setdiff1d(np.arange(problem.cost.shape[1]), best), kicks, replace=False)
        trial, found = _descend(problem, trial)
        if found <= value:
            best, value = trial, found
    return np.sort(best)


def _descend(problem: Problem, chosen: Ints) -> tuple[Ints, int]:
    chosen = chosen.copy()
    while True:
        profit = exchanges(problem, chosen)
        out, into = np.unravel_index(int(np.argmax(profit)), profit.shape)
        if profit[out, into] <= 0:
            return chosen, problem.value(chosen)
        chosen[out] = into


def exchanges(problem: Problem, chosen: Ints) -> Ints:
    """(p, m) how much cheaper it gets when chosen site r makes room for site j; very negative where not allowed.

    Examples
    --------
    >>> from mulin.engines.siting.problem import problem
    >>> exchanges(problem([[0, 9], [9, 0], [9, 0]], 1), np.array([0]))[0, 1].item()
    9

    """
    cost = problem.cost
    mine = cost[:, chosen]
    first = np.argmin(mine, axis=1)
    rows = np.arange(len(cost))
    d1 = mine[rows, first]
    rest = mine.copy()
    rest[rows, first] = np.iinfo(np.int64).max
    d2 = np.minimum(rest.min(axis=1), cost.max(axis=1)) if len(chosen) > 1 else cost.max(axis=1)
    d2 = np.maximum(d1, d2)
    profit = np.broadcast_to(np.maximum(d1[:, None] - cost, 0).sum(axis=0), (len(chosen), cost.shape[1])).copy()
    back = np.minimum(np.maximum(cost, d1[:, None]), d2[:, None])
    for place in range(len(chosen)):
        profit[place] -= (back[first == place] - d1[first == place, None]).sum(axis=0)
    profit[:, chosen] = profit[problem.fixed[chosen]] = np.iinfo(np.int64).min // 2
    return profit
