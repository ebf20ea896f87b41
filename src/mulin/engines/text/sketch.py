"""Messages as short sparse vectors for finding the same issue.

A message is the n-grams of two and three characters of its title (counted three times) and its details, hashed into
2**22 columns. Of these the heaviest few dozen by TF-IDF are kept: they name the place and the issue; what everybody
writes (greetings, pleas) falls away. Each vector has length one, so a product of two is their cosine.

Source: hashing, Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009; pruning of the
light terms, Carmel et al., "Static index pruning for information retrieval systems", SIGIR 2001.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from mulin.engines.text.grams import Floats, compact, grams_of

COLUMNS = 1 << 22
KEPT = 48
_TITLE_TIMES = 3
_DETAIL = 500  # characters of the details that are read
_TITLE = 100
_BATCH = 4096
_COMMON = 0.5  # an n-gram in a larger share of many messages tells nothing
_NEVER_COMMON = 200
_BITS30 = np.uint64((1 << 30) - 1)
_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio: Fibonacci hashing
Columns = npt.NDArray[np.int64]


def columns_of(titles: Sequence[str], details: Sequence[str]) -> tuple[Columns, Columns, Floats]:
    """Give each message's distinct columns with their damped counts.

    Returns
    -------
    rows, columns : ndarray of int64
        Ascending by row, then by column.
    damped : ndarray of float32
        1 + ln(count), the title's n-grams counted three times.

    """
    title_grams, title_rows = grams_of([compact(title)[:_TITLE] for title in titles], (2, 3))
    grams, rows = grams_of([compact(detail[: 4 * _DETAIL])[:_DETAIL] for detail in details], (2, 3))
    grams = np.concatenate([*[title_grams] * _TITLE_TIMES, grams])
    rows = np.concatenate([*[title_rows] * _TITLE_TIMES, rows])
    keys, counts = np.unique(rows * COLUMNS + column_of(grams), return_counts=True)
    return keys // COLUMNS, keys % COLUMNS, (1 + np.log(counts)).astype(np.float32)


def column_of(grams: Columns) -> Columns:
    """Give the hashed column of each n-gram."""
    columns: Columns = (grams.astype(np.uint64) * _ODD >> np.uint64(42)).astype(np.int64)
    return columns


def idf(frequency: npt.NDArray[np.integer[Any]], messages: int) -> Floats:
    """Weigh columns by how few of the messages hold them; 0 for what most of them hold, if they are many."""
    weight: Floats = np.log1p(messages / frequency.clip(min=1)).astype(np.float32)
    weight[(frequency > _NEVER_COMMON) & (frequency > _COMMON * messages)] = 0
    return weight


def heaviest(rows: Columns, columns: Columns, weights: Floats, count: int) -> sp.csr_matrix:
    """Keep the `KEPT` heaviest columns of each of `count` <= 4096 rows and bring the rows to length one.

    Returns
    -------
    csr_matrix of float32, shape (count, COLUMNS)

    """
    # One sort of row (12 bits), weight (30, the heavier the smaller) and column (22); weights lose their last bit.
    bits = weights.astype(np.float32).view(np.uint32).astype(np.uint64) >> np.uint64(1)
    keys = np.sort(
        rows.astype(np.uint64) << np.uint64(52) | (_BITS30 - bits) << np.uint64(22) | columns.astype(np.uint64)
    )
    rows = (keys >> np.uint64(52)).astype(np.int64)
    starts = np.searchsorted(rows, np.arange(count + 1))
    keep = np.arange(len(rows)) - starts[rows] < KEPT
    keys, rows = keys[keep], rows[keep]
    weights = ((_BITS30 - (keys >> np.uint64(22) & _BITS30)) << np.uint64(1)).astype(np.uint32).view(np.float32)
    columns = (keys & np.uint64(COLUMNS - 1)).astype(np.int64)
    rows, columns, weights = rows[weights > 0], columns[weights > 0], weights[weights > 0]
    length = np.sqrt(np.bincount(rows, weights.astype(np.float64) ** 2, count))
    length[length == 0] = 1
    starts = np.searchsorted(rows, np.arange(count + 1))
    return sp.csr_matrix(((weights / length[rows]).astype(np.float32), columns, starts), shape=(count, COLUMNS))


def sketches(titles: Sequence[str], details: Sequence[str]) -> sp.csr_matrix:
    """Give the vectors of many messages, weighed by their own frequencies; shape (messages, COLUMNS)."""
    frequency = np.zeros(COLUMNS, np.int64)
    batches = []
    for part in _batches(len(titles)):
        rows, columns, damped = columns_of(titles[part], details[part])
        np.add.at(frequency, columns, 1)
        batches.append((rows.astype(np.int32), columns.astype(np.int32), damped))
    weight = idf(frequency, len(titles))
    found = []
    for part, (row, column, value) in zip(_batches(len(titles)), batches, strict=True):
        count = min(part.stop, len(titles)) - part.start
        found.append(heaviest(row.astype(np.int64), column.astype(np.int64), value * weight[column], count))
    return sp.vstack(found, format="csr") if found else sp.csr_matrix((0, COLUMNS), dtype=np.float32)


def _batches(count: int) -> Iterator[slice]:
    for start in range(0, count, _BATCH):
        yield slice(start, start + _BATCH)
