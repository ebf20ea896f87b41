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

    def influence(self, text: str, chosen: Sequence[int]) -> npt.NDArray[np.float64]:
        """Say how much each character of a compact text speaks for some classes, each against the others.

        An n-gram's part of the decision value (less the mean over the classes) is spread evenly over its occurrences
        and their characters; the sum is the decision value above the mean, less the bias.

        Returns
        -------
        ndarray of float64, shape (chosen, len(text))

        """
        felt = np.zeros((len(chosen), len(text)))
        vector = _vectors(self.vocabulary.matrix([text]), self.scale, self.reach)
        held = vector.indices[:-1]
        if not len(held):
            return felt
        weights = self.weights[held]
        part = vector.data[:-1, None] * (weights[:, list(chosen)] - weights.mean(axis=1, keepdims=True))
        for n in self.vocabulary.sizes:
            columns = self.vocabulary.columns(grams_of([text], [n])[0])
            at = np.searchsorted(held, np.maximum(columns, held[0])).clip(max=len(held) - 1)
            known = columns == held[at]
            times = np.bincount(at[known], minlength=len(held)).clip(min=1)
            each = np.where(known[:, None], part[at] / times[at, None] / n, 0).T
            for offset in range(n):
                felt[:, offset : offset + each.shape[1]] += each
        return felt

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
