"""Proof without trust: a certificate is prices, and where prices alone leave a gap, a tree of cases with prices each.

Checking needs no solver: recompute what every site earns at the prices, add up, compare.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mulin.engines.siting.lagrange import FREE, IN, OUT, Status, bound_of, earnings, fixings
from mulin.engines.siting.problem import Problem

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Certificate:
    """Why no choice of sites costs less than the bound.

    Parameters
    ----------
    scale
        Prices are in units of 1 / scale of the cost.
    branch
        (K,) the cases in preorder: the site on which a case splits (first with it, then without it), -1 at a leaf.
        Sites are numbered as in the question.
    price
        (K, n) scaled prices of the demand in every case.

    """

    scale: int
    branch: Ints
    price: Ints

    @property
    def cases(self) -> int:
        """Number of cases; 1 = the prices alone are the proof."""
        return len(self.branch)


def lower_bound(problem: Problem, certificate: Certificate, upper: int) -> int:
    """What the certificate proves: no choice costs less than this (at most `upper`).

    Parameters
    ----------
    problem, certificate
        The question, and the proof.
    upper
        Cost of a known choice. A case is closed as soon as nothing in it is cheaper than that.

    Notes
    -----
    In every case the sites whose other state would cost at least `upper` are fixed first; their number makes the rest
    small. A malformed certificate proves nothing: the answer is then 0.

    """
    place = {int(site): column for column, site in enumerate(problem.sites)}
    status = np.where(problem.fixed, IN, FREE).astype(np.int8)
    proven = upper
    # Columns that are out at the root are out in every case.
    columns = np.arange(len(problem.sites))
    stack: list[tuple[Status, int, int]] = [(status, 0, 0)]
    cost = problem.cost
    for case in range(certificate.cases):
        if not stack:
            return 0
        status, site, state = stack.pop()
        status = status.copy()
        if state != FREE:
            if status[site] != FREE:
                return 0
            status[site] = state
        bound, status = examine(
            cost, certificate.price[case], status, scale=certificate.scale, p=problem.p, upper=upper
        )
        branch = int(certificate.branch[case])
        if case == 0:
            columns = np.flatnonzero(status != OUT)
            cost, status = cost[:, columns], status[columns]
            place = {int(problem.sites[column]): number for number, column in enumerate(columns)}
        if branch < 0:
            proven = min(proven, bound)
            continue
        if branch not in place:
            return 0
        stack.append((status, place[branch], OUT))
        stack.append((status, place[branch], IN))
    return proven if not stack else 0


def examine(cost: Ints, price: Ints, status: Status, *, scale: int, p: int, upper: int) -> tuple[int, Status]:
    """Bound of one case (at most `upper`), and the status with everything fixed that the prices allow."""
    price = price.astype(np.int64)
    if _settled(status, p):
        return min(upper, settled_value(cost, status, p)), status
    earn = earnings(cost, price, scale)
    bound = bound_of(price, earn, status, p)
    target = (upper - 1) * scale + 1
    if bound >= target:
        return upper, status
    status = fixings(bound, earn, status, p, target)
    # What was fixed away costs at least `upper`; if nothing is left to choose, only one choice remains to be looked at.
    if _settled(status, p):
        return min(upper, settled_value(cost, status, p)), status
    return min(upper, -(-bound // scale)), status


def _settled(status: Status, p: int) -> bool:
    chosen, free = int((status == IN).sum()), int((status == FREE).sum())
    return chosen >= p or chosen + free <= p


def settled_value(cost: Ints, status: Status, p: int) -> int:
    """Cost of the only choice that is left; endless if there is none."""
    chosen = np.flatnonzero(status == IN)
    if len(chosen) < p:
        chosen = np.flatnonzero(status != OUT)
    if len(chosen) != p:
        return int(np.iinfo(np.int64).max)
    return int(cost[:, chosen].min(axis=1).sum())
