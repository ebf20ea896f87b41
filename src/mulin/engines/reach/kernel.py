"""The optional compiled search, built once with the system's C compiler; without one, SciPy does the same work."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mulin.compiled import load

Times = NDArray[np.int32]
_SOURCE = Path(__file__).with_name("kernel.c")
_SHIFT = 14  # buckets of 16.4 s: about one edge


def library() -> Any | None:
    """The compiled search, or None where nothing can be compiled."""
    loaded = load(_SOURCE)
    if loaded is not None:
        loaded.reach_search.restype = ctypes.c_int
    return loaded


def _pointer(array: NDArray[Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


class Searcher:
    """The compiled search on one graph, with its own scratch space: one per thread.

    Parameters
    ----------
    indptr, indices, weights
        (N + 1,), (A,), (A,) int32 compressed rows.
    limit
        Largest label wanted.

    """

    def __init__(self, indptr: Times, indices: Times, weights: Times, limit: int) -> None:
        self._library = library()
        self._graph = tuple(np.ascontiguousarray(array, np.int32) for array in (indptr, indices, weights))
        self._pointers = tuple(_pointer(array) for array in self._graph)
        self._touched = np.empty(len(indptr) - 1, np.int32)
        # Wide limits take wide buckets, so that their number stays small.
        self._limit, self._shift = limit, max(_SHIFT, limit.bit_length() - 16)

    def run(self, source: Times, initial: Times, labels: Times) -> Times:
        """Search into `labels` (all `UNREACHED` before); returns the nodes labelled."""
        source, initial = np.ascontiguousarray(source, np.int32), np.ascontiguousarray(initial, np.int32)
        assert self._library is not None  # noqa: S101  callers ask `library()` first
        count = self._library.reach_search(
            *self._pointers,
            len(source),
            _pointer(source),
            _pointer(initial),
            self._limit,
            self._shift,
            _pointer(labels),
            _pointer(self._touched),
        )
        if count < 0:
            raise MemoryError
        return self._touched[:count]
