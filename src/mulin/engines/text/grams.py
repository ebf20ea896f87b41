"""Character n-grams of many texts at once, as numbers.

A text is its code points, an n-gram of up to three characters is one 63-bit integer (21 bits a character), and
counting the n-grams of a whole corpus is one sort. No text is segmented into words: characters beat words on short
Chinese messages and need no dictionary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from mulin.engines.text.tokens import normal

_BITS = 21  # a code point is below 2**21
LONGEST = 3
Grams = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


def compact(text: str) -> str:
    """Give the normal form without blanks: what the n-grams are taken from."""
    return normal(text).replace(" ", "")


def grams_of(texts: Sequence[str], sizes: Sequence[int]) -> tuple[Grams, npt.NDArray[np.int64]]:
    """List every n-gram of every text.

    Parameters
    ----------
    texts
        Compact texts.
    sizes
        The n of the n-grams, each from 1 to 3.

    Returns
    -------
    grams, rows : ndarray of int64, the same length
        The n-gram and the index of the text it stands in; within one size in reading order.

    Examples
    --------
    >>> grams, rows = grams_of(["路灯", "灯"], [1, 2])
    >>> [spelled(g) for g in grams.tolist()], rows.tolist()
    (['路', '灯', '灯', '路灯'], [0, 0, 1, 0])

    """
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), dtype="<u4").astype(np.int64)
    owner = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    grams, rows = [], []
    for n in sizes:
        count = max(len(codes) - n + 1, 0)
        gram = np.zeros(count, dtype=np.int64)
        for offset in range(n):
            gram = gram << _BITS | codes[offset : offset + count]
        whole = owner[:count] == owner[n - 1 : n - 1 + count]
        grams.append(gram[whole])
        rows.append(owner[:count][whole])
    if not grams:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate(grams), np.concatenate(rows)


def spelled(gram: int) -> str:
    """Give the characters of an n-gram."""
    letters = []
    while gram:
        letters.append(chr(gram & (1 << _BITS) - 1))
        gram >>= _BITS
    return "".join(reversed(letters))


def _counts(texts: Sequence[str], sizes: Sequence[int]) -> tuple[Grams, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give the distinct (text, n-gram) pairs in the order of the texts, with how often each occurs."""
    grams, rows = grams_of(texts, sizes)
    order = np.lexsort((grams, rows))
    grams, rows = grams[order], rows[order]
    first = np.ones(len(grams), dtype=bool)
    first[1:] = (grams[1:] != grams[:-1]) | (rows[1:] != rows[:-1])
    starts = np.flatnonzero(first)
    return grams[starts], rows[starts], np.diff(np.append(starts, len(grams)))


@dataclass(frozen=True)
class Vocabulary:
    """The n-grams a model knows.

    Attributes
    ----------
    sizes
        The n of its n-grams.
    grams : ndarray of int64, ascending
        The n-grams; a column of a matrix is the index here.

    """

    sizes: tuple[int, ...]
    grams: Grams

    @classmethod
    def learn(cls, texts: Sequence[str], sizes: Sequence[int], least: int) -> Vocabulary:
        """Keep the n-grams that stand in at least `least` of the (compact) texts."""
        grams, frequency = np.unique(_counts(texts, sizes)[0], return_counts=True)
        return cls(tuple(sizes), grams[frequency >= least])

    @cached_property
    def width(self) -> int:
        """How many n-grams there are."""
        return len(self.grams)

    def columns(self, grams: Grams) -> npt.NDArray[np.int64]:
        """Give the column of each n-gram, -1 for an unknown one."""
        if not self.width:
            return np.full(len(grams), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.grams, grams), self.width - 1)
        return np.where(self.grams[at] == grams, at, -1)

    def matrix(self, texts: Sequence[str]) -> sp.csr_matrix:
        """Give the damped counts, 1 + ln(count), of the known n-grams.

        Parameters
        ----------
        texts
            n compact texts.

        Returns
        -------
        csr_matrix of float32, shape (n, width)

        Examples
        --------
        >>> words = Vocabulary.learn(["路灯坏", "路灯亮"], [1], least=2)
        >>> words.matrix(["灯灯", "亮"]).toarray().round(2).tolist()
        [[1.690000057220459, 0.0], [0.0, 0.0]]

        """
        grams, rows, counts = _counts(texts, self.sizes)
        columns = self.columns(grams)
        known = columns >= 0
        starts = np.zeros(len(texts) + 1, dtype=np.int64)
        np.cumsum(np.bincount(rows[known], minlength=len(texts)), out=starts[1:])
        damped = (1 + np.log(counts[known])).astype(np.float32)
        return sp.csr_matrix((damped, columns[known], starts), shape=(len(texts), self.width))


def scaled(matrix: sp.csr_matrix, columns: Floats) -> sp.csr_matrix:
    """Multiply each column by its weight, then bring each row to length one (an empty row stays empty)."""
    data = matrix.data * columns[matrix.indices]
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    length = np.sqrt(np.bincount(rows, data.astype(np.float64) ** 2, matrix.shape[0]))
    length[length == 0] = 1
    data = (data / length[rows]).astype(np.float32)
    return sp.csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def inverse_frequency(matrix: sp.csr_matrix) -> Floats:
    """Give ln((1 + texts) / (1 + texts with the n-gram)) + 1 for each column."""
    frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
    smooth: Floats = (np.log((1 + matrix.shape[0]) / (1 + frequency)) + 1).astype(np.float32)
    return smooth
