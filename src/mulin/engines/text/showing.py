"""The part of a text in which words were found, and where in it they stand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from mulin.engines.text.tokens import normal

AROUND = 60  # characters shown in all, when there are more
BEFORE = 15  # of them before the first word found
CUT = "…"


class Piece(NamedTuple):
    """Some characters in a row, and whether they were looked for."""

    text: str
    found: bool


@lru_cache(maxsize=20_000)
def _folded(character: str) -> str:
    return " " if character.isspace() else normal(character)


def spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where words stand in a text, without overlap.

    Parameters
    ----------
    text
        As it was written.
    words
        Normal forms, as `tokens.query` gives them. A word that only a composition of several characters makes is
        found by a search but not shown.

    Examples
    --------
    >>> spans("三单元ＡＢＣ路灯", ("abc", "灯"))
    [(3, 6), (7, 8)]

    """
    folded, origin = [], []
    for place, character in enumerate(text):
        for sign in _folded(character):
            folded.append(sign)
            origin.append(place)
    plain, hits = "".join(folded), []
    for word in filter(None, words):
        at = plain.find(word)
        while at >= 0:
            hits.append((origin[at], origin[at + len(word) - 1] + 1))
            at = plain.find(word, at + len(word))
    joined: list[tuple[int, int]] = []
    for start, stop in sorted(hits):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined


def excerpt(text: str, words: Sequence[str], around: int = AROUND) -> list[Piece]:
    """The text about the first word found, in pieces; what is left out is shown by an ellipsis.

    Examples
    --------
    >>> excerpt("路灯坏了", ("灯",))
    [Piece(text='路', found=False), Piece(text='灯', found=True), Piece(text='坏了', found=False)]
    >>> "".join(piece.text for piece in excerpt("一" * 100 + "灯" + "二" * 100, ("灯",), around=6))
    '…一灯二二二二…'

    """
    hits = spans(text, words)
    start, stop = 0, len(text)
    if stop > around:
        first = hits[0][0] if hits else 0
        start = max(0, min(first - min(BEFORE, around // 4), stop - around))
        stop = start + around
    pieces = [Piece(CUT, found=False)] if start else []
    at = start
    for left, right in [(max(left, start), min(right, stop)) for left, right in hits]:
        if left < right:
            if at < left:
                pieces.append(Piece(text[at:left], found=False))
            pieces.append(Piece(text[left:right], found=True))
            at = right
    if at < stop:
        pieces.append(Piece(text[at:stop], found=False))
    return [*pieces, Piece(CUT, found=False)] if stop < len(text) else pieces
