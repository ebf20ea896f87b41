"""Keeping processes alive: whichever dies is started again, after a pause that grows while it keeps dying."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

LOOK = 0.2  # seconds between two looks at the children
WELL = 60.0  # seconds after which a child counts as well
LONGEST_PAUSE = 10.0  # what keeps dying costs a start each time; what is mended is back soon
GRACE = 40.0  # seconds for everything to end
PR_SET_PDEATHSIG = 1
log = logging.getLogger(__name__)


@dataclass
class Child:
    """A process that has to be there."""

    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0
    pause: float = 0
    due: float = 0

    def look(self, now: float) -> None:
        """Start it when it is due; note when it has died."""
        if self.process is None:
            if now >= self.due:
                self.process, self.began = subprocess.Popen(self.command), now  # noqa: S603 - our own command
            return
        status = self.process.poll()
        if status is None:
            return
        self.pause = 1.0 if now - self.began >= WELL or not self.pause else min(2 * self.pause, LONGEST_PAUSE)
        self.process, self.due = None, now + self.pause
        log.error("a child died with status %s; it starts again in %s s", status, int(self.pause))

    def tell(self, number: int) -> None:
        """Send it a signal, if it lives."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)


def keep(commands: Sequence[Sequence[str]]) -> int:
    """Keep one process of each command alive until SIGTERM or SIGINT, then let all of them end; 0 when all did."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    children = [Child(command) for command in commands]
    while not stop.is_set():
        for child in children:
            child.look(time.monotonic())
        stop.wait(LOOK)
    for child in children:
        child.tell(signal.SIGTERM)
    until = time.monotonic() + GRACE
    statuses = [_ended(child, until) for child in children]
    # ended by the signal itself: it had only just been started and held nothing yet
    return 0 if all(status in {0, -signal.SIGTERM} for status in statuses) else 1


def _ended(child: Child, until: float) -> int:
    if child.process is None:
        return 0
    try:
        return child.process.wait(max(0.0, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        child.process.kill()
        return child.process.wait()


def follow_parent(parent: int) -> None:
    """End with the parent, even when that is killed: a child left alone would keep the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)
