"""The worker: takes jobs until it is told to stop, and does what falls due by the clock each minute."""

from __future__ import annotations

import logging
import signal
import threading
import time

from django.db import connections
from django.utils import timezone

from mulin.core.jobs.running import run_one
from mulin.core.jobs.work import Stopped
from mulin.project.tick import tick

MINUTE = 60
IDLE = 0.5  # seconds between two looks for work
PATIENCE = 10.0  # seconds in which a step under way may end
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
        except Stopped:
            break
        except Exception:
            log.exception("taking a job failed")
            connections.close_all()
            rest = TROUBLE
        stop.wait(rest)
    signal.setitimer(signal.ITIMER_REAL, 0)
    connections.close_all()


def _tick() -> None:
    try:
        tick(timezone.now())
    except Stopped:
        log.info("stopped while the minute's work was done")
    except Exception:
        log.exception("the tick failed")
        connections.close_all()


def stop_on_signals() -> threading.Event:
    """What SIGTERM and SIGINT set. A job in a long reckoning hears of it a little later, wherever it is: what it has
    not committed is undone, and the job waits for the next worker.
    """
    stop = threading.Event()

    def soon(*_: object) -> None:
        stop.set()
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)

    def now(*_: object) -> None:
        raise Stopped

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, soon)
    signal.signal(signal.SIGALRM, now)
    return stop


def begin(*_: object) -> threading.Event:
    """A worker in a thread of this process, for the demo; gives what stops it."""
    stop = threading.Event()
    threading.Thread(target=work, args=(stop,), name="worker", daemon=True).start()
    return stop
