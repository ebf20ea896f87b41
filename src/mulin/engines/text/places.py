"""Names of places in a text: the longest match from the street's own list of names and nicknames."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """A name found at ``text[start:end]``; `places` are the places it may mean, more than one if the name is shared."""

    start: int
    end: int
    places: tuple[str, ...]


class Gazetteer:
    """Places with the names people give them.

    Parameters
    ----------
    names
        For each place (a key of the caller's) its names; the same name may belong to several places.

    Raises
    ------
    ValueError
        A name is empty.

    Examples
    --------
    >>> gazetteer = Gazetteer({"桂花里": ["桂花里", "桂花里小区"], "三号楼": ["3号楼", "三栋"]})
    >>> places("桂花里小区三栋没水", gazetteer)
    [Span(start=0, end=5, places=('桂花里',)), Span(start=5, end=7, places=('三号楼',))]

    """

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        found: dict[str, dict[str, None]] = {}
        for place, own in names.items():
            for name in own:
                folded = "".join(map(_fold, name.strip()))
                if not folded:
                    raise ValueError(f"an empty name for {place}")
                found.setdefault(folded, {})[place] = None
        self._places = {name: tuple(places) for name, places in found.items()}
        lengths: dict[str, set[int]] = {}
        for name in self._places:
            lengths.setdefault(name[0], set()).add(len(name))
        self._lengths = {first: sorted(known, reverse=True) for first, known in lengths.items()}

    def longest(self, text: str, start: int) -> tuple[int, tuple[str, ...]] | None:
        """Give the end and the places of the longest name that begins at `start` of a folded text."""
        for length in self._lengths.get(text[start], ()):
            end = start + length
            places = self._places.get(text[start:end]) if end <= len(text) else None
            if places and not _inside(text, start) and not _inside(text, end):
                return end, places
        return None


def places(text: str, gazetteer: Gazetteer) -> list[Span]:
    """Find the places a text names.

    From the left, at each point the longest name wins, and names do not overlap. Width and case do not matter. A name
    that begins or ends with a digit or a Latin letter is not found inside a longer number or word: 3号楼 is not
    found in 13号楼.

    Parameters
    ----------
    text
        The text as it was written.
    gazetteer
        The names.

    Returns
    -------
    list of Span
        In reading order; positions in the text as it was written.

    """
    folded: list[str] = []
    origin: list[int] = []
    for at, character in enumerate(text):
        letters = _fold(character)
        folded.append(letters)
        origin.extend([at] * len(letters))
    plain = "".join(folded)
    spans, at = [], 0
    while at < len(plain):
        match = gazetteer.longest(plain, at)
        if match is None:
            at += 1
            continue
        end, meant = match
        spans.append(Span(origin[at], origin[end - 1] + 1, meant))
        at = end
    return spans


def _fold(character: str) -> str:
    return unicodedata.normalize("NFKC", character).casefold()


def _inside(text: str, at: int) -> bool:
    """Whether position `at` lies inside a number or a Latin word."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    if not (left.isascii() and right.isascii()):
        return False
    return (left.isdigit() and right.isdigit()) or (left.isalpha() and right.isalpha())
