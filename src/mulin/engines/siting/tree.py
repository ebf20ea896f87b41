"""Branch and bound over Lagrangian bounds, writing down its own proof."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mulin.engines.siting.certificate import Certificate, examine
from mulin.engines.siting.exchange import search
from mulin.engines.siting.lagrange import FREE, IN, NODE, OUT, Ascent, Status, ascend
from mulin.engines.siting.problem import Problem

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Proof:
    """What branch and bound came to.

    Parameters
    ----------
    upper, chosen
        Cheapest cost, and the choice (columns of the problem) if a cheaper one than given was found.
    lower
        Proven bound; equal to `upper` = optimal.
    certificate
        Checks without a solver.
    nodes
        Cases looked at.

    """

    upper: int
    chosen: Ints | None
    lower: int
    certificate: Certificate
    nodes: int


class _Better(Exception):  # noqa: N818  not an error: a cheaper choice turned up, the tree starts again with it
    def __init__(self, upper: int, chosen: Ints) -> None:
        super().__init__(upper)
        self.upper, self.chosen = upper, chosen


def prove(
    problem: Problem, root: Ascent, scale: int, max_nodes: int, deadline: float | None, *, kernel: bool = True
) -> Proof:
    """Close the gap case by case, deepest first, the case with the site before the case without it.

    Parameters
    ----------
    problem
        The question.
    root
        Prices at the root, and the best choice known.
    scale
        Prices and bounds are in units of 1 / scale.
    max_nodes, deadline
        Where to stop; what is proven by then is returned. A deadline (monotonic seconds) makes the answer depend on
        the machine, a number of cases does not.
    kernel
        False leaves the compiled loop aside.

    """
    upper, chosen, spent = root.upper, None, 0
    while True:
        try:
            certificate, lower, nodes = _tree(problem, root, upper, scale, (max_nodes - spent, deadline), kernel=kernel)
        except _Better as better:
            # Where one better choice was, there may be others: look round before starting again.
            chosen = search(problem, 400, seed=spent + 1, start=better.chosen, kernel=kernel)
            upper, spent = problem.value(chosen), spent + 1
            continue
        return Proof(upper, chosen, lower, certificate, nodes)


def _tree(
    problem: Problem, root: Ascent, upper: int, scale: int, limits: tuple[int, float | None], *, kernel: bool
) -> tuple[Certificate, int, int]:
    max_nodes, deadline = limits
    status = np.where(problem.fixed, IN, FREE).astype(np.int8)
    bound, status = examine(problem.cost, root.price, status, scale=scale, p=problem.p, upper=upper)
    branches, prices = [-1], [root.price]
    if bound >= upper:
        return Certificate(scale, np.array(branches), np.array(prices)), upper, 1
    keep = np.flatnonzero(status != OUT)
    small, status = problem.columns(keep), status[keep]
    small = Problem(small.cost, small.sites, small.fixed, small.p)
    lower = upper
    split = _split(status, root.often[keep])
    branches[0] = int(small.sites[split])
    stack = [(status, root.price, split, OUT), (status, root.price, split, IN)]
    while stack:
        status, price, site, state = stack.pop()
        status = status.copy()
        status[site] = state
        out_of_time = len(branches) + len(stack) >= max_nodes or (deadline is not None and time.monotonic() > deadline)
        found = None
        if not out_of_time:
            found = ascend(small, status, price, NODE, upper=upper, scale=scale, kernel=kernel)
            if found.upper < upper and found.chosen is not None:
                raise _Better(found.upper, keep[found.chosen])
            price = found.price
        bound, status = examine(small.cost, price, status, scale=scale, p=problem.p, upper=upper)
        prices.append(price)
        if bound >= upper or found is None:
            branches.append(-1)
            lower = min(lower, bound)
            if bound < upper and _only_one_left(status, problem.p):
                raise _Better(bound, keep[np.flatnonzero(_last(status, problem.p))])
            continue
        split = _split(status, found.often)
        branches.append(int(small.sites[split]))
        stack += [(status, price, split, OUT), (status, price, split, IN)]
    return Certificate(scale, np.array(branches), np.array(prices)), lower, len(branches)


def _only_one_left(status: Status, p: int) -> bool:
    return int(_last(status, p).sum()) == p


def _last(status: Status, p: int) -> NDArray[np.bool_]:
    inside = status == IN
    left: NDArray[np.bool_] = inside if int(inside.sum()) >= p else status != OUT
    return left


def _split(status: Status, often: NDArray[np.float64]) -> int:
    """The free site that was most nearly picked half of the time."""
    free = np.flatnonzero(status == FREE)
    doubt = np.abs(often[free] - 0.5)
    return int(free[np.argmin(doubt)])
