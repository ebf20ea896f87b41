"""Reading about logins, cards and looks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from mulin import canon
from mulin.core import gate
from mulin.core.access import tokens
from mulin.core.access.models import ApiKey, Card, Login, Look, OneTimeLink, RoleGrant
from mulin.core.gate import Viewer
from mulin.core.people.models import Person


def card_by_token(token: str) -> Card | None:
    """The card whose QR code was read."""
    return card_by_macs(tokens.macs("card", token))


def card_by_macs(macs: Iterable[str]) -> Card | None:
    """The card of a token known by its MACs: what a session remembers between the QR code and the PIN."""
    return Card.objects.select_related("person").filter(token_mac__in=list(macs)).first()


def card_by_number(typed: str) -> Card | None:
    """The card whose number was typed; case, blanks and look-alikes are forgiven."""
    number = canon.read_code(typed)
    if len(number) != tokens.NUMBER_LENGTH:
        return None
    return Card.objects.select_related("person").filter(number=number).first()


def key_by_token(token: str) -> ApiKey | None:
    """The key of a program that still holds."""
    macs = tokens.macs("api", token[:200])
    return ApiKey.objects.filter(token_mac__in=macs, revoked_at=None).first()


def link_by_token(token: str) -> OneTimeLink | None:
    """The one-time link with this token."""
    return link_by_macs(tokens.macs("link", token))


def link_by_macs(macs: Iterable[str]) -> OneTimeLink | None:
    """The one-time link of a token known by its MACs."""
    return OneTimeLink.objects.select_related("group").filter(token_mac__in=list(macs)).first()


def logins(viewer: Viewer, *, today: date, words: str = "", kind: str = "", closed: bool = False) -> QuerySet[Login]:
    """Logins the viewer may see, `role_grants` being the present ones; residents only when asked for."""
    rows = gate.visible(Login.objects.all(), viewer, "list").filter(is_active=not closed)
    rows = rows.filter(kind=kind) if kind else rows.exclude(kind=Login.Kind.RESIDENT)
    if words:
        rows = rows.filter(Q(username__icontains=words) | Q(display_name__icontains=words))
    present = RoleGrant.objects.current(today).select_related("place").order_by("pk")
    return (
        rows.select_related("place", "group", "person")
        .prefetch_related(Prefetch("role_grants", queryset=present))
        .order_by("kind", "username")
    )


def cards_of(person: Person) -> QuerySet[Card]:
    """Every card a person was given, the newest first."""
    return Card.objects.filter(person=person).order_by("-issued_at", "-pk")


def looks_at(viewer: Viewer) -> QuerySet[Look]:
    """Who looked at the viewer's own fields, the latest first."""
    rows = gate.visible(Look.objects.all(), viewer, "list")
    return rows.filter(subject=viewer.person).order_by("-pk") if viewer.person else rows.none()
