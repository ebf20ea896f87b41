"""Sites with limited room: who goes where when the nearest site is full."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, eye_array, hstack, kron, vstack

from mulin.engines.siting.errors import BadCosts, Impossible, TooLittleRoom
from mulin.engines.siting.problem import LARGEST, allowed, table

Ints = NDArray[np.int64]
SCALE = 1024


@dataclass(frozen=True)
class Sharing:
    """A plan with capacities.

    Parameters
    ----------
    sites
        Opened sites.
    flow
        (n, m) people of demand i who go to site j.
    value
        Walking of all people, and what opening costs.
    lower_bound
        What the prices prove: no plan costs less. `verify_capacitated` recomputes it.
    solver_bound
        HiGHS's bound, unproven here.
    proven
        Whether the prices prove the plan best. If not, and `solver_bound` equals `value`, HiGHS says that it is.
    price
        (n,) prices of a served person, in units of 1 / 1024.

    """

    sites: tuple[int, ...]
    flow: Ints
    value: int
    lower_bound: int
    solver_bound: int
    proven: bool
    price: Ints


def capacitated(
    cost: ArrayLike,
    demand: ArrayLike,
    capacity: ArrayLike,
    *,
    p: int | None = None,
    opening: ArrayLike | None = None,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_s: float = 60.0,
) -> Sharing:
    """Open sites and send people to them, none fuller than it may be; the people of one door may be split.

    Parameters
    ----------
    cost
        (n, m) whole cost per person.
    demand, capacity
        (n,) people, (m,) places.
    p
        How many sites to open; None = as many as pay, given `opening`.
    opening
        (m,) whole cost of opening a site; None = 0.
    fixed, forbidden
        Sites that must, and that must not be opened.
    time_s
        Longest time for HiGHS.

    Raises
    ------
    TooLittleRoom
        The largest sites that may be opened hold fewer people than there are.
    BadCosts, Impossible
        As in `p_median`.

    Examples
    --------
    >>> plan = capacitated([[0, 5], [1, 9]], [10, 10], [12, 30], p=2)
    >>> plan.flow.tolist(), plan.value
    ([[2, 8], [10, 0]], 50)

    """
    question = _Question(cost, demand, capacity, p, opening, fixed, forbidden)
    chosen, solver_bound = question.best(time_s)
    flow = question.share(chosen)
    value = int((flow * question.cost).sum() + question.opening[chosen].sum())
    price = question.prices()
    proven = min(value, question.bound(price))
    return Sharing(tuple(chosen.tolist()), flow, value, proven, min(value, solver_bound), proven == value, price)


def verify_capacitated(
    cost: ArrayLike,
    demand: ArrayLike,
    capacity: ArrayLike,
    plan: Sharing,
    *,
    p: int | None = None,
    opening: ArrayLike | None = None,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
) -> bool:
    """Check a plan without a solver: everybody placed, nothing too full, the cost, and what the prices prove."""
    question = _Question(cost, demand, capacity, p, opening, fixed, forbidden)
    chosen = np.array(plan.sites, np.int64)
    shut = np.setdiff1d(np.arange(len(question.capacity)), chosen)
    return (
        (p is None or len(chosen) == p)
        and bool(np.isin(chosen, question.may).all() and np.isin(question.must, chosen).all())
        and bool((plan.flow >= 0).all() and not plan.flow[:, shut].any())
        and bool((plan.flow.sum(axis=1) == question.demand).all())
        and bool((plan.flow.sum(axis=0) <= question.capacity).all())
        and int((plan.flow * question.cost).sum() + question.opening[chosen].sum()) == plan.value
        and min(plan.value, question.bound(plan.price)) >= plan.lower_bound
        and plan.proven == (plan.lower_bound == plan.value)
    )


class _Question:
    """A checked question."""

    def __init__(
        self,
        cost: ArrayLike,
        demand: ArrayLike,
        capacity: ArrayLike,
        p: int | None,
        opening: ArrayLike | None,
        *sets: Iterable[int],
    ) -> None:
        self.cost = table(cost)
        n, m = self.cost.shape
        self.demand, self.capacity = table(np.atleast_2d(demand), "人数")[0], table(np.atleast_2d(capacity), "容量")[0]
        self.opening = np.zeros(m, np.int64) if opening is None else table(np.atleast_2d(opening), "开办成本")[0]
        if len(self.demand) != n or len(self.capacity) != m or len(self.opening) != m:
            raise BadCosts(
                f"成本表是 {n} 行 {m} 列，人数有 {len(self.demand)} 个，容量有 {len(self.capacity)} 个，对不上"
            )
        if float(self.cost.max()) * float(self.demand.sum()) * SCALE > LARGEST * 64.0:
            raise BadCosts("成本乘人数太大，算不准；请换大一点的单位")
        self.p = p
        self.may, self.must = _any(m, *sets) if p is None else allowed(m, p, *sets)
        largest = self.capacity[self.must].sum()
        others = np.sort(self.capacity[np.setdiff1d(self.may, self.must)])[::-1]
        room = int(largest + others[: None if p is None else p - len(self.must)].sum())
        if room < self.demand.sum():
            raise TooLittleRoom(f"要服务 {self.demand.sum()} 人，能开的地点最多只容得下 {room} 人")

    def best(self, time_s: float) -> tuple[Ints, int]:
        """Sites to open, and HiGHS's bound."""
        answer = milp(
            self._objective(),
            constraints=self._constraints(),
            bounds=Bounds(self._low(), self._high()),
            integrality=np.concatenate([np.zeros(self.cost.size), np.ones(len(self.capacity))]),
            options={"time_limit": time_s, "mip_rel_gap": 0.0},
        )
        if answer.x is None:
            raise Impossible("在规定的时间内没有找到可行的安排，请放宽条件或给更长的时间")
        # HiGHS computes in floating point: a bound a hair above a whole number is that number.
        bound = int(np.ceil(answer.mip_dual_bound - 1e-6 * max(1.0, abs(answer.mip_dual_bound))))
        return np.flatnonzero(answer.x[self.cost.size :] > 0.5), bound

    def share(self, chosen: Ints) -> Ints:
        """(n, m) cheapest way to send people to the opened sites: a transport problem, whose corners are whole."""
        n, k = len(self.demand), len(chosen)
        answer = linprog(
            self.cost[:, chosen].ravel().astype(float),
            A_eq=kron(np.eye(n), np.ones((1, k)), format="csr"),
            b_eq=self.demand,
            A_ub=kron(np.ones((1, n)), np.eye(k), format="csr"),
            b_ub=self.capacity[chosen],
            method="highs-ds",
        )
        if answer.x is None:
            raise Impossible("开放的地点装不下所有的人")
        flow = np.zeros(self.cost.shape, np.int64)
        flow[:, chosen] = np.rint(answer.x.reshape(n, k)).astype(np.int64)
        return flow

    def prices(self) -> Ints:
        """(n,) scaled prices: what one more person costs in the relaxation that may open sites in part."""
        constraint = self._constraints()
        n = len(self.demand)
        rows = csr_array(constraint.A)
        equal = constraint.lb == constraint.ub
        answer = linprog(
            self._objective(),
            A_eq=rows[np.flatnonzero(equal)],
            b_eq=constraint.ub[equal],
            A_ub=rows[np.flatnonzero(~equal)],
            b_ub=constraint.ub[~equal],
            bounds=np.stack([self._low(), self._high()], axis=1),
            method="highs",
        )
        if answer.x is None:
            return np.zeros(n, np.int64)
        price: Ints = np.rint(answer.eqlin.marginals[:n] * SCALE).astype(np.int64)
        return price

    def bound(self, price: Ints) -> int:
        """What the prices prove.

        A site that is open takes the people who gain most per head until it is full; p sites (or all that pay) are
        opened. Whole numbers throughout.
        """
        gain = self.cost * SCALE - np.asarray(price, np.int64)[:, None]
        worth = self.opening * SCALE
        for site in range(len(self.capacity)):
            order = np.argsort(gain[:, site], kind="stable")
            places = np.diff(np.minimum(np.cumsum(self.demand[order]), self.capacity[site]), prepend=0)
            worth[site] += int((np.minimum(gain[order, site], 0) * places).sum())
        free = np.sort(worth[np.setdiff1d(self.may, self.must)])
        free = free[free < 0] if self.p is None else free[: self.p - len(self.must)]
        total = int((self.demand * price).sum()) + int(worth[self.must].sum()) + int(free.sum())
        return -(-total // SCALE)

    def _objective(self) -> NDArray[np.float64]:
        return np.concatenate([self.cost.ravel(), self.opening]).astype(float)

    def _low(self) -> NDArray[np.float64]:
        low = np.zeros(self.cost.size + len(self.capacity))
        low[self.cost.size + self.must] = 1
        return low

    def _high(self) -> NDArray[np.float64]:
        open_ = np.zeros(len(self.capacity))
        open_[self.may] = 1
        return np.concatenate([np.repeat(self.demand, len(self.capacity)), open_]).astype(float)

    def _constraints(self) -> LinearConstraint:
        n, m = self.cost.shape
        served = hstack([kron(np.eye(n), np.ones((1, m))), csr_array((n, m))])
        full = hstack([kron(np.ones((1, n)), np.eye(m)), csr_array(-np.diag(self.capacity.astype(float)))])
        # Nobody goes to a site that is not open: implied by the capacities, but tighter person by person.
        tight = hstack([eye_array(n * m), kron(-self.demand[:, None].astype(float), np.eye(m))])
        blocks, low, high = [served, full, tight], [self.demand.astype(float)], [self.demand.astype(float)]
        low += [np.full(m, -np.inf), np.full(n * m, -np.inf)]
        high += [np.zeros(m), np.zeros(n * m)]
        if self.p is not None:
            blocks.append(hstack([csr_array((1, n * m)), csr_array(np.ones((1, m)))]))
            low.append(np.array([float(self.p)]))
            high.append(np.array([float(self.p)]))
        return LinearConstraint(csr_array(vstack(blocks)), np.concatenate(low), np.concatenate(high))


def _any(m: int, fixed: Iterable[int], forbidden: Iterable[int]) -> tuple[Ints, Ints]:
    """Any number of sites: as if all might be needed."""
    never = list(forbidden)
    return allowed(m, max(1, m - len(set(never))), fixed, never)
