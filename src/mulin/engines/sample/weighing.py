"""Weighing: what each answer stands for, so that the sample agrees with what is known of everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

MILLION = 1_000_000
ROUNDS = 200
CLOSE = 1e-9
LIGHTEST, HEAVIEST = 0.25, 4.0  # of the mean weight


@dataclass(frozen=True)
class Weights:
    """A weight for each answer, in millionths of the mean weight.

    Attributes
    ----------
    weights
        In the order of the answers.
    trimmed
        How many were cut to a quarter, or to four times, of the mean.
    effective_tenths
        Kish's effective sample size, in tenths of an answer.
    design_permille
        Design effect by weighting: answers for one effective answer, in thousandths.
    off_permille
        How far the largest margin is from what is known, in thousandths of the whole; 0 when it agrees.

    """

    weights: tuple[int, ...]
    trimmed: int
    effective_tenths: int
    design_permille: int
    off_permille: int


def weigh(base: Sequence[int], margins: Sequence[tuple[Sequence[str], Mapping[str, int]]]) -> Weights:
    """Rake base weights to known margins, cut the extreme ones, and say what it cost.

    Raking is iterative proportional fitting (Deming and Stephan 1940); where it converges its weights are those nearest
    to the base weights in Kullback's sense (Deville and Särndal 1992, case 2), which is how the tests find them again.

    Parameters
    ----------
    base
        What each answer stands for by the draw alone (households of its stratum over those that answered), in any unit.
    margins
        For each characteristic: the group of each answer, and the known number of people in each group. Groups without
        an answer cannot be weighted up and are left out; the others keep their proportions.

    Examples
    --------
    >>> weigh([1, 1, 1, 1], [(["old", "young", "young", "young"], {"old": 50, "young": 50})]).weights
    (2000000, 666667, 666667, 666667)
    """
    count = len(base)
    if not count:
        return Weights((), 0, 0, 1000, 0)
    weights = np.asarray(base, dtype=np.float64)
    weights *= count / weights.sum()
    known = [_targets(groups, people) for groups, people in margins]
    for _round in range(ROUNDS):
        worst = 0.0
        for members, wanted in known:
            have = np.bincount(members, weights, len(wanted))
            factor = np.divide(wanted, have, out=np.ones_like(wanted), where=have > 0)
            weights *= factor[members]
            worst = max(worst, float(np.abs(factor - 1).max(initial=0)))
        if worst < CLOSE:
            break
    cut = np.clip(weights, LIGHTEST, HEAVIEST)
    trimmed = int((np.abs(cut - weights) > CLOSE).sum())
    cut *= count / cut.sum()
    off = max((np.abs(np.bincount(m, cut, len(w)) - w).max(initial=0) / count for m, w in known), default=0.0)
    parts = np.rint(cut * MILLION).astype(np.int64)
    effective, design = kish([int(part) for part in parts])
    return Weights(tuple(int(part) for part in parts), trimmed, effective, design, round(float(off) * 1000))


def _targets(groups: Sequence[str], people: Mapping[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Number of the group of each answer, and the weight each group should have together.

    Answers in a group of which nothing is known keep the weight they would have had without the margin.
    """
    names = sorted(set(groups))
    index = {name: number for number, name in enumerate(names)}
    members = np.array([index[name] for name in groups], dtype=np.intp)
    answers = np.bincount(members, minlength=len(names)).astype(np.float64)
    known = np.array([people.get(name, 0) for name in names], dtype=np.float64)
    share = answers[known > 0].sum()
    wanted = answers.copy()
    if known.sum():
        wanted[known > 0] = known[known > 0] / known.sum() * share
    return members, wanted


def kish(weights: Sequence[int]) -> tuple[int, int]:
    """Effective sample size in tenths, and the design effect in thousandths; exact in integers.

    (sum w)² / sum w², and answers over that: Kish, Survey Sampling, 1965, 11.7; Kish, Weighting for unequal Pi, Journal
    of Official Statistics 8 (1992), gives the second as 1 + the squared coefficient of variation of the weights.

    Examples
    --------
    >>> kish([1, 1, 1, 1]), kish([3, 1])
    ((40, 1000), (16, 1250))
    """
    total, squares = sum(weights), sum(weight * weight for weight in weights)
    if not squares:
        return 0, 1000
    effective = (20 * total * total + squares) // (2 * squares)
    design = (2000 * len(weights) * squares + total * total) // (2 * total * total)
    return effective, design
