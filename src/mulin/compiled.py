"""Small C loops beside an engine, built once with the system's C compiler; where there is none, NumPy does the work.

The built library is kept in the user's cache under the hash of its source, so an old one is never loaded for a new
source. Each engine says which functions it wants and computes the same without them.
"""

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
def load(source: Path) -> Any | None:
    """The library of one C file, or None: no compiler, no folder to keep it in, or `MULIN_KERNEL=0`.

    The file `reach/kernel.c` becomes `reach-<hash>.so`.
    """
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if os.environ.get("MULIN_KERNEL") == "0" or compiler is None or os.name != "posix":
        return None
    mark = hashlib.sha256(source.read_bytes() + platform.machine().encode()).hexdigest()[:16]
    try:
        target = _folder() / f"{source.parent.name}-{mark}.so"
        if not target.exists():
            with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
                built = Path(scratch) / target.name
                command = [compiler, "-O3", "-shared", "-fPIC", "-o", str(built), str(source), "-lm"]
                subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603  own source, no shell
                built.replace(target)
        return ctypes.CDLL(str(target))
    except (OSError, RuntimeError, subprocess.SubprocessError):
        return None
