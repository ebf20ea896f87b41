"""The second factor of workers: six digits from a phone (TOTP)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from mulin.core.access import limits
from mulin.core.access.actions.acts import acting, need_steward
from mulin.core.access.actions.logins import end_sessions
from mulin.core.access.models import Login, SecondFactor
from mulin.core.access.refusals import TooManyTries, WrongCode
from mulin.core.access.tokens import read_pin
from mulin.core.gate import Viewer

TRIES = 10
WINDOW = timedelta(minutes=15)


def begin_second_factor(login: Login) -> SecondFactor | None:
    """A phone to be set up, fresh each time; None when one is set up already. Writes no register entry."""
    with transaction.atomic():
        if SecondFactor.objects.filter(user=login, confirmed=True).exists():
            return None
        SecondFactor.objects.filter(user=login, confirmed=False).delete()
        phone: SecondFactor = SecondFactor.objects.create(user=login, name="totp", confirmed=False)
        return phone


def prove_second_factor(login: Login, *, code: str, now: datetime) -> SecondFactor:
    """Take the digits shown by the phone; the first right ones also finish its setting up. Writes no register entry.

    A code is good once. Two requests with one code: the second waits and is refused.

    Raises
    ------
    TooManyTries
        The eleventh try in a quarter of an hour.
    WrongCode
        Wrong, too old, or used already.

    """
    bucket = f"second:{login.uuid}"
    if not limits.hit(bucket, limit=TRIES, window=WINDOW, now=now):
        raise TooManyTries
    with transaction.atomic():
        rows = SecondFactor.objects.select_for_update().filter(user=login)
        phone: SecondFactor | None = rows.order_by("-confirmed", "pk").first()
        proved = phone is not None and phone.verify_token(read_pin(code))
        if phone is not None and proved and not phone.confirmed:
            phone.confirmed = True
            phone.save(update_fields=["confirmed"])
    if phone is None or not proved:
        raise WrongCode
    limits.forget(bucket)
    return phone


def reset_second_factor(login: Login, *, by: Viewer, now: datetime) -> None:
    """Forget a lost phone: its owner is signed out and sets up another at the next sign-in."""
    need_steward(by, login)
    with acting(login.home, by=by, now=now) as acts:
        SecondFactor.objects.filter(user=login).delete()
        end_sessions(login)
        acts.say("second.reset", login=str(login.uuid))
