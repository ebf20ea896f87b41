"""Gunicorn with threads, told from here and not from a file."""

from __future__ import annotations

from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

THREADS = 8
DRAIN = 30  # seconds in which requests under way may end


class Server(BaseApplication):  # type: ignore[misc]
    """A web server of this project.

    It writes no access log of its own: gunicorn's holds the whole address, and with it what was searched for and the
    secrets of slips. `mulin.project.logs` writes one without them.
    """

    def __init__(self, *, bind: str, name: str, workers: int = 1, **more: Any) -> None:
        self.chosen = {
            "bind": bind,
            "proc_name": name,
            "workers": workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "graceful_timeout": DRAIN,
            "timeout": 60,
            "preload_app": True,
            "loglevel": "warning",
            "accesslog": None,
            "control_socket_disable": True,
            **more,
        }
        super().__init__()

    def load_config(self) -> None:
        """Hand the settings over."""
        for name, value in self.chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI application, loaded once: a web process that was killed is there again at once."""
        from mulin.project.wsgi import application  # noqa: PLC0415

        return application
