"""Who sees groups: everybody sees the groups and who holds an office; who belongs is for members and staff."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.groups.models import Group, Membership, Office


class GroupPolicy:
    """Groups are public: whom to ring must be findable."""

    def visible(self, rows: QuerySet[Group], viewer: Viewer, purpose: str) -> QuerySet[Group]:  # noqa: ARG002
        """Rows for any purpose."""
        return rows

    def may(self, viewer: Viewer, verb: str, row: Group) -> bool:
        """Reading is free; acting as the unit is for its staff; changing wants places.edit."""
        if verb == "read":
            return True
        if verb == "act":
            return str(row.uuid) in viewer.groups
        return viewer.can("places.edit", row.place_path)


class MembershipPolicy:
    """A member sees her own membership, a worker those of her place."""

    def visible(self, rows: QuerySet[Membership], viewer: Viewer, purpose: str) -> QuerySet[Membership]:  # noqa: ARG002
        """Rows for any purpose."""
        own = Q(person__uuid=viewer.person) if viewer.person else Q(pk__in=[])
        return rows.filter(own | viewer.scope("people.read", "group__place_path"))

    def may(self, viewer: Viewer, verb: str, row: Membership) -> bool:
        """Reading and changing go by the group's place."""
        return viewer.can("people.read" if verb == "read" else "places.edit", row.group.place_path)


class OfficePolicy:
    """Offices are public: people must know who holds them."""

    def visible(self, rows: QuerySet[Office], viewer: Viewer, purpose: str) -> QuerySet[Office]:  # noqa: ARG002
        """Rows for any purpose."""
        return rows

    def may(self, viewer: Viewer, verb: str, row: Office) -> bool:
        """Reading is free; changing wants places.edit."""
        return verb == "read" or viewer.can("places.edit", row.group.place_path)


def register() -> None:
    """Name the policies."""
    gate.register(Group, GroupPolicy())
    gate.register(Membership, MembershipPolicy())
    gate.register(Office, OfficePolicy())
