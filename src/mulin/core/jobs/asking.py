"""Asking for a job, and forgetting old ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.jobs import plain
from mulin.core.jobs.kinds import find
from mulin.core.jobs.models import Job, State
from mulin.core.refusals import Refusal

KEPT = timedelta(days=90)


def ask(
    kind: str,
    *,
    by: Viewer,
    now: datetime,
    key: str = "",
    facts: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> Job:
    """Write one row in the caller's transaction: when that is undone, nobody asked.

    The same key twice gives the same job, whatever became of it. `at` is the earliest moment to begin.

    Raises
    ------
    LookupError
        Nobody can do this kind.
    ValueError
        The facts hold words.
    """
    if find(kind) is None:
        raise LookupError(f"no kind of job is called {kind}")
    row = Job(
        kind=kind,
        key=key or None,
        asked_by=by.ref,
        language=get_language() or "",
        facts=plain.write(facts or {}),
        asked_at=now,
        due_at=at or now,
    )
    if not key:
        row.save(force_insert=True)
        return row
    known = Job.objects.filter(key=key).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # another asked with this key in the meantime
        return Job.objects.get(key=key)
    return row


def again(job: Job, *, by: Viewer, now: datetime) -> None:
    """Let a job that was given up be tried once more, from where its last finished step ended.

    Raises
    ------
    Http404
        Only who runs the system may.
    Refusal
        It has not been given up, or another brought it back already.
    """
    gate.need(by, "retry", job)
    fresh = {"failures": 0, "lost": 0, "failure": "", "refused": False, "ended_at": None}
    if not Job.objects.filter(pk=job.pk, state=State.FAILED).update(state=State.WAITING, due_at=now, **fresh):
        raise Refusal(_("这件事不用再来一次：它在做，或者已经做好了。"))


def sweep(*, now: datetime) -> int:
    """Forget jobs that ended long ago; gives how many."""
    gone, _each = Job.objects.filter(state__in=[State.DONE, State.FAILED], ended_at__lt=now - KEPT).delete()
    return gone
