"""The same issue again: an index of messages that grows with every message and knows the nearest ones."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np

from mulin.engines.text.grams import Floats, compact, grams_of
from mulin.engines.text.sketch import COLUMNS, KEPT, Columns, column_of, columns_of, heaviest, idf

_EVERYBODYS = 0.1  # a pair of characters in a larger share of the messages is no reason
_FEW = 3


@dataclass(frozen=True)
class Match:
    """A message that is like the one asked about; the score is the cosine, from 0 to 1."""

    key: str
    score: float


class Index:
    """Messages by key.

    Each n-gram lists where it stands in the messages' vectors, `KEPT` entries a message. Frequencies are those of the
    moment a message comes in: build the index anew at night, so that early messages are weighed like late ones.

    Parameters
    ----------
    others
        How many messages about other things to think of beside those that are there: while there are few, what they
        all say is still no everyday word.

    Examples
    --------
    >>> index = Index()
    >>> index.add("甲", "桂花里路灯坏了")
    >>> index.add("乙", "柳荫巷夜里施工太吵")
    >>> [(match.key, match.score > 0.3) for match in index.similar("桂花里的路灯又坏了", 1)]
    [('甲', True)]

    """

    def __init__(self, *, others: int = 0) -> None:
        self._others = others
        self._frequency = np.zeros(COLUMNS, np.int32)
        self._entries: dict[int, int | array[int]] = {}  # most n-grams stand in one message only
        self._weights: array[float] = array("f")
        self._keys: list[str | None] = []
        self._places: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def add(self, key: str, text: str, *, title: str = "") -> None:
        """Take in one message.

        Raises
        ------
        KeyError
            The key is there already: a message is never edited.

        """
        if key in self._places:
            raise KeyError(key)
        columns, damped = self._read(text, title)
        self._frequency[columns] += 1
        place = len(self._keys)
        self._keys.append(key)
        self._places[key] = place
        found, weights = self._vector(columns, damped)
        self._weights.extend(weights + [0.0] * (KEPT - len(weights)))
        for entry, column in enumerate(found, place * KEPT):
            known = self._entries.get(column)
            if known is None:
                self._entries[column] = entry
            elif isinstance(known, int):
                self._entries[column] = array("q", (known, entry))
            else:
                known.append(entry)

    def remove(self, key: str) -> None:
        """Forget a message; nothing of it is found any more. Frequencies keep its count until the next rebuild.

        Raises
        ------
        KeyError
            There is no such message.

        """
        place = self._places.pop(key)
        self._keys[place] = None
        self._weights[place * KEPT : (place + 1) * KEPT] = array("f", [0.0] * KEPT)

    def similar(self, text: str, most: int = 5, *, title: str = "", least: float = 0.1) -> list[Match]:
        """Give the nearest messages, the nearest first, equal ones in the order they came in.

        Parameters
        ----------
        text, title
            What was said now; it need not be in the index.
        most
            How many to give.
        least
            The least score to give.

        """
        columns, weights = self._vector(*self._read(text, title))
        held = [
            (self._entries[column], weight)
            for column, weight in zip(columns, weights, strict=True)
            if column in self._entries
        ]
        if not held:
            return []
        lists = [np.array([known] if isinstance(known, int) else known, np.int64) for known, _ in held]
        entries = np.concatenate(lists)
        asked = np.repeat([weight for _, weight in held], [len(known) for known in lists])
        stored = np.frombuffer(self._weights, np.float32)[entries]
        scores = np.bincount(entries // KEPT, asked * stored, len(self._keys))
        near = np.flatnonzero(scores >= least)
        near = near[np.argsort(-scores[near].round(9), kind="stable")][:most]
        keys = ((self._keys[place], float(scores[place])) for place in near.tolist())
        return [Match(key, min(score, 1.0)) for key, score in keys if key is not None]

    def shared(self, text: str, other: str) -> list[tuple[int, int]]:
        """Say why two texts are alike: where `other` says what `text` says too, without what many messages say.

        Returns
        -------
        list of (start, end)
            Positions in `other` as it was written, in reading order, apart from each other, two characters and more.

        Examples
        --------
        >>> index = Index()
        >>> other = "三号楼的路灯坏了"
        >>> [other[start:end] for start, end in index.shared("路灯不亮", other)]
        ['路灯']

        """
        letters, origin = [], []
        for at, character in enumerate(other):
            for letter in compact(character):
                letters.append(letter)
                origin.append(at)
        plain = "".join(letters)
        here, _ = grams_of([plain], (2,))
        asked, _ = grams_of([compact(text)], (2,))
        few = max(_FEW, _EVERYBODYS * (len(self._keys) + self._others))
        strong = np.isin(here, asked) & (self._frequency[column_of(here)] <= few)
        spans: list[tuple[int, int]] = []
        for at in np.flatnonzero(strong).tolist():
            if not plain[at : at + 2].isalnum():
                continue
            start, end = origin[at], origin[at + 1] + 1
            if spans and start < spans[-1][1]:
                start = spans.pop()[0]
            spans.append((start, end))
        return spans

    def _read(self, text: str, title: str) -> tuple[Columns, Floats]:
        _, columns, damped = columns_of([title], [text])
        return columns, damped

    def _vector(self, columns: Columns, damped: Floats) -> tuple[list[int], list[float]]:
        weights = damped * idf(self._frequency[columns], len(self._keys) + self._others)
        vector = heaviest(np.zeros(len(columns), np.int64), columns, weights, 1)
        return vector.indices.tolist(), vector.data.tolist()
