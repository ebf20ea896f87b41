"""Who is looking: from the session to the gate's plain `Viewer`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from mulin.core.access import sessions
from mulin.core.access.capabilities import ROLES
from mulin.core.access.models import Login, RoleGrant
from mulin.core.gate import PASSER_BY, Grant, Viewer
from mulin.core.records.days import local_day

SLIPS = "slips"  # session key: numbers whose secret was shown in this visit


def viewer_of(login: Login, *, today: date, slips: frozenset[str] = frozenset(), powers: bool = True) -> Viewer:
    """What a login may do today; without `powers` only what is its own (see `sessions.has_powers`)."""
    roles = RoleGrant.objects.current(today).filter(login=login).values_list("role", "place__path") if powers else ()
    return Viewer(
        ref=f"login:{login.uuid}",
        name=login.display_name,
        person=str(login.person.uuid) if login.person else "",
        groups=frozenset({str(login.group.uuid)} if login.group and powers else ()),
        grants=tuple(Grant(verb, path) for role, path in roles if role in ROLES for verb in ROLES[role].verbs),
        slips=slips,
    )


def _viewer(request: HttpRequest) -> Viewer:
    user = request.user
    now = timezone.now()
    if user.is_authenticated:
        if not sessions.is_over(request, user, now=now):
            powers = sessions.has_powers(request, user)
            return viewer_of(user, today=local_day(now), slips=_slips(request), powers=powers)
        auth.logout(request)
    slips = _slips(request)
    return Viewer(slips=slips) if slips else PASSER_BY


def _slips(request: HttpRequest) -> frozenset[str]:
    return frozenset(request.session.get(SLIPS, ()))


class ViewerMiddleware:
    """Put the viewer on the request, computed when first asked for; remember when a worker was last seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach and pass on."""
        request.viewer = cast("Viewer", SimpleLazyObject(lambda: _viewer(request)))  # type: ignore[attr-defined]
        response = self.get_response(request)
        sessions.mark_seen(request, response)
        return response
