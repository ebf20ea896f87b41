"""The optional compiled loops, built once with the system's C compiler; without one, NumPy does the work, slower."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from mulin.compiled import load

_SOURCE = Path(__file__).with_name("kernel.c")


def library() -> Any | None:
    """The compiled loops, or None where nothing can be compiled."""
    loaded = load(_SOURCE)
    if loaded is not None:
        loaded.siting_search.restype = loaded.siting_ascend.restype = ctypes.c_longlong
    return loaded


def pointer(array: NDArray[Any]) -> ctypes.c_void_p:
    """The address of a contiguous array."""
    return ctypes.c_void_p(array.ctypes.data)
