"""Who sees what somebody is told: herself, and those who register people at her place."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.notifications.models import Notification, Wish


class NotificationPolicy:
    """Hers, and her workers'."""

    def visible(self, rows: QuerySet[Notification], viewer: Viewer, purpose: str) -> QuerySet[Notification]:  # noqa: ARG002
        """Rows for any purpose."""
        own = Q(person__uuid=viewer.person) if viewer.person else Q(pk__in=[])
        return rows.filter(own | viewer.scope("people.edit"))

    def may(self, viewer: Viewer, verb: str, row: Notification) -> bool:
        """Reading is hers too; telling is the workers'."""
        own = row.person is not None and str(row.person.uuid) == viewer.person != ""
        return (own and verb == "read") or viewer.can("people.edit", row.place_path)


class WishPolicy:
    """Hers, and her workers'."""

    def visible(self, rows: QuerySet[Wish], viewer: Viewer, purpose: str) -> QuerySet[Wish]:  # noqa: ARG002
        """Rows for any purpose."""
        own = Q(person__uuid=viewer.person) if viewer.person else Q(pk__in=[])
        return rows.filter(own | viewer.scope("people.edit", "person__place_path"))

    def may(self, viewer: Viewer, verb: str, row: Wish) -> bool:  # noqa: ARG002
        """She sets it herself, or a worker for her."""
        return str(row.person.uuid) == viewer.person or viewer.can("people.edit", row.person.place_path)


def register() -> None:
    """Name the policies."""
    gate.register(Notification, NotificationPolicy())
    gate.register(Wish, WishPolicy())
