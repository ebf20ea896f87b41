"""Questions about jobs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.jobs.models import Job, State


def one(uuid: UUID, *, viewer: Viewer) -> Job:
    """The job, for its asker or the operator.

    Raises
    ------
    Http404
        There is none, or it is somebody else's.
    """
    return gate.get(Job.objects.all(), viewer, "read", uuid=uuid)


def listed(viewer: Viewer, *, state: str = "") -> QuerySet[Job]:
    """The jobs the viewer may see, newest first; to be paginated."""
    rows = gate.visible(Job.objects.order_by("-asked_at", "-pk"), viewer, "list")
    return rows.filter(state=state) if state else rows


def counts(viewer: Viewer) -> dict[str, int]:
    """How many jobs stand in each state."""
    rows = gate.visible(Job.objects.order_by(), viewer, "list").values("state").annotate(n=Count("pk"))
    return {state.value: 0 for state in State} | {row["state"]: row["n"] for row in rows}


def overdue(now: datetime) -> QuerySet[Job]:
    """Waiting jobs whose time has come: when they grow old, no worker is running."""
    return Job.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at")
