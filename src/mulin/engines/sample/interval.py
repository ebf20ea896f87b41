"""Intervals: a share, and how far it may be off; said in whole points that a neighbour can repeat."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mulin.engines.sample.weighing import MILLION

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


def share(weights: Sequence[int], chosen: Sequence[bool], unseen: Sequence[int] = ()) -> Share:
    """Weighted share of the chosen, with Wilson's interval at the effective sample size.

    The effective sample size is Kish's (Survey Sampling, 1965, 11.7: what unequal weights cost), each squared weight
    multiplied by the finite population correction 1 - n/N of its stratum (Cochran, Sampling Techniques, 3rd edition
    1977, 5.3): what everybody answered has no chance in it. The interval is Wilson's (1927). Strata make the true one a
    little narrower still, so it errs to the side of doubt.

    Parameters
    ----------
    weights, chosen
        Of each answer: what it stands for, and whether it chose this.
    unseen
        Of each answer: the part of its stratum that did not answer, in millionths. Without it the whole is taken to be
        very large.

    Examples
    --------
    >>> share([1] * 100, [True] * 62 + [False] * 38)
    Share(permille=620, low=522, high=710, points=10, sure=True)
    >>> share([1] * 100, [True] * 62 + [False] * 38, [500_000] * 100)  # of two hundred
    Share(permille=620, low=551, high=685, points=7, sure=True)
    >>> share([1] * 100, [True] * 62 + [False] * 38, [0] * 100)  # of a hundred
    Share(permille=620, low=620, high=620, points=0, sure=True)
    """
    total = sum(weights)
    if not total:
        return Share(0, 0, 1000, 100, sure=False)
    yes = sum(weight for weight, is_chosen in zip(weights, chosen, strict=True) if is_chosen)
    permille = (2000 * yes + total) // (2 * total)
    squares = sum(w * w * part for w, part in zip(weights, unseen, strict=True)) / MILLION if unseen else 0
    if unseen and not squares:
        return Share(permille, permille, permille, 0, sure=True)
    effective = total * total / (squares or sum(weight * weight for weight in weights))
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
