"""The optional compiled loops, built once with the system's C compiler; without one, NumPy does the work, slower."""

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

from numpy.typing import NDArray

_SOURCE = Path(__file__).with_name("kernel.c")


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
    """The compiled loops, or None: no compiler, no folder to keep it in, or `MULIN_KERNEL=0`."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if os.environ.get("MULIN_KERNEL") == "0" or compiler is None or os.name != "posix":
        return None
    mark = hashlib.sha256(_SOURCE.read_bytes() + platform.machine().encode()).hexdigest()[:16]
    try:
        target = _folder() / f"siting-{mark}.so"
        if not target.exists():
            with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
                built = Path(scratch) / target.name
                command = [compiler, "-O3", "-shared", "-fPIC", "-o", str(built), str(_SOURCE), "-lm"]
                subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603  own source, no shell
                built.replace(target)
        loaded = ctypes.CDLL(str(target))
    except (OSError, RuntimeError, subprocess.SubprocessError):
        return None
    loaded.siting_search.restype = loaded.siting_ascend.restype = ctypes.c_longlong
    return loaded


def pointer(array: NDArray[Any]) -> ctypes.c_void_p:
    """The address of a contiguous array."""
    return ctypes.c_void_p(array.ctypes.data)
