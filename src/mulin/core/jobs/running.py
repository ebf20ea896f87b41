"""Taking jobs and running them. Time comes in as a clock, so that tests own it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import translation

from mulin.core.jobs import plain
from mulin.core.jobs.kinds import Kind, find
from mulin.core.jobs.models import Job, State
from mulin.core.jobs.work import LostLease, Stopped, Work
from mulin.core.refusals import Refusal

log = logging.getLogger(__name__)
LEASE_OF_THE_UNKNOWN = timedelta(minutes=2)
PAUSES = (10, 60, 300, 1800, 3600)  # seconds before a failed job is tried again
KILLED = "killed"
UNKNOWN = "unknown kind"


def _never() -> bool:
    return False


def ready(now: datetime) -> QuerySet[Job]:
    """Jobs to be taken: those whose time has come, and those whose worker let the lease run out."""
    fallow = Q(state=State.WAITING, due_at__lte=now) | Q(state=State.RUNNING, lease_until__lt=now)
    return Job.objects.filter(fallow).order_by("due_at", "pk")


def pause(failures: int) -> timedelta:
    """How long a job rests after it failed so often.

    >>> pause(1), pause(99)
    (datetime.timedelta(seconds=10), datetime.timedelta(seconds=3600))
    """
    return timedelta(seconds=PAUSES[min(failures, len(PAUSES)) - 1])


def take(now: datetime) -> Job | None:
    """Take the first ready job, or None. A job whose worker vanished too often is given up instead."""
    while ready(now).exists():  # asked outside of a transaction: on SQLite the one below stops every other writer
        with transaction.atomic():
            row = ready(now).select_for_update(skip_locked=True).first()
            if row is None:
                return None
            kind = find(row.kind)
            row.lost += row.state == State.RUNNING
            if kind and row.lost >= kind.attempts:
                row.state, row.ended_at, row.failure, row.holder = State.FAILED, now, KILLED, ""
                row.save(update_fields=["state", "ended_at", "failure", "holder", "lost"])
                log.error("job given up", extra={"event": "job.killed", "job": str(row.uuid), "kind": row.kind})
                continue
            row.state, row.holder = State.RUNNING, secrets.token_hex(16)
            row.taken += 1
            row.began_at = row.began_at or now
            row.lease_until = now + (kind.lease if kind else LEASE_OF_THE_UNKNOWN)
            row.save(update_fields=["state", "holder", "taken", "lost", "began_at", "lease_until"])
            return row
    return None


def run_one(clock: Callable[[], datetime], stopping: Callable[[], bool] = _never) -> Job | None:
    """Take one job and do it, as far as it goes; None when there was nothing to do.

    What the job raises ends in its row, never here. What the database raises about the row itself does come through.
    """
    job = take(clock())
    if job is None:
        return None
    kind = find(job.kind)
    work = Work(job, clock=clock, lease=kind.lease if kind else LEASE_OF_THE_UNKNOWN, stopping=stopping)
    about = {"job": str(job.uuid), "kind": job.kind}
    try:
        if kind is None:
            _give_up(work, UNKNOWN)
        else:
            with translation.override(job.language or settings.LANGUAGE_CODE):
                _run(kind, work, about)
    except LostLease:
        log.warning("lease lost", extra={"event": "job.lost", **about})
    job.refresh_from_db()
    return job


def _run(kind: Kind, work: Work, about: dict[str, str]) -> None:
    try:
        kind.run(work)
    except Stopped:
        work.write(state=State.WAITING, holder="", lease_until=None)
    except Refusal as refusal:
        _give_up(work, str(refusal), refused=True)
    except Http404:
        _give_up(work, Http404.__name__)
    except Exception as error:
        log.exception("job failed", extra={"event": "job.failed", **about})
        failures = work.job.failures + 1
        if failures >= kind.attempts:
            _give_up(work, type(error).__name__)
            return
        now = work.now()
        work.write(
            state=State.WAITING,
            holder="",
            lease_until=None,
            due_at=now + pause(failures),
            failures=F("failures") + 1,
            failure=type(error).__name__,
        )
    else:
        columns = {"told": plain.write(work.told), "failure": "", "done": F("size")}
        work.write(state=State.DONE, ended_at=work.now(), holder="", lease_until=None, **columns)


def _give_up(work: Work, why: str, *, refused: bool = False) -> None:
    work.write(
        state=State.FAILED,
        ended_at=work.now(),
        holder="",
        lease_until=None,
        failures=F("failures") + 1,
        failure=why[:300],
        refused=refused,
    )
