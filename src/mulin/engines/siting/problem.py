"""A siting question, checked and brought into one form: integer costs, sites that may be chosen, sites that must be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mulin.engines.siting.errors import BadCosts, Impossible

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
LARGEST = 2**52  # weighted costs of all demand together stay far from the end of 64 bits, prices included


@dataclass(frozen=True)
class Problem:
    """Choose p sites so that demand, each at its cheapest chosen site, costs least.

    Parameters
    ----------
    cost
        (n, m) integer costs of demand i at allowed site j, weights folded in.
    sites
        (m,) numbers of the allowed sites in the question.
    fixed
        (m,) sites that must be chosen.
    p
        How many sites to choose, fixed ones included.

    """

    cost: Ints
    sites: Ints
    fixed: Bools
    p: int

    @cached_property
    def order(self) -> NDArray[np.int32]:
        """(n, m) sites of every demand, cheapest first, the lower number first among equals."""
        return np.argsort(self.cost, axis=1, kind="stable").astype(np.int32)

    @cached_property
    def sorted_cost(self) -> Ints:
        """(n, m) costs in that order."""
        return np.take_along_axis(self.cost, self.order.astype(np.int64), axis=1)

    def value(self, chosen: ArrayLike) -> int:
        """Cost of a choice (columns of this problem)."""
        return int(self.cost[:, np.asarray(chosen)].min(axis=1).sum())

    def columns(self, keep: Ints) -> Problem:
        """The same question with some columns only."""
        return Problem(self.cost[:, keep], self.sites[keep], self.fixed[keep], self.p)


def table(cost: ArrayLike, what: str = "成本表") -> Ints:
    """A checked (n, m) table of whole numbers.

    Raises
    ------
    BadCosts
        It is empty, not two-dimensional, not whole, or negative.

    """
    given = np.asarray(cost)
    if given.ndim != 2 or not given.size:
        raise BadCosts(f"{what}是空的，或不是一张行列齐全的表")
    if not np.issubdtype(given.dtype, np.integer) and not (
        np.issubdtype(given.dtype, np.floating) and np.isfinite(given).all() and (given == np.floor(given)).all()
    ):
        raise BadCosts(f"{what}里有不是整数的格子；请先换算成整数（例如秒、米、分）")
    whole = given.astype(np.int64)
    if (whole < 0).any():
        row, column = np.argwhere(whole < 0)[0]
        raise BadCosts(f"{what}第 {row + 1} 行第 {column + 1} 列是负数；走不到的地方请给一个很大的数，不要给 -1")
    return whole


def weighted(cost: ArrayLike, weight: ArrayLike | None) -> Ints:
    """Costs times weights of the demand (None = 1 each).

    Raises
    ------
    BadCosts
        The two do not fit, a weight is not a whole number, or the sums get too large.

    """
    whole = table(cost)
    if weight is not None:
        factor = table(np.asarray(weight)[:, None], "人数") if np.ndim(weight) == 1 else np.empty((0, 0), np.int64)
        if len(factor) != len(whole):
            raise BadCosts(f"成本表有 {len(whole)} 行，人数却有 {np.size(weight)} 个")
        if float(factor.max()) * float(whole.max()) > LARGEST:
            raise BadCosts("成本乘人数太大，算不准；请换大一点的单位")
        whole = whole * factor
    if float(whole.max(axis=1).astype(float).sum()) > LARGEST:
        raise BadCosts("成本加起来太大，算不准；请换大一点的单位，走不到的地方给的数也小一点")
    return whole


def numbers(given: Iterable[int], m: int, word: str) -> Ints:
    """Site numbers, checked and ascending.

    Raises
    ------
    Impossible
        A number that no site has.

    """
    found = np.unique(np.array(list(given), np.int64))
    wrong = found[(found < 0) | (found >= m)]
    if len(wrong):
        raise Impossible(f"{word}第 {wrong[0]} 号不存在；备选地点只有 {m} 个（从 0 编号）")
    return found


def allowed(m: int, p: int, fixed: Iterable[int], forbidden: Iterable[int]) -> tuple[Ints, Ints]:
    """Sites that may and sites that must be chosen.

    Raises
    ------
    Impossible
        No choice meets the conditions.

    """
    must, never = numbers(fixed, m, "必须保留的地点"), numbers(forbidden, m, "排除的地点")
    both = np.intersect1d(must, never)
    if len(both):
        raise Impossible(f"第 {both[0]} 号地点既要保留又被排除")
    may = np.setdiff1d(np.arange(m), never)
    if not len(may):
        raise Impossible("所有备选地点都被排除了")
    if p < 1:
        raise Impossible(f"要选 {p} 个地点，至少要选一个")
    if p > len(may):
        raise Impossible(f"要选 {p} 个地点，能选的只有 {len(may)} 个")
    if len(must) > p:
        raise Impossible(f"必须保留的地点有 {len(must)} 个，只让选 {p} 个")
    return may, must


def problem(
    cost: ArrayLike,
    p: int,
    weight: ArrayLike | None = None,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
) -> Problem:
    """Check a question.

    Parameters
    ----------
    cost
        (n, m) whole costs of demand i at site j.
    p
        How many sites, fixed ones included.
    weight
        (n,) whole weights of the demand; None = 1 each.
    fixed, forbidden
        Sites that must, and sites that must not be chosen.

    Raises
    ------
    BadCosts
        See `weighted`.
    Impossible
        See `allowed`.

    Examples
    --------
    >>> problem([[1, 2], [3, 4]], 1, weight=[1, 2], forbidden=[0]).cost.tolist()
    [[2], [8]]

    """
    whole = weighted(cost, weight)
    may, must = allowed(whole.shape[1], p, fixed, forbidden)
    return Problem(np.ascontiguousarray(whole[:, may]), may, np.isin(may, must), p)
