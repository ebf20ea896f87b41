"""How the two views of a categoriser are taught, and how good they turn out on examples held back."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mulin.engines.text.linear import Settings, View
from mulin.engines.text.quality import Quality, judge

TITLE = Settings(sizes=(1, 2), cost=1.0, reach=1.0)
DETAIL = Settings(sizes=(1, 2, 3), cost=0.5, reach=1.4)
ENOUGH = 200  # examples of a kind, before a margin is published for it
_PIECE = 60  # characters: the opening and the end of a message's details are much like a title
_PIECE_SHARE = np.float32(0.3)
_WORD_SHARE = np.float32(0.3)
_FOLDS = 3


@dataclass(frozen=True)
class Lesson:
    """What there is to learn from: compact texts and their classes, and the words of each class."""

    titles: list[str]
    details: list[str]
    classes: npt.NDArray[np.int64]
    words: list[tuple[int, str]]
    count: int

    def views(self, use: npt.NDArray[np.bool_]) -> tuple[View, View]:
        """Train both views; each learns from titles and details alike, since both name the same things."""
        texts: list[str] = []
        classes: list[int] = []
        shares: list[np.float32] = []

        def add(part: Iterable[tuple[int, str]], share: np.float32) -> None:
            for at, text in part:
                if text:
                    texts.append(text)
                    classes.append(at)
                    shares.append(share)

        used = np.flatnonzero(use).tolist()
        add(((int(self.classes[i]), self.titles[i]) for i in used), np.float32(1))
        add(((int(self.classes[i]), self.details[i]) for i in used), np.float32(1))
        add(self.words, _WORD_SHARE)
        detail = View.train(texts, np.array(classes, np.int64), self.count, np.array(shares, np.float32), DETAIL)
        add(((int(self.classes[i]), self.details[i][:_PIECE]) for i in used), _PIECE_SHARE)
        add(((int(self.classes[i]), self.details[i][-_PIECE:]) for i in used), _PIECE_SHARE)
        title = View.train(texts, np.array(classes, np.int64), self.count, np.array(shares, np.float32), TITLE)
        return title, detail

    def qualities(self) -> dict[str, Quality]:
        """Judge every example by a model that has seen neither it nor its double."""
        fold = np.array(
            [zlib.crc32((t or d).encode()) % _FOLDS for t, d in zip(self.titles, self.details, strict=True)]
        )
        values = np.zeros((3, len(self.classes), self.count), np.float32)
        titled, detailed = (np.array([bool(text) for text in part], bool) for part in (self.titles, self.details))
        for held in range(_FOLDS):
            title, detail = self.views(fold != held)
            rows = np.flatnonzero(fold == held)
            values[0, rows] = title.values([self.titles[i] for i in rows.tolist()])
            values[1, rows] = detail.values([self.details[i] for i in rows.tolist()])
        values[2] = values[0] + values[1]
        found = {}
        for kind, at, rows in (("title", 0, titled), ("detail", 1, detailed), ("both", 2, titled & detailed)):
            if rows.sum() >= ENOUGH:
                found[kind] = judge(values[at, rows], self.classes[rows])
        return found
