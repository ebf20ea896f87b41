"""p-median: the least total cost, proven."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mulin.engines.siting.certificate import Certificate, lower_bound
from mulin.engines.siting.exchange import exchanges, search
from mulin.engines.siting.kernel import library
from mulin.engines.siting.lagrange import FREE, IN, ROOT, Ascent, Steps, ascend
from mulin.engines.siting.problem import Problem, problem
from mulin.engines.siting.tree import Proof, prove

Ints = NDArray[np.int64]
PLAIN_NODES = 150  # without the compiled loops a case costs a hundred times as much


@dataclass(frozen=True)
class Alternative:
    """Another choice that costs little more."""

    sites: tuple[int, ...]
    value: int


@dataclass(frozen=True)
class Siting:
    """A plan and how good it is.

    Parameters
    ----------
    sites
        Chosen sites, ascending.
    assign
        (n,) site of every demand: the cheapest chosen one, the lowest number among equals.
    value
        Cost of the plan, as the objective counts it.
    lower_bound
        No plan costs less.
    proven
        Whether the two are equal: no better plan exists.
    certificate
        What `verify` checks; None where only the solver says so.
    nodes
        Cases looked at.
    alternatives
        Other plans within the margin that was asked for, cheapest first. They are what single exchanges and the search
        came by, not a complete list.
    note
        What the objective is, and what its figures mean.
    solver_bound
        What HiGHS says the bound is, where it was asked; nobody can check it without trusting the solver.

    """

    sites: tuple[int, ...]
    assign: Ints
    value: int
    lower_bound: int
    proven: bool
    certificate: Certificate | None
    nodes: int
    alternatives: tuple[Alternative, ...]
    note: str = ""
    solver_bound: int | None = None

    def gap(self) -> tuple[int, int]:
        """Value minus bound, and the value: a share as two integers."""
        return self.value - self.lower_bound, self.value


def p_median(
    cost: ArrayLike,
    p: int,
    *,
    weight: ArrayLike | None = None,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    within_permille: int = 20,
    max_nodes: int = 20_000,
    time_s: float | None = None,
    kernel: bool = True,
) -> Siting:
    """Choose p sites so that the demand, each at its cheapest chosen site, costs least.

    Parameters
    ----------
    cost
        (n, m) whole costs (seconds, metres) of demand i at site j.
    p
        How many sites, fixed ones included.
    weight
        (n,) whole weights, for example people; None = 1 each.
    fixed, forbidden
        Sites that must, and that must not be chosen.
    within_permille
        How much dearer an alternative may be.
    max_nodes, time_s
        Where proving stops. Without `time_s` the answer does not depend on the machine.
    kernel
        False leaves the compiled loops aside.

    Raises
    ------
    BadCosts, Impossible
        The table is wrong, or no choice meets the conditions.

    Notes
    -----
    Iterated local search for the plan, Lagrangian prices for the bound, reduced-cost fixing, branch and bound for the
    rest; see `docs/engines/siting.md`.

    Examples
    --------
    >>> plan = p_median([[0, 5, 9], [5, 0, 4], [9, 4, 0]], 1, weight=[1, 1, 2])
    >>> plan.sites, plan.value, plan.proven
    ((2,), 13, True)

    """
    return solve(
        problem(cost, p, weight, fixed, forbidden),
        within_permille=within_permille,
        max_nodes=max_nodes,
        time_s=time_s,
        kernel=kernel,
        note="p-median：总成本最小",
    )


def solve(
    question: Problem,
    *,
    within_permille: int = 20,
    max_nodes: int = 20_000,
    time_s: float | None = None,
    kernel: bool = True,
    note: str = "",
) -> Siting:
    """`p_median` for a checked question."""
    kernel = kernel and library() is not None
    deadline = None if time_s is None else time.monotonic() + time_s
    scale = scale_for(question)
    chosen = search(question, 60 if kernel else 8, kernel=kernel)
    root = root_ascent(question, question.value(chosen), scale, kernel=kernel)
    if root.chosen is not None:
        chosen = search(question, 30, seed=2, start=root.chosen, kernel=kernel)
    root.upper = question.value(chosen)
    # A proof takes longest where the plan is not yet the best: look again before proving.
    vain, seed = 0, 3
    while not closed(root, scale) and vain < (3 if kernel else 1):
        chosen = search(question, 400 if kernel else 20, seed=seed, start=chosen, kernel=kernel)
        vain = 0 if question.value(chosen) < root.upper else vain + 1
        root.upper, seed = question.value(chosen), seed + 1
    proof = prove(question, root, scale, max_nodes if kernel else min(max_nodes, PLAIN_NODES), deadline, kernel=kernel)
    if proof.chosen is not None:
        chosen = np.sort(proof.chosen)
    return finish(question, chosen, proof, within_permille=within_permille, note=note)


def finish(
    question: Problem,
    chosen: Ints,
    proof: Proof,
    *,
    within_permille: int,
    note: str,
) -> Siting:
    """The plan as it is handed out."""
    value = question.value(chosen)
    nearest = np.argmin(question.cost[:, chosen], axis=1)
    return Siting(
        tuple(question.sites[chosen].tolist()),
        question.sites[chosen][nearest],
        value,
        min(proof.lower, value),
        proof.lower >= value,
        proof.certificate,
        proof.nodes,
        alternatives(question, chosen, within_permille),
        note,
    )


def scale_for(question: Problem) -> int:
    """Units of the prices: as fine as 64 bits allow, at most 1 / 1024."""
    most = float(question.cost.max(axis=1).astype(float).sum()) * max(question.p, 1) + 1.0
    return max(1, min(1024, int(2.0**61 / most)))


def root_ascent(question: Problem, upper: int, scale: int, *, kernel: bool) -> Ascent:
    """Prices without any case distinction."""
    status = np.where(question.fixed, IN, FREE).astype(np.int8)
    depth = min(question.cost.shape[1] - 1, 1)
    start = np.partition(question.cost, depth, axis=1)[:, depth] * scale
    steps = ROOT if kernel else Steps(rounds=500, patience=12, theta=1.2, theta_end=1e-2)
    return ascend(question, status, start, steps, upper=upper, scale=scale, kernel=kernel)


def closed(root: Ascent, scale: int) -> bool:
    """Whether the prices alone prove the best choice known."""
    return root.bound >= (root.upper - 1) * scale + 1


def alternatives(question: Problem, chosen: Ints, within_permille: int) -> tuple[Alternative, ...]:
    """Plans one exchange away that cost at most so much more, cheapest first, at most twenty."""
    value = question.value(chosen)
    profit = exchanges(question, chosen)
    good = np.argwhere(-profit <= value * within_permille // 1000)
    order = np.argsort(-profit[good[:, 0], good[:, 1]], kind="stable")[:20]
    found = []
    for place, column in good[order]:
        other = chosen.copy()
        other[place] = column
        found.append(Alternative(tuple(sorted(question.sites[other].tolist())), value - int(profit[place, column])))
    return tuple(found)


def verify(
    cost: ArrayLike,
    p: int,
    siting: Siting,
    *,
    weight: ArrayLike | None = None,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
) -> bool:
    """Check a plan without a solver: its conditions, its cost, and what its certificate proves.

    Returns
    -------
    bool
        True if the plan meets the conditions, costs what it says, and the certificate proves its bound.

    Examples
    --------
    >>> cost = [[0, 5, 9], [5, 0, 4], [9, 4, 0]]
    >>> verify(cost, 1, p_median(cost, 1))
    True

    """
    return check(problem(cost, p, weight, fixed, forbidden), siting)


def check(question: Problem, siting: Siting) -> bool:
    """`verify` for a checked question."""
    sites = np.array(siting.sites, np.int64)
    if len(np.unique(sites)) != question.p or not np.isin(sites, question.sites).all():
        return False
    if not np.isin(question.sites[question.fixed], sites).all():
        return False
    columns = np.searchsorted(question.sites, np.sort(sites))
    served = np.searchsorted(question.sites, siting.assign)
    if not np.isin(siting.assign, sites).all():
        return False
    paid = question.cost[np.arange(len(question.cost)), served]
    if question.value(columns) != siting.value or int(paid.sum()) != siting.value or siting.certificate is None:
        return False
    claimed = siting.value if siting.proven else siting.lower_bound
    return lower_bound(question, siting.certificate, siting.value) >= claimed
