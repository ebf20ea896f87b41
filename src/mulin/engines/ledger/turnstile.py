"""One queue for the writers of a file: SQLite lets writers race, and the unlucky one waits for seconds."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Turnstile:
    """Lets one process or thread through at a time, in about the order in which they came.

    Two locks: whoever waits for the place holds the gate before it, so that the one who has just left has to
    queue behind the one already at the gate.

    Parameters
    ----------
    path : Path
        Beside the database; `<path>.gate` and `<path>.place` are made.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Turnstile(Path(folder) / "ledger").turn():
    ...     "ours"
    'ours'

    """

    def __init__(self, path: Path) -> None:
        self._gate = path.with_name(path.name + ".gate")
        self._place = path.with_name(path.name + ".place")

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and hold it; a process that dies gives it back."""
        gate = os.open(self._gate, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            place = os.open(self._place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(gate, fcntl.LOCK_EX)
                fcntl.flock(place, fcntl.LOCK_EX)
                fcntl.flock(gate, fcntl.LOCK_UN)
                yield
            finally:
                os.close(place)
        finally:
            os.close(gate)
