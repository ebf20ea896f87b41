"""Real servers in processes of their own, on loopback, for what one process cannot show."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Answer:
    """What a server said."""

    status: int
    text: str
    location: str = ""


@dataclass
class Visit:
    """A visitor with her cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, sent: dict[str, str] | None = None) -> Answer:
        """One request; the connection is new each time, as from a phone."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            body = None
            if sent is not None:
                body = urlencode({**sent, "csrfmiddlewaretoken": self.cookies.get("csrf", "")})
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            line.request(method, path, body, headers)
            got = line.getresponse()
            for name, value in got.getheaders():
                if name.lower() == "set-cookie" and (pair := re.match(r"([\w-]+)=([^;]*)", value)):
                    self.cookies[pair[1]] = pair[2]
            return Answer(got.status, got.read().decode(errors="replace"), got.headers.get("Location", ""))
        finally:
            line.close()

    def send(self, path: str, sent: dict[str, str]) -> Answer:
        """Open the page once for its token, then send."""
        if "csrf" not in self.cookies:
            self.ask("GET", path)
        return self.ask("POST", path, sent)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        return int(plug.getsockname()[1])


@contextmanager
def server(env: dict[str, str], *, threads: int = 4) -> Iterator[Visit]:
    """One gunicorn process with one worker; gives a visit to it."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads"]
    process = subprocess.Popen(
        [*command, str(threads), "--log-level", "error", "mulin.project.wsgi"], env=env, cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    visit = Visit(port)
    try:
        for _try in range(600):
            try:
                visit.ask("GET", "/in/")
                break
            except OSError:
                assert process.poll() is None, "the server did not start"
                time.sleep(0.1)
        yield visit
    finally:
        process.terminate()
        process.wait(30)
