"""The words that decided: the pieces of a text that spoke most for a category."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_LONGEST = 8
_SHARE_OF_PEAK = 0.3


@dataclass(frozen=True)
class Term:
    """A piece of the text and its weight, in units of the decision value."""

    words: str
    weight: float


def terms(text: str, felt: npt.NDArray[np.float64], most: int) -> list[Term]:
    """Cut out the pieces that carry most influence.

    Parameters
    ----------
    text
        A compact text.
    felt : ndarray of float64, shape (len(text),)
        The influence of each character.
    most
        How many pieces to give.

    Returns
    -------
    list of Term
        Distinct pieces of at most eight characters, the weightiest first; a piece that occurs twice is named once
        with the sum.

    Examples
    --------
    >>> [t.words for t in terms("楼下路灯不亮", np.array([0, 0.1, 1, 1, 0, 0.2]), 2)]
    ['路灯']

    """
    if not len(felt) or felt.max() <= 0:
        return []
    strong = felt > _SHARE_OF_PEAK * felt.max()
    edges = np.flatnonzero(np.diff(np.concatenate(([False], strong, [False])).astype(np.int8)))
    weight: dict[str, float] = {}
    for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        for at in range(begin, end, _LONGEST):
            piece = text[at : min(at + _LONGEST, end)]
            if any(character.isalnum() for character in piece):
                weight[piece] = weight.get(piece, 0.0) + float(felt[at : min(at + _LONGEST, end)].sum())
    if any(len(piece) > 1 for piece in weight):
        weight = {piece: value for piece, value in weight.items() if len(piece) > 1}
    ranked = sorted(weight.items(), key=lambda item: (-item[1], item[0]))
    return [Term(words, value) for words, value in ranked[:most]]
