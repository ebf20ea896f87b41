"""Other processes that see the database of the test: for killing them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent

NURSERY = """
import os, sys
import django
django.setup()
from tests.{module} import {function} as work
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        try:
            work(line.strip())
        finally:
            os._exit(0)
    os.write(1, b"pid %d\\n" % pid)  # one write: the child writes to the same pipe
    os.waitpid(pid, 0)
    os.write(1, b"gone\\n")
"""


def environment(home: Path) -> dict[str, str]:
    """What a process needs to find the database of the test; `home` becomes its home folder."""
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "mulin.project.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "MULIN_HOME": str(home),
    }
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        (home / "mulin.sqlite3").unlink(missing_ok=True)
        (home / "mulin.sqlite3").symlink_to(name)
    else:
        env["DATABASE_URL"] = os.environ["DATABASE_URL"].replace("/mulin?", f"/{name}?")
    return env


class Nursery:
    """A process that has loaded everything and forks a child for each word it is given: a child starts in no time."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the nursery died"
        return line.strip()

    def child(self, word: str) -> Iterator[str]:
        """Start a child and give what it prints, its pid first, until it is gone."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        while (line := self._line()) != "gone":
            yield line

    def killed_after(self, word: str, lines: int, *, pause: float = 0) -> list[str]:
        """Let a child print so many lines, kill it with -9 after a pause, and give what it printed."""
        said: list[str] = []
        pid = 0
        for line in self.child(word):
            if line.startswith("pid "):
                pid = int(line.split()[1])
            else:
                said.append(line)
            if pid and len(said) >= lines:
                time.sleep(pause)
                os.kill(pid, signal.SIGKILL)
                lines = sys.maxsize
        return said


@contextmanager
def nursery(module: str, function: str, home: Path) -> Iterator[Nursery]:
    """A nursery whose children call `tests.<module>.<function>(word)`."""
    process = subprocess.Popen(
        [sys.executable, "-c", NURSERY.format(module=module, function=function)],
        env=environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        yield Nursery(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)
        assert process.stdout is not None
        process.stdout.close()
