"""Between the password and the second factor: who is at the door, without being let in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from mulin.core.access.models import Login

KEY = "access.pending"
PATIENCE = timedelta(minutes=10)


def begin(request: HttpRequest, login: Login, *, onward: str, now: datetime) -> None:
    """Remember that the password was right, under a new session key."""
    request.session.flush()
    request.session[KEY] = {
        "login": str(login.uuid),
        "at": int(now.timestamp()),
        "hash": login.get_session_auth_hash(),
        "next": onward,
    }


def current(request: HttpRequest, *, now: datetime) -> Login | None:
    """Who is at the door; nobody after ten minutes, when the password changed or the login was closed."""
    kept = request.session.get(KEY)
    if not kept or now.timestamp() - kept["at"] >= PATIENCE.total_seconds():
        return None
    login = Login.objects.select_related("group", "person").filter(uuid=kept["login"], is_active=True).first()
    if login is None or not constant_time_compare(kept["hash"], login.get_session_auth_hash()):
        return None
    return login


def onward(request: HttpRequest) -> str:
    """Where the visitor wanted to go before the password."""
    kept = request.session.get(KEY)
    return str(kept["next"]) if kept else ""


def safe(request: HttpRequest, target: str) -> str:
    """The target if it lies on this host, else nothing."""
    here = {request.get_host()}
    return target if url_has_allowed_host_and_scheme(target, here, require_https=request.is_secure()) else ""


def landing(login: Login) -> str:
    """Where each kind of login begins: `MULIN_LANDING` in the settings, else the home page."""
    chosen: dict[str, str] = getattr(settings, "MULIN_LANDING", {})
    return chosen.get(login.kind, "/")
