"""Who sees logins, cards and looks."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mulin.core import gate
from mulin.core.access.models import Card, Login, Look
from mulin.core.gate import Viewer


class LoginPolicy:
    """Logins are the steward's; everybody sees her own."""

    def visible(self, rows: QuerySet[Login], viewer: Viewer, purpose: str) -> QuerySet[Login]:  # noqa: ARG002
        """Rows for any purpose."""
        if viewer.can("access.manage", ""):
            return rows
        own = viewer.ref.removeprefix("login:") if viewer.ref.startswith("login:") else None
        return rows.filter(uuid=own) if own else rows.none()

    def may(self, viewer: Viewer, verb: str, row: Login) -> bool:
        """Her own to read, the steward's to change."""
        return viewer.can_somewhere("access.manage") or (verb == "read" and viewer.ref == f"login:{row.uuid}")


class CardPolicy:
    """Cards: those who may issue them there."""

    def visible(self, rows: QuerySet[Card], viewer: Viewer, purpose: str) -> QuerySet[Card]:  # noqa: ARG002
        """Rows for any purpose."""
        return rows.filter(viewer.scope("card.issue", "person__place_path"))

    def may(self, viewer: Viewer, verb: str, row: Card) -> bool:  # noqa: ARG002
        """Issuing, unlocking and revoking go together."""
        return viewer.can("card.issue", row.person.place_path)


class LookPolicy:
    """Who looked: readable by the person concerned, and by the steward."""

    def visible(self, rows: QuerySet[Look], viewer: Viewer, purpose: str) -> QuerySet[Look]:  # noqa: ARG002
        """Rows for any purpose."""
        if viewer.can_somewhere("access.manage"):
            return rows
        return rows.filter(Q(subject=viewer.person)) if viewer.person else rows.none()

    def may(self, viewer: Viewer, verb: str, row: Look) -> bool:
        """Only ever read."""
        return verb == "read" and (str(row.subject) == viewer.person or viewer.can_somewhere("access.manage"))


def register() -> None:
    """Name the policies."""
    gate.register(Login, LoginPolicy())
    gate.register(Card, CardPolicy())
    gate.register(Look, LookPolicy())
