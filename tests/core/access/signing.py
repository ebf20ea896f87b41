"""Coming in by the real door, for tests of pages."""

from __future__ import annotations

import time

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP

from mulin.core.access import actions, sessions
from mulin.core.access.models import Login, SecondFactor


def code(phone: SecondFactor, steps: int = 0) -> str:
    """What the phone shows now, or some half minutes from now."""
    totp = TOTP(phone.bin_key)
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06d}"


def sign_in(client: Client, login: Login, *, how: str = sessions.PASSWORD) -> Client:
    """Open a session as the pages do, a worker's with her second factor."""
    factor = None
    if login.kind == Login.Kind.STAFF and how == sessions.PASSWORD:
        factor = SecondFactor.objects.filter(user=login, confirmed=True).first()
        if factor is None:
            phone = actions.begin_second_factor(login)
            assert phone is not None
            factor = actions.prove_second_factor(login, code=code(phone), now=timezone.now())
    request = HttpRequest()
    request.session, request.user = client.session, AnonymousUser()
    sessions.sign_in(request, login, how=how, factor=factor)
    request.session.save()
    client.cookies[sessions.settings.SESSION_COOKIE_NAME] = request.session.session_key
    return client
