"""The worker: takes jobs until it is told to stop, and does what falls due by the clock each minute."""

from __future__ import annotations

import logging
import threading
import time

from django.db import connections
from django.utils import timezone

from mulin.core.jobs.running import run_one
from mulin.project.tick import tick

MINUTE = 60
IDLE = 0.5  # seconds between two looks for work
TROUBLE = 5.0  # seconds of rest when the database does not answer
log = logging.getLogger(__name__)


def work(stop: threading.Event) -> None:
    """Work until `stop` is set; a job under way ends its step and is handed on. What goes wrong is logged, then tried
    again: a worker ends only when it is told to.
    """
    ticked = -float(MINUTE)
    while not stop.is_set():
        if time.monotonic() - ticked >= MINUTE:
            ticked = time.monotonic()
            _tick()
        try:
            rest = IDLE if run_one(timezone.now, stop.is_set) is None else 0
        except Exception:
            log.exception("taking a job failed")
            connections.close_all()
            rest = TROUBLE
        stop.wait(rest)
    connections.close_all()


def _tick() -> None:
    try:
        tick(timezone.now())
    except Exception:
        log.exception("the tick failed")
        connections.close_all()


def begin(*_: object) -> threading.Event:
    """A worker in a thread of this process, for the demo; gives what stops it."""
    stop = threading.Event()
    threading.Thread(target=work, args=(stop,), name="worker", daemon=True).start()
    return stop
