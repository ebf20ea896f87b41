"""The pairing problem as arrays, and what a plan and its certificate are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
CLASSES = 4  # risk 1 (lowest) to 4


@dataclass(frozen=True)
class Problem:
    """Who could help whom, at what cost, and who must not be left out.

    Parameters
    ----------
    helpers, households : sequence of str
        Pseudonymous references, H and K of them.
    rows, cols : int64 array, shape (E,)
        Household and helper of each candidate edge, ascending by household; at most one edge for two.
    cost : int64 array, shape (E,)
        Cost of each edge in seconds; may be negative.
    capacity : int64 array, shape (H,)
        Most households per helper; 0 to the length of `load_cost`.
    risk : int64 array, shape (K,)
        1 (lowest) to 4.
    wanted : int64 array, shape (K,), or None
        How many different helpers a household is to have; None is one each.
    load_cost : tuple of int
        Seconds for a helper's first, second ... household, ascending and not negative.
    current : bool array, shape (E,), or None
        Which edges are pairs today.
    nodes : sequence of int, or None
        Place of each helper in the walking network.

    Raises
    ------
    ValueError
        Shapes, order or ranges do not fit, with the first thing that is wrong.

    """

    helpers: Sequence[str]
    households: Sequence[str]
    rows: Ints
    cols: Ints
    cost: Ints
    capacity: Ints
    risk: Ints
    wanted: Ints | None = None
    load_cost: tuple[int, ...] = (0, 120, 360)
    current: Flags | None = None
    nodes: Sequence[int] | None = None

    def __post_init__(self) -> None:
        for wrong, what in self._flaws():
            if wrong:
                raise ValueError(what)

    def _flaws(self) -> list[tuple[bool, str]]:
        edges, helpers, households = len(self.rows), len(self.helpers), len(self.households)
        integers = (self.rows, self.cols, self.cost, self.capacity, self.risk)
        if any(array.dtype != np.int64 or array.ndim != 1 for array in integers):
            return [(True, "arrays must be one-dimensional int64")]
        if not (len(self.cols) == len(self.cost) == edges and len(self.capacity) == helpers):
            return [(True, "edges or capacities have different lengths")]
        if len(self.risk) != households or (self.wanted is not None and len(self.wanted) != households):
            return [(True, "risk or wanted have another length than the households")]
        loads = self.load_cost
        inside = edges == 0 or (
            self.rows.min() >= 0 and self.rows.max() < households and self.cols.min() >= 0 and self.cols.max() < helpers
        )
        if not inside:
            return [(True, "an edge names somebody who is not there")]
        step = np.diff(self.rows) * max(1, helpers) + np.diff(self.cols)
        return [
            (bool((np.diff(self.rows) < 0).any()), "edges must ascend by household"),
            (bool((step == 0).any()) or not self._distinct(), "two edges join the same two"),
            (not loads or loads[0] < 0 or list(loads) != sorted(loads), "load_cost must ascend from 0 or more"),
            (bool(((self.capacity < 0) | (self.capacity > len(loads))).any()), "capacity outside load_cost"),
            (bool(((self.risk < 1) | (self.risk > CLASSES)).any()), f"risk outside 1 to {CLASSES}"),
            (self.wanted is not None and bool((self.wanted < 0).any()), "wanted must not be negative"),
            (self.current is not None and len(self.current) != edges, "current has another length than the edges"),
            (self.nodes is not None and len(self.nodes) != helpers, "nodes has another length than the helpers"),
            (2 * CLASSES * self.unmet * max(1, self.units) >= 2**62, "costs too large for 64 bits"),
        ]

    def without(self, gone: Collection[str]) -> Problem:
        """The same problem when some helpers take nobody."""
        if not gone:
            return self
        capacity = self.capacity.copy()
        who = set(gone)
        capacity[[place for place, name in enumerate(self.helpers) if name in who]] = 0
        other = copy(self)  # what was checked once holds for it too, so it is not checked again
        object.__setattr__(other, "capacity", capacity)
        return other

    def _distinct(self) -> bool:
        keys = self.rows * max(1, len(self.helpers)) + self.cols
        return bool((np.diff(keys) > 0).all()) or len(np.unique(keys)) == len(keys)

    @cached_property
    def start(self) -> Ints:
        """Where each household's edges start, shape (K + 1,)."""
        return np.searchsorted(self.rows, np.arange(len(self.households) + 1)).astype(np.int64)

    @cached_property
    def demand(self) -> Ints:
        """Helpers wanted by each household, shape (K,)."""
        return np.ones(len(self.households), np.int64) if self.wanted is None else self.wanted

    @cached_property
    def units(self) -> int:
        """Helpers wanted by all."""
        return int(self.demand.sum())

    @cached_property
    def unmet(self) -> int:
        """M: more than everything else together can cost, so that cover comes before seconds.

        With weights r*M a cover of greatest weight is lexicographically greatest over the risk classes, because
        the sets that can be covered together are the independent sets of a matroid.
        """
        if not len(self.cost):
            return 1
        spread = int(self.cost.max()) - min(0, int(self.cost.min()))
        return self.units * (spread + self.load_cost[-1]) + 1

    def unmet_cost(self, household: int, unit: int) -> int:
        """Cost of the `unit`-th helper that is missing (from 0), ascending: the last one leaves nobody at all."""
        risk, wanted = int(self.risk[household]), int(self.demand[household])
        several = self.wanted is not None and bool((self.demand > 1).any())
        none_at_all = unit == wanted - 1 and several
        return (risk + (CLASSES if none_at_all else 0)) * self.unmet


@dataclass(frozen=True)
class Plan:
    """Pairs, and the prices that prove them.

    Parameters
    ----------
    edges : int64 array
        Edges of the problem that are pairs, ascending.
    household_price, helper_price : int64 arrays, shape (K,), (H,)
        Dual prices: what one helper more wanted by a household, or one household more at a helper, would cost.
    backend : str
        Who found it.
    stability : int
        Seconds taken off edges that are pairs today.
    chains : tuple of Chain
        How pairs were moved, for a repair.
    left : tuple of str
        Helpers who have left since the problem was made, for a repair.

    """

    edges: Ints
    household_price: Ints
    helper_price: Ints
    backend: str
    stability: int = 0
    chains: tuple[Chain, ...] = field(default=())
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """A household goes from a helper (None: from nobody) to another (None: to nobody)."""

    household: str
    left: str | None
    joins: str | None


@dataclass(frozen=True)
class Chain:
    """Moves that belong together, and what they cost in seconds."""

    moves: tuple[Move, ...]
    cost: int


def effective_cost(problem: Problem, stability: int) -> Ints:
    """Edge costs with `stability` seconds taken off the pairs of today."""
    if not stability or problem.current is None:
        return problem.cost
    return problem.cost - stability * problem.current.astype(np.int64)
