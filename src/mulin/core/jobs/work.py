"""A job in the hands of a worker: what its function sees, and the steps it does."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connections, transaction

from mulin.core.jobs import plain
from mulin.core.jobs.models import Job, State

log = logging.getLogger(__name__)


class LostLease(BaseException):
    """Another worker has the job now: this one writes nothing more. Not an `Exception`, so that no job swallows it."""


class Stopped(BaseException):
    """The worker is asked to stop; the job waits for the next one."""


@dataclass
class Step:
    """One step: what its end will leave behind, which its body may still change."""

    done: int
    size: int
    cursor: dict[str, Any] = field(default_factory=dict)


class Work:
    """A job under a lease."""

    def __init__(
        self, job: Job, *, clock: Callable[[], datetime], lease: timedelta, stopping: Callable[[], bool]
    ) -> None:
        self.job = job
        self.facts: dict[str, Any] = job.asked
        self.cursor: dict[str, Any] = json.loads(job.cursor)
        self._told: dict[str, Any] = json.loads(job.told)
        self._clock, self._lease, self._stopping = clock, lease, stopping

    def now(self) -> datetime:
        """The moment."""
        return self._clock()

    def tell(self, **figures: Any) -> None:
        """Say plain figures; they are kept with the end of the next step or of the job."""
        plain.write(figures)
        self._told.update(figures)

    @property
    def told(self) -> dict[str, Any]:
        """What was told so far, by killed workers before this one too."""
        return dict(self._told)

    @contextmanager
    def step(self, *, done: int | None = None, size: int | None = None, **cursor: Any) -> Iterator[Step]:
        """One transaction: the lease proved and the row locked, the effect, then how far it got and a new lease.

        Values of `cursor` stand in `Work.cursor` afterwards, here and in whoever takes the job after this worker was
        killed. An effect outside of a step is not protected.

        Raises
        ------
        LostLease
            Another worker has taken the job. Nothing of this step is kept.
        Stopped
            The worker is asked to stop. The step has not begun.
        """
        if self._stopping():
            raise Stopped
        step = Step(
            self.job.done if done is None else done,
            self.job.size if size is None else size,
            {**self.cursor, **cursor},
        )
        with transaction.atomic():
            self._prove()
            yield step
            self.write(
                done=step.done,
                size=step.size,
                cursor=plain.write(step.cursor),
                told=plain.write(self._told),
                lost=0,
                lease_until=self._clock() + self._lease,
            )
        self.job.done, self.job.size = step.done, step.size
        self.cursor = step.cursor

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the lease alive from a thread during one long reckoning that cannot be cut into steps.

        When this process is killed the lease runs out within its own length, and another worker begins anew: what
        happens inside must be safe to do again. Being killed here counts towards `attempts`.

        Raises
        ------
        LostLease
            Another worker has taken the job meanwhile.
        Stopped
            The worker is asked to stop; nothing has begun.
        """
        if self._stopping():
            raise Stopped
        over = threading.Event()
        pulse = threading.Thread(target=self._beat, args=(over,), name="lease", daemon=True)
        self._prove()
        pulse.start()
        try:
            yield
        finally:
            over.set()
            pulse.join()
        self._prove()

    def _beat(self, over: threading.Event) -> None:
        while not over.wait(self._lease.total_seconds() / 4):
            try:
                self._prove()
            except LostLease:
                break  # the block hears of it at its end
            except DatabaseError:
                log.warning("the lease could not be renewed", extra={"event": "job.beat", "job": str(self.job.uuid)})
                connections.close_all()
        connections.close_all()

    def _prove(self) -> None:
        self.write(lease_until=self._clock() + self._lease)

    def write(self, **columns: Any) -> None:
        """Change the job's row if this worker still has it.

        Raises
        ------
        LostLease
            It has it no more.
        """
        mine = Job.objects.filter(pk=self.job.pk, state=State.RUNNING, holder=self.job.holder)
        if not mine.update(**columns):
            raise LostLease
