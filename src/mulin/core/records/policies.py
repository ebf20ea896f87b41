"""Who sees a thread's face and its files."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mulin.core.gate import Viewer
from mulin.core.records.models import Attachment, Thread


class ThreadPolicy:
    """Public threads are everybody's; a private one shows to staff of its place and to whoever holds its slip."""

    def visible(self, rows: QuerySet[Thread], viewer: Viewer, purpose: str) -> QuerySet[Thread]:  # noqa: ARG002
        """Rows for any purpose."""
        return rows.filter(
            Q(public=True)
            | viewer.scope("voice.read")
            | Q(number__in=viewer.slips)
            | Q(holder_ref__in=viewer.groups, kind="matter")
        )

    def may(self, viewer: Viewer, verb: str, row: Thread) -> bool:
        """Threads are read here and changed by their apps."""
        if verb != "read":
            return False
        holds = row.kind == "matter" and row.holder_ref in viewer.groups
        return row.public or holds or viewer.can("voice.read", row.place_path) or row.number in viewer.slips


class AttachmentPolicy:
    """A public file of a public thread is everybody's; others are for staff of the place and the unit that holds it."""

    def visible(self, rows: QuerySet[Attachment], viewer: Viewer, purpose: str) -> QuerySet[Attachment]:  # noqa: ARG002
        """Rows for any purpose."""
        return rows.filter(
            Q(audience=Attachment.PUBLIC, thread__public=True)
            | viewer.scope("voice.read", "thread__place_path")
            | Q(thread__holder_ref__in=viewer.groups)
        )

    def may(self, viewer: Viewer, verb: str, row: Attachment) -> bool:
        """Files are read here and added by actions."""
        if verb != "read":
            return False
        everybody = row.audience == Attachment.PUBLIC and row.thread.public
        holds = row.thread.holder_ref in viewer.groups
        return everybody or holds or viewer.can("voice.read", row.thread.place_path)
