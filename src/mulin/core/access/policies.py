"""Who sees logins, cards and looks."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mulin.core import gate
from mulin.core.access.models import ApiKey, Card, Login, Look, RoleGrant
from mulin.core.gate import Viewer


class LoginPolicy:
    """Logins are the steward's of the place they belong to; everybody sees her own."""

    def visible(self, rows: QuerySet[Login], viewer: Viewer, purpose: str) -> QuerySet[Login]:  # noqa: ARG002
        """Rows for any purpose."""
        own = viewer.ref.removeprefix("login:") if viewer.ref.startswith("login:") else None
        return rows.filter(
            (Q(uuid=own) if own else Q(pk__in=[]))
            | Q(kind=Login.Kind.STAFF) & viewer.scope("access.manage", "place__path")
            | Q(kind=Login.Kind.UNIT) & viewer.scope("access.manage", "group__place_path")
            | Q(kind=Login.Kind.RESIDENT) & viewer.scope("access.manage", "person__place_path")
        )

    def may(self, viewer: Viewer, verb: str, row: Login) -> bool:
        """Her own to read, the steward's to change."""
        return viewer.can("access.manage", row.home) or (verb == "read" and viewer.ref == f"login:{row.uuid}")


class RoleGrantPolicy:
    """Roles are the steward's of their place."""

    def visible(self, rows: QuerySet[RoleGrant], viewer: Viewer, purpose: str) -> QuerySet[RoleGrant]:  # noqa: ARG002
        """Rows for any purpose."""
        return rows.filter(viewer.scope("access.manage", "place__path"))

    def may(self, viewer: Viewer, verb: str, row: RoleGrant) -> bool:  # noqa: ARG002
        """Reading and ending go together."""
        return viewer.can("access.manage", row.place.path)


class CardPolicy:
    """Cards: those who may issue them there."""

    def visible(self, rows: QuerySet[Card], viewer: Viewer, purpose: str) -> QuerySet[Card]:  # noqa: ARG002
        """Rows for any purpose."""
        return rows.filter(viewer.scope("card.issue", "person__place_path"))

    def may(self, viewer: Viewer, verb: str, row: Card) -> bool:  # noqa: ARG002
        """Issuing, unlocking and revoking go together."""
        return viewer.can("card.issue", row.person.place_path)


class LookPolicy:
    """Who looked: readable by the person concerned, and by a steward of the whole street."""

    def visible(self, rows: QuerySet[Look], viewer: Viewer, purpose: str) -> QuerySet[Look]:  # noqa: ARG002
        """Rows for any purpose."""
        if _whole(viewer):
            return rows
        return rows.filter(subject=viewer.person) if viewer.person else rows.none()

    def may(self, viewer: Viewer, verb: str, row: Look) -> bool:
        """Only ever read."""
        return verb == "read" and (str(row.subject) == viewer.person or _whole(viewer))


class ApiKeyPolicy:
    """Keys of programs: a steward of the whole street."""

    def visible(self, rows: QuerySet[ApiKey], viewer: Viewer, purpose: str) -> QuerySet[ApiKey]:  # noqa: ARG002
        """Rows for any purpose."""
        return rows if _whole(viewer) else rows.none()

    def may(self, viewer: Viewer, verb: str, row: ApiKey) -> bool:  # noqa: ARG002
        """Reading, making and revoking go together."""
        return _whole(viewer)


def _whole(viewer: Viewer) -> bool:
    """Whether the viewer manages access in the whole street: a look names no place."""
    return any(grant.verb == "access.manage" and grant.path.count("/") <= 1 for grant in viewer.grants)


def register() -> None:
    """Name the policies."""
    gate.register(Login, LoginPolicy())
    gate.register(RoleGrant, RoleGrantPolicy())
    gate.register(Card, CardPolicy())
    gate.register(Look, LookPolicy())
    gate.register(ApiKey, ApiKeyPolicy())
