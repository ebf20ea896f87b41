"""Who sees a job: whoever asked for it, and whoever runs the system."""

from __future__ import annotations

from django.db.models import QuerySet

from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.jobs.models import Job

RUN = "system.run"


class JobPolicy:
    """A job is its asker's own business and the operator's."""

    def visible(self, rows: QuerySet[Job], viewer: Viewer, purpose: str) -> QuerySet[Job]:  # noqa: ARG002
        """Rows for any purpose."""
        if viewer.can_somewhere(RUN):
            return rows
        return rows.filter(asked_by=viewer.ref) if viewer.ref else rows.none()

    def may(self, viewer: Viewer, verb: str, row: Job) -> bool:
        """Reading as in `visible`; trying again is for the operator."""
        if verb == "read":
            return viewer.can_somewhere(RUN) or (bool(viewer.ref) and viewer.ref == row.asked_by)
        return verb == "retry" and viewer.can_somewhere(RUN)


def register() -> None:
    """Name the policies."""
    gate.register(Job, JobPolicy())
