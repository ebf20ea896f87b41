"""The optional compiled search, built once with the system's C compiler; without one, SciPy does the same work."""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.int32]
_SOURCE = Path(__file__).with_name("kernel.c")
_SHIFT = 14  # buckets of 16.4 s: about one edge


def _folder() -> Path:
    """A folder only this user can write to: code is loaded from it."""
    root = os.environ.get("MULIN_CACHE") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(root) / "mulin"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = folder.stat()
    if status.st_uid != os.getuid() or status.st_mode & 0o022:
        raise PermissionError(folder)
    return folder


@cache
def library() -> Any | None:
    """The compiled search, or None: no compiler, no folder to keep it in, or `MULIN_KERNEL=0`."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if os.environ.get("MULIN_KERNEL") == "0" or compiler is None or os.name != "posix":
        return None
    mark = hashlib.sha256(_SOURCE.read_bytes() + platform.machine().encode()).hexdigest()[:16]
    try:
        target = _folder() / f"reach-{mark}.so"
        if not target.exists():
            with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
                built = Path(scratch) / target.name
                command = [compiler, "-O3", "-shared", "-fPIC", "-o", str(built), str(_SOURCE)]
                subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603  own source, no shell
                built.replace(target)
        loaded = ctypes.CDLL(str(target))
    except (OSError, RuntimeError, subprocess.SubprocessError):
        return None
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
