"""Serving the demo on this machine: one process, eight threads, and the minute's tick beside them."""

from __future__ import annotations

import logging
import socket
import threading
from typing import Any

from django.db import connections
from django.utils import timezone
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from mulin.project.tick import tick

HOST = "127.0.0.1"
THREADS = 8
MINUTE = 60
log = logging.getLogger(__name__)


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


def tick_forever(stop: threading.Event) -> None:
    """Do what falls due, every minute; a minute that fails is logged and the next one tries again."""
    while True:
        try:
            tick(timezone.now())
        except Exception:
            log.exception("the tick failed")
        finally:
            connections.close_all()
        if stop.wait(MINUTE):
            return


def _begin_ticking(_worker: object) -> None:
    threading.Thread(target=tick_forever, args=(threading.Event(),), name="tick", daemon=True).start()


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with the settings of the demo."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        """Loopback only, one process."""
        settings = {
            "bind": f"{HOST}:{self.port}",
            "workers": 1,
            "threads": THREADS,
            "worker_class": "gthread",
            "loglevel": "warning",
            "proc_name": "mulin-demo",
            "control_socket_disable": True,
            "post_worker_init": _begin_ticking,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI application."""
        from mulin.project.wsgi import application  # noqa: PLC0415

        return application


def serve(port: int) -> None:
    """Serve until stopped."""
    Server(port).run()
