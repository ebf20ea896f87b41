"""Serving the demo on this machine: one process, and the worker as a thread beside its eight."""

from __future__ import annotations

import socket

from mulin.project.serving import working
from mulin.project.serving.web import Server

HOST = "127.0.0.1"


def free_port(wanted: int) -> int:
    """The wanted port, or the next one that nobody listens on."""
    for port in range(wanted, min(wanted + 100, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port from {wanted} on")


def _with_worker(server: object) -> None:  # noqa: ARG001  its one argument is what the web server asks for
    working.begin()


def serve(port: int) -> None:
    """Serve until stopped."""
    Server(bind=f"{HOST}:{port}", name="mulin-demo", post_worker_init=_with_worker).run()
