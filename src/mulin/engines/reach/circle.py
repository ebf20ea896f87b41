"""The ten-minute circle in figures: who has what within reach, where the gaps are, who is worst off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mulin.engines.reach.errors import BadQuestion

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Circle:
    """Doors against needs.

    Parameters
    ----------
    served
        (D, C) whether the door reaches the need in time.
    people, total
        (C,) people served per need, and people in all: a share is two integers.
    complete
        People who reach every need.

    """

    served: NDArray[np.bool_]
    people: Ints
    total: int
    complete: int
    weights: Ints

    def gaps(self, need: int) -> list[int]:
        """Doors that lack the need, most people first."""
        lacking = np.flatnonzero(~self.served[:, need] & (self.weights > 0))
        return lacking[np.lexsort((lacking, -self.weights[lacking]))].tolist()  # type: ignore[no-any-return]

    def worst(self, count: int = 10) -> list[int]:
        """Doors with the fewest needs in reach, most people first among equals."""
        doors = np.flatnonzero(self.weights > 0)
        order = np.lexsort((doors, -self.weights[doors], self.served[doors].sum(axis=1)))
        return doors[order[:count]].tolist()  # type: ignore[no-any-return]


def circle(seconds: ArrayLike, weights: ArrayLike, limit_s: int = 600) -> Circle:
    """Judge walking times.

    Parameters
    ----------
    seconds
        (D, C) from `Reach.seconds`, -1 = out of reach.
    weights
        (D,) people behind every door.
    limit_s
        What counts as within reach.

    Raises
    ------
    BadQuestion
        The two do not fit, or a door has fewer than no people.

    Examples
    --------
    >>> found = circle([[60, -1], [500, 700]], [3, 4])
    >>> found.people.tolist(), found.total, found.gaps(1)
    ([7, 0], 7, [1, 0])

    """
    time, people = np.asarray(seconds), np.asarray(weights, np.int64)
    if time.ndim != 2 or len(people) != len(time):
        raise BadQuestion(f"有 {len(time)} 个门的步行时间，却有 {len(people)} 个门的人数")
    if (people < 0).any():
        raise BadQuestion("有的门人数是负数")
    served = (time >= 0) & (time <= limit_s)
    total = int(people.sum())
    return Circle(served, people @ served, total, int(people[served.all(axis=1)].sum()), people)
