"""The nearest messages of each message, among many at once."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

_CHUNK = 1000


def graph(vectors: sp.csr_matrix, most: int, least: float) -> sp.csr_matrix:
    """Join each row with its nearest rows.

    Parameters
    ----------
    vectors : csr_matrix, shape (n, d)
        Rows of length one.
    most
        Neighbours per row; others may still choose the row, so it can have more.
    least
        The least cosine that counts.

    Returns
    -------
    csr_matrix of float32, shape (n, n)
        Symmetric, cosines, no diagonal.

    Examples
    --------
    >>> x = sp.csr_matrix(np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32))
    >>> graph(x, 1, 0.5).toarray().round(1).tolist()
    [[0.0, 0.800000011920929, 0.0], [0.800000011920929, 0.0, 0.6000000238418579], [0.0, 0.6000000238418579, 0.0]]

    """
    count = vectors.shape[0]
    used = np.unique(vectors.indices)
    narrow = sp.csr_matrix((vectors.data, np.searchsorted(used, vectors.indices), vectors.indptr), (count, len(used)))
    across = narrow.T.tocsr()
    rows, columns, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
    for start in range(0, count, _CHUNK):
        products = (narrow[start : start + _CHUNK] @ across).tocoo()
        near = (products.data >= least) & (products.row + start != products.col)
        row, column, value = products.row[near], products.col[near], products.data[near]
        order = np.lexsort((column, -value, row))
        row, column, value = row[order].astype(np.int64), column[order].astype(np.int64), value[order]
        first = np.searchsorted(row, np.arange(_CHUNK))
        nearest = np.arange(len(row)) - first[row] < most
        rows.append(row[nearest] + start)
        columns.append(column[nearest])
        values.append(value[nearest].clip(max=1))
    joined = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    directed = sp.csr_matrix(joined, shape=(count, count), dtype=np.float32)
    return directed.maximum(directed.T).tocsr()
