"""Maximal cover: reach as many people as possible within a limit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mulin.engines.siting.errors import BadCosts
from mulin.engines.siting.median import Siting, check, solve
from mulin.engines.siting.problem import Problem, problem, table

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Cover:
    """A covering plan.

    Parameters
    ----------
    siting
        The plan; its value is the number of people who are **not** covered, its bound how few that could be.
    covered, total
        People covered and people in all: a share as two integers.

    """

    siting: Siting
    covered: int
    total: int


def max_cover(
    cost: ArrayLike,
    p: int,
    radius: int,
    *,
    weight: ArrayLike | None = None,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    max_nodes: int = 20_000,
    kernel: bool = True,
) -> Cover:
    """Choose p sites that reach the most people within the radius.

    Parameters
    ----------
    cost
        (n, m) whole seconds or metres.
    radius
        What counts as reached: at most this.
    p, weight, fixed, forbidden, max_nodes, kernel
        As in `p_median`.

    Raises
    ------
    BadCosts, Impossible
        As in `p_median`; also a negative radius.

    Notes
    -----
    A p-median whose cost is the weight of those out of reach: the same search, the same proof.

    Examples
    --------
    >>> plan = max_cover([[100, 900], [700, 900], [900, 300]], 1, 600, weight=[5, 9, 7])
    >>> plan.siting.sites, plan.covered, plan.total
    ((1,), 7, 21)

    """
    question = cover_problem(cost, p, radius, weight=weight, fixed=fixed, forbidden=forbidden)
    siting = solve(question, max_nodes=max_nodes, kernel=kernel, note=f"覆盖最多：{radius} 以内算到得了")
    total = len(question.cost) if weight is None else int(np.asarray(weight).sum())
    return Cover(siting, total - siting.value, total)


def cover_problem(
    cost: ArrayLike,
    p: int,
    radius: int,
    *,
    weight: ArrayLike | None,
    fixed: Iterable[int],
    forbidden: Iterable[int],
) -> Problem:
    """The question as a p-median: nothing for those who are reached, their weight for the others."""
    if radius < 0:
        raise BadCosts("覆盖半径不能是负数")
    return problem((table(cost) > radius).astype(np.int64), p, weight, fixed, forbidden)


def verify_cover(
    cost: ArrayLike,
    p: int,
    radius: int,
    plan: Cover,
    *,
    weight: ArrayLike | None = None,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
) -> bool:
    """Check a covering plan without a solver."""
    question = cover_problem(cost, p, radius, weight=weight, fixed=fixed, forbidden=forbidden)
    total = len(question.cost) if weight is None else int(np.asarray(weight).sum())
    return check(question, plan.siting) and plan.covered == total - plan.siting.value and plan.total == total
