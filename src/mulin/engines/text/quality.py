"""How good a model is on what it has not seen, and from which lead on it may be trusted."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mulin.engines.text.grams import Floats

_SURE = 0.98  # wanted of what is filed by itself
_FEWEST = 100  # cases above a margin, before it is published
_Z = 1.645  # one-sided 95 %


@dataclass(frozen=True)
class Quality:
    """How good a model was on examples it had not seen.

    Attributes
    ----------
    examples
        How many were judged.
    macro_f1, accuracy, top3
        Shares from 0 to 1.
    margin
        The published margin: from this lead on, at least 98 % are right (lower Wilson bound, one-sided 95 %);
        infinite if no lead was enough.
    filed, filed_right
        The share of the examples that reach the margin, and how many of these are right.
    table
        How many examples of each class (row) were said to be of which (column).

    """

    examples: int
    macro_f1: float
    accuracy: float
    top3: float
    margin: float
    filed: float
    filed_right: float
    table: tuple[tuple[int, ...], ...]


def judge(values: Floats, classes: npt.NDArray[np.int64]) -> Quality:
    """Judge decision values, shape (n, k), of examples the model had not seen against their true classes."""
    order = np.argsort(-values, axis=1, kind="stable")
    right = order[:, 0] == classes
    ranked = np.sort(values, axis=1)
    lead = ranked[:, -1] - ranked[:, -2] if values.shape[1] > 1 else np.zeros(len(values), np.float32)
    by_lead = np.argsort(-lead, kind="stable")
    kept = np.arange(1, len(lead) + 1)
    correct = np.cumsum(right[by_lead])
    good = np.flatnonzero((kept >= _FEWEST) & (_at_least(correct, kept) >= _SURE))
    filed = int(good[-1]) + 1 if len(good) else 0
    return Quality(
        examples=len(classes),
        macro_f1=macro_f1(classes, order[:, 0], values.shape[1]),
        accuracy=float(right.mean()),
        top3=float((order[:, :3] == classes[:, None]).any(axis=1).mean()),
        margin=float(lead[by_lead[filed - 1]]) if filed else math.inf,
        filed=filed / len(classes),
        filed_right=float(correct[filed - 1] / filed) if filed else 0.0,
        table=tuple(map(tuple, confusions(classes, order[:, 0], values.shape[1]).tolist())),
    )


def _at_least(right: npt.NDArray[np.int64], of: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Give the lower Wilson bound of a share, one-sided 95 %."""
    share, z2 = right / of, _Z * _Z
    middle = share + z2 / (2 * of)
    spread = _Z * np.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    bound: npt.NDArray[np.float64] = (middle - spread) / (1 + z2 / of)
    return bound


def macro_f1(truth: npt.NDArray[np.int64], said: npt.NDArray[np.int64], count: int) -> float:
    """Give the mean F1 over the classes that occur.

    Examples
    --------
    >>> macro_f1(np.array([0, 0, 1]), np.array([0, 1, 1]), 3)
    0.6666666666666666

    """
    table = confusions(truth, said, count)
    occur = table.sum(axis=0) + table.sum(axis=1)
    scores = 2 * np.diagonal(table)[occur > 0] / occur[occur > 0]
    return float(scores.mean()) if len(scores) else 0.0


def confusions(truth: npt.NDArray[np.int64], said: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
    """Count how often a class (row) was said to be which (column)."""
    return np.bincount(truth * count + said, minlength=count * count).reshape(count, count)
