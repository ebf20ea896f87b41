"""Sessions: signing in and out of the browser, and how long it lasts.

Workers: eight hours in all, half an hour without a request. The moment of the last request lies in a signed cookie
bound to the session, so that reading a page writes nothing to the database.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib import auth
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django_otp import login as remember_factor

from mulin.core.access import tokens
from mulin.core.access.models import Login, SecondFactor

HOW, SINCE = "access.how", "access.since"
CARD, DEMO, LINK, PASSWORD = "card", "demo", "link", "password"
BACKEND = "mulin.core.access.backend.LoginBackend"
FRESH = 60  # seconds for which the cookie of the last request is not written again

# (in all, without a request)
LIMITS: dict[str, tuple[timedelta, timedelta | None]] = {
    Login.Kind.STAFF: (timedelta(hours=8), timedelta(minutes=30)),
    Login.Kind.UNIT: (timedelta(hours=12), None),
    Login.Kind.RESIDENT: (timedelta(days=14), None),
}


def limits_of(kind: str) -> tuple[timedelta, timedelta | None]:
    """How long a session lasts in all and without a request; `MULIN_SESSIONS` in the settings may say otherwise."""
    chosen: dict[str, tuple[timedelta, timedelta | None]] = getattr(settings, "MULIN_SESSIONS", {})
    return chosen.get(kind) or LIMITS[kind]


def sign_in(request: HttpRequest, login: Login, *, how: str, factor: SecondFactor | None = None) -> None:
    """Open a session under a new key; nothing of the visit before is carried over (the computer may be shared)."""
    request.session.flush()
    auth.login(request, login, backend=BACKEND)
    if factor is not None:
        remember_factor(request, factor)
    request.session[HOW] = how
    request.session.set_expiry(int(limits_of(login.kind)[0].total_seconds()))


def begin(request: HttpRequest, **_: Any) -> None:
    """Note when a session began, whichever way it was opened."""
    request.session[SINCE] = int(timezone.now().timestamp())


def step_into(request: HttpRequest, login: Login) -> None:
    """Become one of the made-up people of the demo.

    Raises
    ------
    Http404
        This is no demo.

    """
    if settings.MULIN_MODE != "demo":
        raise Http404
    sign_in(request, login, how=DEMO)


def is_over(request: HttpRequest, login: Login, *, now: datetime) -> bool:
    """Whether the session has lasted too long, in all or without a request."""
    whole, idle = limits_of(login.kind)
    since = int(request.session.get(SINCE, 0))
    moment = now.timestamp()
    if moment - since >= whole.total_seconds():
        return True
    return idle is not None and moment - max(since, _seen(request)) >= idle.total_seconds()


def has_powers(request: HttpRequest, login: Login) -> bool:
    """Whether roles and units count in this session: a card opens only one's own, a worker needs her second factor."""
    if request.session.get(HOW) == CARD:
        return False
    if login.kind != Login.Kind.STAFF or settings.MULIN_MODE == "demo":
        return True
    return bool(cast("Any", request.user).is_verified())


def _cookie() -> str:
    return "__Host-seen" if settings.SESSION_COOKIE_SECURE else "seen"


def _bound(request: HttpRequest, moment: int) -> list[str]:
    """What the cookie says, bound to the session under the present key, then under former ones."""
    return [f"{moment}.{mac}" for mac in tokens.macs("seen", request.session.session_key or "")]


def _seen(request: HttpRequest) -> int:
    """When the cookie says the last request of this session was; 0 without a valid one."""
    try:
        value = Signer(salt="mulin.access.seen").unsign(request.COOKIES.get(_cookie(), ""))
    except BadSignature:
        return 0
    moment = int(value.partition(".")[0])
    return moment if any(constant_time_compare(value, bound) for bound in _bound(request, moment)) else 0


def mark_seen(request: HttpRequest, response: HttpResponse) -> None:
    """Write the moment of this request into the cookie, for logins that have a limit without requests."""
    if not request.session.accessed or SINCE not in request.session:
        return
    user = request.user
    if not isinstance(user, Login) or limits_of(user.kind)[1] is None:
        return
    moment = int(timezone.now().timestamp())
    if moment - max(_seen(request), 0) < FRESH:
        return
    response.set_cookie(
        _cookie(),
        Signer(salt="mulin.access.seen").sign(_bound(request, moment)[0]),
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
