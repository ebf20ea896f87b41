"""Bounds: how cheap any choice could at best be, by prices on the demand (Lagrangian relaxation).

Each demand i offers a price u_i for being served. A site j then earns r_j = sum over i of min(0, c_ij - u_i), and no
choice of p sites can cost less than sum u_i plus the p least r_j. Good prices are found by subgradient steps; what a
price vector proves, five lines of NumPy recompute.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mulin.engines.siting.kernel import library, pointer
from mulin.engines.siting.problem import Problem

Ints = NDArray[np.int64]
Status = NDArray[np.int8]
FREE, IN, OUT = 0, 1, -1


@dataclass(frozen=True)
class Steps:
    """How hard to look for prices."""

    rounds: int
    patience: int
    theta: float
    theta_end: float


ROOT = Steps(rounds=3000, patience=25, theta=1.2, theta_end=2e-3)
NODE = Steps(rounds=160, patience=8, theta=0.4, theta_end=2e-2)


@dataclass
class Ascent:
    """What an ascent found.

    Parameters
    ----------
    bound
        Scaled lower bound.
    price, earn
        (n,) prices and (m,) what every site earns at them, both scaled.
    often
        (m,) share of the last steps in which a site was picked.
    upper, chosen
        Cost of the best choice known, and that choice if it was found here.

    """

    bound: int
    price: Ints
    earn: Ints
    often: NDArray[np.float64]
    upper: int
    chosen: Ints | None


def earnings(cost: Ints, price: Ints, scale: int) -> Ints:
    """(m,) what every site earns at the prices, all scaled."""
    earned: Ints = np.minimum(cost * scale - price[:, None], 0).sum(axis=0)
    return earned


def bound_of(price: Ints, earn: Ints, status: Status, p: int) -> int:
    """Scaled lower bound on every choice that keeps to the status of the sites.

    >>> bound_of(np.array([5, 5]), np.array([-3, -1, -2]), np.zeros(3, np.int8), 1)
    7
    """
    chosen = status == IN
    need = p - int(chosen.sum())
    least = np.sort(earn[status == FREE])[:need]
    return int(price.sum()) + int(earn[chosen].sum()) + int(least.sum())


def fixings(bound: int, earn: Ints, status: Status, p: int, target: int) -> Status:
    """The status after fixing every free site whose other state would cost at least the target (scaled).

    Without site r of the cheapest pick the next cheapest comes in; with site j the dearest of the pick goes.
    """
    free = np.flatnonzero(status == FREE)
    need = p - int((status == IN).sum())
    fixed = status.copy()
    if need <= 0:
        fixed[free] = OUT
        return fixed
    order = free[np.lexsort((free, earn[free]))]
    pick, rest = order[:need], order[need:]
    if not len(rest):
        fixed[pick] = IN
        return fixed
    fixed[rest[bound - earn[pick[-1]] + earn[rest] >= target]] = OUT
    fixed[pick[bound - earn[pick] + earn[rest[0]] >= target]] = IN
    return fixed


def ascend(
    problem: Problem, status: Status, price: Ints, steps: Steps, *, upper: int, scale: int, kernel: bool = True
) -> Ascent:
    """Raise the bound from given prices until it closes the gap, or no step helps.

    Parameters
    ----------
    problem, status
        The question, and which sites are in, out or free.
    price
        (n,) scaled prices to start from.
    steps
        How hard to look.
    upper
        Cost of the best choice known.
    scale
        Prices and bounds are in units of 1 / scale.
    kernel
        False leaves the compiled loop aside.

    """
    compiled = library() if kernel else None
    if compiled is None:
        return _ascend(problem, status, price, steps, upper=upper, scale=scale)
    n, m = problem.cost.shape
    order, cost = np.ascontiguousarray(problem.order), np.ascontiguousarray(problem.sorted_cost)
    best, earn, often = price.astype(np.int64).copy(), np.zeros(m, np.int64), np.zeros(m)
    chosen, known = np.full(problem.p, -1, np.int32), np.array([upper], np.int64)
    bound = compiled.siting_ascend(
        n,
        m,
        problem.p,
        pointer(order),
        pointer(cost),
        ctypes.c_longlong(scale),
        pointer(status),
        steps.rounds,
        steps.patience,
        ctypes.c_double(steps.theta),
        ctypes.c_double(steps.theta_end),
        pointer(known),
        pointer(best),
        pointer(earn),
        pointer(often),
        pointer(chosen),
    )
    if bound == np.iinfo(np.int64).min:
        raise MemoryError
    found = np.sort(chosen.astype(np.int64)) if chosen[0] >= 0 else None
    return Ascent(int(bound), best, earn, often, int(known[0]), found)


def _ascend(problem: Problem, status: Status, price: Ints, steps: Steps, *, upper: int, scale: int) -> Ascent:
    cost, scaled = problem.cost, problem.cost * scale
    inside, free = np.flatnonzero(status == IN), np.flatnonzero(status == FREE)
    need = problem.p - len(inside)
    now, way = price.astype(np.int64).copy(), np.zeros(len(cost))
    best = Ascent(np.iinfo(np.int64).min, now, np.zeros(cost.shape[1], np.int64), np.zeros(cost.shape[1]), upper, None)
    theta, stall = steps.theta, 0
    for _ in range(steps.rounds):
        earn = np.minimum(scaled - now[:, None], 0).sum(axis=0)
        order = free[np.lexsort((free, earn[free]))]
        picked = np.sort(np.concatenate([inside, order[:need]]))
        bound = int(now.sum()) + int(earn[picked].sum())
        best.often *= 0.95
        best.often[picked] += 0.05
        mine = cost[:, picked]
        value = int(mine.min(axis=1).sum())
        if value < best.upper:
            best.upper, best.chosen = value, picked
        gap = 1 - (mine * scale < now[:, None]).sum(axis=1)
        stall = 0 if bound > best.bound + 1e-5 * abs(best.bound) else stall + 1
        if bound > best.bound:
            best.bound, best.price, best.earn = bound, now.copy(), earn
        if best.bound >= (best.upper - 1) * scale + 1 or not gap.any():
            break
        if stall >= steps.patience:
            stall, theta = 0, theta * 0.6
            if theta < steps.theta_end:
                break
            now, way = best.price.copy(), np.zeros(len(cost))
            continue
        way = gap + 0.4 * way
        if float(way @ gap) <= 0:
            way = np.zeros(len(cost))
            continue
        step = theta * (best.upper * scale - bound) / float(way @ way)
        now = np.maximum(now + np.rint(step * way).astype(np.int64), 0)
    return best
