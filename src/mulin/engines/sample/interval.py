"""Intervals: a share, and how far it may be off; said in whole points that a neighbour can repeat."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mulin.engines.sample.weighing import kish

Z = 1.959964  # 95 of 100 samples
FEWEST = 30  # effective answers under which an interval would promise too much


@dataclass(frozen=True)
class Share:
    """A weighted share in thousandths, with the ends between which the true one lies in 95 of 100 samples.

    Without an interval (`sure` is false) there are too few answers to say more than which way it leans. `points` is the
    distance to the farther end, in whole points, rounded up.
    """

    permille: int
    low: int
    high: int
    points: int
    sure: bool


def share(weights: Sequence[int], chosen: Sequence[bool]) -> Share:
    """Weighted share of the chosen, with Wilson's interval at Kish's effective sample size.

    The design effect covers the weights only. Strata make the true interval a little narrower, so it errs to the side
    of doubt.

    Examples
    --------
    >>> share([1] * 100, [True] * 62 + [False] * 38)
    Share(permille=620, low=522, high=710, points=10, sure=True)
    """
    total = sum(weights)
    if not total:
        return Share(0, 0, 1000, 100, sure=False)
    yes = sum(weight for weight, is_chosen in zip(weights, chosen, strict=True) if is_chosen)
    permille = (2000 * yes + total) // (2 * total)
    effective = kish(weights)[0] / 10
    part = yes / total
    spread = Z * Z / effective
    middle = (part + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * math.sqrt(part * (1 - part) / effective + spread / (4 * effective))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    points = math.ceil(round(max(part - low, high - part) * 100, 6))
    # the ends never lie inside the share by rounding
    return Share(
        permille,
        min(permille, math.floor(low * 1000)),
        max(permille, math.ceil(high * 1000)),
        points,
        sure=effective >= FEWEST,
    )
