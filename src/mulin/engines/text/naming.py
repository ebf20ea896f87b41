"""Names for a group of messages: the pieces of text that its messages share and others lack.

A piece is a word where what stands before it and after it varies (accessor variety); it is telling where its
characters weigh much in the group's centre.

Source: Feng, Chen, Deng and Zheng, "Accessor variety criteria for Chinese word extraction", Computational
Linguistics 30 (2004).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from mulin.engines.text.grams import grams_of
from mulin.engines.text.sketch import column_of

_LONGEST = 8
_STRONG = 0.1  # of the strongest character
_COMMON = 0.2  # of the texts must share a piece
_BAD_START = re.compile(r"[市区县](?![民场城长域])")  # the end of a district's name
_KINDS = "小区|新城|家园|花园|公寓|社区|街道|广场|公园|市场|学校|小学|中学|医院|[苑村镇]"
_PLACE = re.compile(rf".+({_KINDS}|[组乡路街巷桥府园里楼栋])$|.+({_KINDS})")


def shared_pieces(
    texts: Sequence[str], columns: npt.NDArray[np.int64], centre: npt.NDArray[np.float64], most: int
) -> list[str]:
    """Find what the texts share.

    Parameters
    ----------
    texts
        Compact texts.
    columns : ndarray of int64, ascending
        The hashed n-grams of the group's centre.
    centre : ndarray of float64, the same shape
        Their weights.
    most
        How many pieces to give.

    Returns
    -------
    list of str
        Pieces of two to eight characters, the weightiest first, none inside an earlier one.

    """
    felt = [_felt(text, columns, centre) for text in texts]
    left = list(texts)
    chosen: list[str] = []
    while len(chosen) < most:
        piece = _best(left, felt)
        if not piece:
            break
        if not any(piece in other for other in chosen):
            chosen.append(piece)
        left = [text.replace(piece, "\n" * len(piece)) for text in left]
    return chosen


def _best(texts: Sequence[str], felt: Sequence[npt.NDArray[np.float64]]) -> str:
    """Give the piece with the greatest weight times the logarithm of its variety, or nothing."""
    weight: dict[str, float] = {}
    before: dict[str, set[str]] = {}
    after: dict[str, set[str]] = {}
    holders: Counter[str] = Counter()
    for number, (text, strength) in enumerate(zip(texts, felt, strict=True)):
        own: set[str] = set()
        for start, end in _candidates(text, strength):
            piece = text[start:end]
            if piece not in own:
                own.add(piece)
                weight[piece] = weight.get(piece, 0.0) + float(strength[start:end].sum())
            edges = f"^{number}\n"  # the edge of a text, or of a piece taken before, is a neighbour of its own
            before.setdefault(piece, set()).add(edges if start == 0 or text[start - 1] == "\n" else text[start - 1])
            after.setdefault(piece, set()).add(edges if end == len(text) or text[end] == "\n" else text[end])
        holders.update(own)
    enough = max(min(len(texts), 2), _COMMON * len(texts))
    variety = {piece: min(len(before[piece]), len(after[piece])) for piece, count in holders.items() if count >= enough}
    free = {piece: many for piece, many in variety.items() if many > 1}
    score = {piece: weight[piece] * math.log(many) for piece, many in free.items()} or {p: weight[p] for p in variety}
    return min(score, key=lambda piece: (-score[piece], piece), default="")


def _candidates(text: str, felt: npt.NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    weak = felt <= _STRONG * felt.max()
    for start in range(len(text)):
        if _BAD_START.match(text, start) or (start and text[start - 1 : start + 1].isascii()):
            continue
        for end in range(start + 1, min(start + _LONGEST, len(text)) + 1):
            if weak[end - 1] or not text[end - 1].isalnum():
                break
            if end - start > 1:
                yield start, end


def place_in(piece: str) -> str:
    """Give the name of a place that a piece is or begins with, judged by how such names end; empty if there is none.

    Examples
    --------
    >>> place_in("桂花里小区"), place_in("银杏苑电梯"), place_in("捆绑销售")
    ('桂花里小区', '银杏苑', '')
    """
    found = _PLACE.match(piece)
    return found[0] if found else ""


def _felt(text: str, columns: npt.NDArray[np.int64], centre: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    felt: npt.NDArray[np.float64] = np.zeros(max(len(text), 1), np.float64)
    if not len(columns):
        return felt
    for n in (2, 3):
        hashed = column_of(grams_of([text], [n])[0])
        at = np.searchsorted(columns, hashed).clip(max=len(columns) - 1)
        pull = np.where(columns[at] == hashed, centre[at], 0.0)
        for offset in range(n):
            felt[offset : offset + len(pull)] += pull
    return felt
