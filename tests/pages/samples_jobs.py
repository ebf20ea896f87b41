"""The progress page of a job in each of its states."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from mulin.core.gate import Viewer
from mulin.core.jobs.models import Job, State
from tests.pages.samples import page
from tests.pages.samples_access import _worker, as_worker


def a_job(state: str, **more: Any) -> Any:
    """A job of the worker in that state; its kind is one that nobody knows any more, whose bare name is its title."""

    def arguments() -> dict[str, Any]:
        by, now = Viewer(ref=f"login:{_worker().uuid}"), timezone.now()
        job = Job.objects.create(kind="people.list", asked_by=by.ref, asked_at=now, due_at=now, state=state, **more)
        return {"uuid": job.uuid}

    return arguments


page("jobs:progress", a_job(State.WAITING), sign_in=as_worker, desk=True)
page("jobs:progress", a_job(State.RUNNING, done=2300, size=20000), query="?state=running", sign_in=as_worker, desk=True)
page("jobs:progress", a_job(State.DONE), query="?state=done", sign_in=as_worker, desk=True)
page(
    "jobs:progress",
    a_job(State.FAILED, failure="ValueError", failures=5),
    query="?state=failed",
    sign_in=as_worker,
    desk=True,
)
