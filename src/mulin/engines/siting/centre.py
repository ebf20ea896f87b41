"""p-centre: make the longest walk as short as possible."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from mulin.engines.siting.certificate import Certificate, lower_bound
from mulin.engines.siting.kernel import library
from mulin.engines.siting.median import Siting, root_ascent
from mulin.engines.siting.problem import Problem, problem
from mulin.engines.siting.tree import prove

Ints = NDArray[np.int64]


def p_centre(
    cost: ArrayLike,
    p: int,
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    max_nodes: int = 2_000,
    kernel: bool = True,
) -> Siting:
    """Choose p sites with the least longest walk.

    Parameters
    ----------
    cost
        (n, m) whole seconds or metres.
    p, fixed, forbidden, kernel
        As in `p_median`.
    max_nodes
        Cases the certificate may take; beyond, the bound is HiGHS's word (`solver_bound`) and there is no certificate.

    Raises
    ------
    BadCosts, Impossible
        As in `p_median`.

    Notes
    -----
    Bisection over the distinct costs; each step asks HiGHS for a cover with at most p sites. The certificate proves
    that within the next shorter radius some demand stays uncovered whatever p sites are chosen.

    Examples
    --------
    >>> plan = p_centre([[0, 5, 9], [5, 0, 4], [9, 4, 0]], 1)
    >>> plan.sites, plan.value, plan.proven
    ((1,), 5, True)

    """
    question = problem(cost, p, None, fixed, forbidden)
    radii = np.unique(question.cost)
    radii = radii[radii >= question.cost.min(axis=1).max()]
    chosen = _farthest_first(question)
    high = int(np.searchsorted(radii, question.cost[:, chosen].min(axis=1).max()))
    low = 0
    while low < high:
        middle = (low + high) // 2
        found = _cover(question, int(radii[middle]))
        if found is None:
            low = middle + 1
        else:
            chosen = found
            high = int(np.searchsorted(radii, question.cost[:, chosen].min(axis=1).max()))
    value = int(question.cost[:, chosen].min(axis=1).max())
    certificate, nodes = _proof(question, value, max_nodes, kernel=kernel and library() is not None)
    nearest = np.argmin(question.cost[:, chosen], axis=1)
    floor = int(question.cost.min(axis=1).max())
    return Siting(
        sites=tuple(question.sites[chosen].tolist()),
        assign=question.sites[chosen][nearest],
        value=value,
        lower_bound=value if certificate is not None or value == floor else floor,
        proven=certificate is not None or value == floor,
        certificate=certificate,
        nodes=nodes,
        alternatives=(),
        note="p-centre：最远的人走得最近",
        solver_bound=value,
    )


def verify_centre(
    cost: ArrayLike, p: int, siting: Siting, *, fixed: Iterable[int] = (), forbidden: Iterable[int] = ()
) -> bool:
    """Check a plan without a solver: its longest walk, and that no plan has a shorter one."""
    question = problem(cost, p, None, fixed, forbidden)
    sites = np.array(siting.sites, np.int64)
    if len(np.unique(sites)) != p or not np.isin(sites, question.sites).all():
        return False
    if not np.isin(question.sites[question.fixed], sites).all():
        return False
    columns = np.searchsorted(question.sites, np.sort(sites))
    if int(question.cost[:, columns].min(axis=1).max()) != siting.value:
        return False
    # Somebody is that far from every site there is: nothing to prove.
    if siting.lower_bound <= int(question.cost.min(axis=1).max()):
        return True
    if siting.certificate is None:
        return False
    return lower_bound(_uncovered(question, siting.lower_bound), siting.certificate, 1) >= 1


def _uncovered(question: Problem, value: int) -> Problem:
    """One for every demand that needs the radius `value` or more: a plan of cost 0 would beat it."""
    return Problem((question.cost >= value).astype(np.int64), question.sites, question.fixed, question.p)


def _proof(question: Problem, value: int, max_nodes: int, *, kernel: bool) -> tuple[Certificate | None, int]:
    if value == int(question.cost.min(axis=1).max()):
        return None, 0
    task = _uncovered(question, value)
    root = root_ascent(task, 1, 1024, kernel=kernel)
    proof = prove(task, root, 1024, max_nodes if kernel else 100, None, kernel=kernel)
    return (proof.certificate if proof.lower >= 1 else None), proof.nodes


def _farthest_first(question: Problem) -> Ints:
    """Fixed sites, then again and again the best site for whoever is farthest."""
    chosen = np.flatnonzero(question.fixed).tolist()
    near = question.cost[:, chosen].min(axis=1) if chosen else question.cost.max(axis=1) + 1
    while len(chosen) < question.p:
        far = int(np.argmax(near))
        cost = question.cost[far].astype(np.float64)
        cost[chosen] = np.inf
        chosen.append(int(np.argmin(cost)))
        near = np.minimum(near, question.cost[:, chosen[-1]])
    return np.sort(np.array(chosen, np.int64))


def _cover(question: Problem, radius: int) -> Ints | None:
    """A choice of p sites within the radius of everybody, or None if HiGHS proves that there is none."""
    within = question.cost <= radius
    # A demand whose sites include another one's is served with it.
    within = within[_needed(within)]
    m = within.shape[1]
    answer = milp(
        np.ones(m),
        constraints=LinearConstraint(csr_array(within.astype(np.float64)), 1, np.inf),
        bounds=Bounds(question.fixed.astype(float), 1),
        integrality=np.ones(m),
    )
    if answer.x is None or round(answer.fun) > question.p:
        return None
    chosen = np.flatnonzero(answer.x > 0.5)
    spare = np.setdiff1d(np.arange(m), chosen)[: question.p - len(chosen)]
    return np.sort(np.concatenate([chosen, spare]))


def _needed(within: NDArray[np.bool_]) -> Ints:
    """Rows that do not include another row (of equal rows the first)."""
    _, first = np.unique(within, axis=0, return_index=True)
    rows = within[np.sort(first)].astype(np.float32)
    size = rows.sum(axis=1)
    inside = rows @ rows.T >= size[None, :]
    np.fill_diagonal(inside, val=False)
    needed: Ints = np.sort(first)[~inside.any(axis=1)]
    return needed
