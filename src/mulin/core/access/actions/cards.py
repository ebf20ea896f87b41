"""Neighbour cards: issuing, revoking, unlocking, and signing in with one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F

from mulin.core.access import tokens
from mulin.core.access.actions.acts import acting, need
from mulin.core.access.actions.logins import end_sessions
from mulin.core.access.models import Card, Login
from mulin.core.access.refusals import BadPin, CardLocked, ShownOnce, WrongCard
from mulin.core.gate import Viewer
from mulin.core.people.models import Person
from mulin.core.records.once import claim

TRIES = 5


@dataclass(frozen=True)
class IssuedCard:
    """A new card with its two secrets, for printing; they are nowhere else."""

    card: Card
    token: str = field(repr=False)
    pin: str = field(repr=False)


def _pins(card_uuid: object, pin: str) -> list[str]:
    """What argon2 is given: the PIN under the secret key, so that six digits cannot be tried out on a stolen copy."""
    return tokens.macs("pin", f"{card_uuid}:{pin}")


def issue_card(person: Person, *, by: Viewer, now: datetime, pin: str = "", key: str = "") -> IssuedCard:
    """Give a resident her card; an earlier one stops working. `pin` is what she chose, else one is drawn.

    Raises
    ------
    BadPin
        Not six digits, or one that everybody tries first.
    ShownOnce
        The same form came twice.

    """
    need(by, "card.issue", person.place_path)
    chosen = tokens.read_pin(pin) if pin else tokens.new_pin()
    if not tokens.is_pin(chosen) or tokens.is_simple(chosen):
        raise BadPin
    token = tokens.new_token()
    card = Card(number=tokens.new_number(), person=person, token_mac=tokens.mac("card", token), issued_at=now)
    card.pin = make_password(_pins(card.uuid, chosen)[0])  # slow on purpose, so before the transaction
    with acting(person.place_path, by=by, now=now) as acts:
        if claim(key, now=now) is not None:
            raise ShownOnce
        for former in Card.objects.filter(person=person, revoked_at=None):
            _revoke(former, now=now)
            acts.say("card.revoked", card=str(former.uuid))
        card.save()
        acts.say("card.issued", card=str(card.uuid))
    return IssuedCard(card, token, chosen)


def _revoke(card: Card, *, now: datetime) -> None:
    Card.objects.filter(pk=card.pk).update(revoked_at=now)
    card.revoked_at = now
    login = Login.objects.filter(person=card.person).first()
    if login is not None:
        end_sessions(login)


def revoke_card(card: Card, *, by: Viewer, now: datetime) -> None:
    """A lost or returned card stops working, and whoever came in with it is signed out from the next request on."""
    need(by, "card.issue", card.person.place_path)
    with acting(card.person.place_path, by=by, now=now) as acts:
        if Card.objects.filter(pk=card.pk, revoked_at=None).exists():
            _revoke(card, now=now)
            acts.say("card.revoked", card=str(card.uuid))


def unlock_card(card: Card, *, by: Viewer, now: datetime) -> None:
    """Five new tries, given at the counter to somebody the worker knows."""
    need(by, "card.issue", card.person.place_path)
    with acting(card.person.place_path, by=by, now=now) as acts:
        if Card.objects.filter(pk=card.pk, revoked_at=None, failures__gt=0).update(failures=0, locked_at=None):
            card.failures, card.locked_at = 0, None
            acts.say("card.unlocked", card=str(card.uuid))


def sign_in_by_card(card: Card | None, *, pin: str, now: datetime) -> Login:
    """The resident who holds the card and knows its PIN; her login is made when she comes for the first time.

    A try is taken before the PIN is looked at, so that parallel guesses have five tries together. An unknown card
    costs the same time as a known one. Call it outside a transaction. Writes no register entry.

    Raises
    ------
    CardLocked
        Five wrong PINs in a row, this one or before.
    WrongCard
        No such card, revoked, closed, or a wrong PIN.

    """
    typed = tokens.read_pin(pin)[:20]
    if card is None:
        make_password(typed)
        raise WrongCard
    usable = Card.objects.filter(pk=card.pk, revoked_at=None)
    if not usable.filter(locked_at=None, failures__lt=TRIES).update(failures=F("failures") + 1):
        make_password(typed)
        raise CardLocked if usable.exists() else WrongCard
    if not any(check_password(mac, card.pin) for mac in _pins(card.uuid, typed)):
        if usable.filter(locked_at=None, failures__gte=TRIES).update(locked_at=now):
            raise CardLocked
        raise WrongCard
    if not usable.filter(locked_at=None).update(failures=0):
        raise WrongCard
    login = _resident(card.person, now=now)
    if not login.is_active:
        raise WrongCard
    return login


def _resident(person: Person, *, now: datetime) -> Login:
    login, made = Login.objects.get_or_create(
        person=person,
        defaults={
            "username": f"person-{person.uuid}",
            "display_name": person.name,
            "kind": Login.Kind.RESIDENT,
            "password": make_password(None),
            "created_at": now,
        },
    )
    if not made and login.kind == Login.Kind.RESIDENT and login.display_name != person.name:
        login.display_name = person.name
        login.save(update_fields=["display_name"])
    return login
