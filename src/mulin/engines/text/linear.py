"""One view of a message (its title, or its details) as a linear model over character n-grams.

Weight of n-gram j in a text: (1 + ln count) * idf_j * sqrt(s_j), rows brought to one length; s_j is the standard
deviation over the classes of the log-odds ln p(j | class) / p(j | other classes), so that n-grams that tell the classes
apart weigh more than merely rare ones.

Source: Wang and Manning, "Baselines and bigrams: simple, good sentiment and topic classification", ACL 2012, use the
log-odds of two classes as weights; the spread over many classes keeps one matrix for all of them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from mulin.engines.text import svm
from mulin.engines.text.grams import Floats, Vocabulary, grams_of, inverse_frequency, scaled

_ENOUGH_FOR_RARE = 1000  # from so many texts on, an n-gram that stands in one text only is dropped


@dataclass(frozen=True)
class Settings:
    """How a view is read and trained; `cost` is the price of an error, `reach` the length of a text's vector."""

    sizes: tuple[int, ...]
    cost: float
    reach: float


@dataclass(frozen=True)
class Reading:
    """One text as a view sees it.

    Attributes
    ----------
    columns : for each size, the column of each n-gram in reading order, -1 if unknown
    held : ndarray of int64, shape (m,), ascending
        The distinct known columns.
    counts, parts : ndarrays, shape (m,)
        How often each occurs, and its entry in the text's vector.
    weights, bias : ndarrays of float32, shapes (m, k) and (k,)
    """

    columns: tuple[npt.NDArray[np.int64], ...]
    held: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    parts: npt.NDArray[np.float64]
    weights: Floats
    bias: Floats

    def values(self) -> npt.NDArray[np.float64]:
        """Give the decision values, shape (k,)."""
        values: npt.NDArray[np.float64] = self.parts @ self.weights + self.bias
        return values

    def influence(self, length: int, chosen: Sequence[int]) -> npt.NDArray[np.float64]:
        """Say how much each character of the text speaks for some classes, each against the others.

        An n-gram's part of the decision value (less the mean over the classes) is spread evenly over its occurrences
        and their characters; the sum is the decision value above the mean, less the bias.

        Returns
        -------
        ndarray of float64, shape (chosen, length of the text)
        """
        felt = np.zeros((len(chosen), length))
        if not len(self.held):
            return felt
        favour = self.weights[:, list(chosen)] - self.weights.mean(axis=1, keepdims=True)
        each = ((self.parts / self.counts)[:, None] * favour).T
        for columns in self.columns:
            n = length - len(columns) + 1
            at = np.searchsorted(self.held, columns.clip(min=self.held[0]))
            known = np.where(columns >= 0, each[:, at], 0) / n
            for offset in range(n):
                felt[:, offset : offset + len(columns)] += known
        return felt


@dataclass(frozen=True)
class View:
    """A trained view.

    Attributes
    ----------
    vocabulary
        The n-grams, d of them.
    scale : ndarray of float32, shape (d,)
        idf_j * sqrt(s_j).
    weights : ndarray of float32, shape (d + 1, k)
        The hyperplanes, the bias last.
    reach
        The length of a text's vector.

    """

    vocabulary: Vocabulary
    scale: Floats
    weights: Floats
    reach: float

    @classmethod
    def train(
        cls, texts: Sequence[str], classes: npt.NDArray[np.int64], count: int, shares: Floats, settings: Settings
    ) -> View:
        """Train on compact texts, each with its class and its share (1 is a full example)."""
        least = 2 if len(texts) >= _ENOUGH_FOR_RARE else 1
        vocabulary = Vocabulary.learn(texts, settings.sizes, least)
        counts = vocabulary.matrix(texts)
        scale = inverse_frequency(counts) * np.sqrt(_spread(counts, classes, count))
        weights = svm.fit(_vectors(counts, scale, settings.reach), classes, count, shares * np.float32(settings.cost))
        # Kept in half precision, so that a stored model answers exactly as the one just trained.
        return cls(vocabulary, scale.astype(np.float16).astype(np.float32), _half(weights), settings.reach)

    def values(self, texts: Sequence[str]) -> Floats:
        """Give the decision values of compact texts, shape (n, k)."""
        values: Floats = _vectors(self.vocabulary.matrix(texts), self.scale, self.reach) @ self.weights
        return values

    def read(self, text: str) -> Reading:
        """Give what one compact text holds for this view; quicker than a matrix of one row."""
        columns = [self.vocabulary.columns(grams_of([text], [n])[0]) for n in self.vocabulary.sizes]
        everywhere = np.concatenate(columns)
        held, counts = np.unique(everywhere[everywhere >= 0], return_counts=True)
        part = (1 + np.log(counts)) * self.scale[held].astype(np.float64)
        length = float(np.sqrt((part * part).sum())) or 1.0
        vector = (part * (self.reach / length)).astype(np.float64)
        return Reading(tuple(columns), held, counts, vector, self.weights[held], self.weights[-1])

    def to_bytes(self) -> bytes:
        """Give the view as bytes, 8 per n-gram and 2 per weight."""
        out = io.BytesIO()
        np.savez_compressed(
            out,
            sizes=np.array(self.vocabulary.sizes, "<i8"),
            grams=self.vocabulary.grams.astype("<i8"),
            scale=self.scale.astype("<f2"),
            weights=self.weights.astype("<f2"),
            reach=np.array(self.reach, "<f8"),
        )
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> View:
        """Read a view; pickled objects inside are refused."""
        with np.load(io.BytesIO(data), allow_pickle=False) as held:
            vocabulary = Vocabulary(tuple(held["sizes"].tolist()), held["grams"].astype(np.int64))
            scale, weights = held["scale"].astype(np.float32), held["weights"].astype(np.float32)
            reach = float(held["reach"])
        if scale.shape != (vocabulary.width,) or weights.ndim != 2 or len(weights) != vocabulary.width + 1:
            raise ValueError("the parts of the model do not fit together")
        return cls(vocabulary, scale, weights, reach)


def _half(weights: Floats) -> Floats:
    rounded: Floats = weights.astype(np.float16).astype(np.float32)
    return rounded


def _spread(counts: sp.csr_matrix, classes: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.float64]:
    """Give the standard deviation over the classes of each n-gram's log-odds (texts counted, add-one)."""
    rows = np.repeat(classes, np.diff(counts.indptr))
    cells = np.bincount(rows * counts.shape[1] + counts.indices, minlength=count * counts.shape[1])
    with_gram = cells.reshape(count, counts.shape[1]).astype(np.float64)
    others = with_gram.sum(axis=0) - with_gram + 1
    with_gram += 1
    odds = np.log(with_gram / with_gram.sum(axis=1, keepdims=True))
    odds -= np.log(others / others.sum(axis=1, keepdims=True))
    spread: npt.NDArray[np.float64] = odds.std(axis=0)
    return spread if count > 1 else np.ones(counts.shape[1])


def _vectors(counts: sp.csr_matrix, scale: Floats, reach: float) -> sp.csr_matrix:
    """Give the texts' vectors, a column of ones for the bias last."""
    vectors = scaled(counts, scale) * np.float32(reach)
    return sp.hstack([vectors, sp.csr_matrix(np.ones((counts.shape[0], 1), np.float32))], format="csr")
