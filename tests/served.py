"""`mulin serve` as it runs for real, over the database of the test: to be spoken to, and to be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.outside import ROOT, environment

SECRET = "k7Q-" * 16


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [int(one) for one in found]


def is_worker(pid: int) -> bool:
    return b"\0work\0" in Path(f"/proc/{pid}/cmdline").read_bytes()


class Server:
    """`mulin serve` in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    def part(self, what: str) -> int:
        """The pid of a part: the worker, the web master, or a web process; waits until it is there."""
        for _ in range(1200):
            try:
                both = children(self.process.pid)
                found = [pid for pid in both if is_worker(pid) == (what == "worker")]
                if what == "web process":
                    found = [pid for master in found for pid in children(master)]
                if found:
                    return found[0]
            except FileNotFoundError:
                pass
            time.sleep(0.05)
        pytest.fail(f"no {what} came back")

    def kill(self) -> None:
        """Kill -9 all of it, as when the power goes; nothing of it is left to answer."""
        for master in [self.process.pid, *children(self.process.pid)]:
            for pid in [*children(master), master]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self.process.wait(60)

    def answers(self) -> None:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10)
            except OSError:
                time.sleep(0.05)
            else:
                return
        pytest.fail("the server does not come up")


@contextmanager
def serving(home: Path, port: int = 0) -> Iterator[Server]:
    """The server over the database of the test, until the block ends; again on the same port where one is named."""
    port, log = port or free_port(), home / "log"
    env = {
        **environment(home),
        "MULIN_MODE": "production",
        "MULIN_SECRET_KEY": SECRET,
        "MULIN_HOSTS": "127.0.0.1",
        "MULIN_HTTPS": "0",
        "MULIN_BACKUP": "off",
    }
    command = [sys.executable, "-m", "mulin", "serve", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=env, cwd=ROOT, stderr=out, stdout=out)
    server = Server(process, port, log)
    try:
        server.answers()
        yield server
    finally:
        process.terminate()
        process.wait(60)
