"""Who can walk to whom within the limit: sparse many-to-many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mulin.engines.reach.costs import BLOCKED, UNREACHED, Costs
from mulin.engines.reach.nearest import entries, limit_in_ms, starts_of, whole_seconds
from mulin.engines.reach.search import one_by_one
from mulin.engines.reach.snap import Snap, footing, together, within_edge

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """Pairs within the limit, sorted by (a, b).

    Parameters
    ----------
    shape
        How many points there were on either side.
    a, b, seconds
        (K,) who walks, to whom, whole seconds. All others are farther than the limit.

    """

    shape: tuple[int, int]
    a: Ints
    b: Ints
    seconds: NDArray[np.int32]

    def dense(self, beyond: int = -1) -> NDArray[np.int32]:
        """(A, B) seconds, `beyond` where out of reach."""
        table = np.full(self.shape, beyond, np.int32)
        table[self.a, self.b] = self.seconds
        return table


def many_to_many(cost: Costs, a: Snap, b: Snap, limit_s: int = 900, *, kernel: bool | None = None) -> Pairs:
    """Walking time from every a to every b within the limit: one truncated search per point of the smaller side.

    Raises
    ------
    BadQuestion
        The limit is not between 1 second and 12 hours.

    """
    limit_ms = limit_in_ms(limit_s)
    along = len(a) <= len(b)
    few, many = (a, b) if along else (b, a)
    who, node, ms = entries(cost, many, footing(cost, many), towards=along)
    row = np.full(cost.net.size, BLOCKED, np.int64)
    left, right, total = [], [], []
    for number, reached, time in one_by_one(
        cost, starts_of(cost, few, towards=not along), limit_ms, towards=not along, kernel=kernel
    ):
        row[reached] = time
        sums = row[node] + ms
        near = np.flatnonzero(sums <= limit_ms)
        left.append(np.full(len(near), number))
        right.append(who[near])
        total.append(sums[near])
        row[reached] = BLOCKED
    doors, goals = footing(cost, a), footing(cost, b)
    pairs = together(a, b)
    direct = within_edge(a, doors, b, goals, pairs)
    sides = (left, right) if along else (right, left)
    i, j = (np.concatenate([np.empty(0, np.int64), *side, end]) for side, end in zip(sides, pairs, strict=True))
    t = np.concatenate([np.empty(0, np.int64), *total, direct])
    order = np.lexsort((t, j, i))
    order = order[t[order] <= min(limit_ms, UNREACHED - 1)]
    fresh = (np.diff(i[order], prepend=-1) != 0) | (np.diff(j[order], prepend=-1) != 0)
    order = order[fresh]
    return Pairs((len(a), len(b)), i[order], j[order], whole_seconds(t[order]))
