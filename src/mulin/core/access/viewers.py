"""Who is looking: from the session to the gate's plain `Viewer`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from mulin.core.access.capabilities import ROLES
from mulin.core.access.models import Login, RoleGrant
from mulin.core.gate import PASSER_BY, Grant, Viewer

SLIPS = "slips"  # session key: numbers whose secret was shown in this visit


def viewer_of(login: Login, *, today: date, slips: frozenset[str] = frozenset()) -> Viewer:
    """What a login may do today."""
    grants = (
        RoleGrant.objects.filter(login=login, starts_on__lte=today)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
        .select_related("place")
    )
    person = str(login.person.uuid) if login.person else ""
    return Viewer(
        ref=f"login:{login.uuid}",
        name=login.display_name,
        person=person,
        groups=frozenset({str(login.group.uuid)} if login.group else ()),
        grants=tuple(
            Grant(verb, grant.place.path) for grant in grants if grant.role in ROLES for verb in ROLES[grant.role].verbs
        ),
        slips=slips,
    )


def _viewer(request: HttpRequest) -> Viewer:
    slips = frozenset(request.session.get(SLIPS, ()))
    user = request.user
    if not user.is_authenticated:
        return Viewer(slips=slips) if slips else PASSER_BY
    login = Login.objects.select_related("person", "group").get(pk=user.pk)
    return viewer_of(login, today=timezone.localdate(), slips=slips)


class ViewerMiddleware:
    """Put the viewer on the request, computed when first asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach and pass on."""
        request.viewer = cast("Viewer", SimpleLazyObject(lambda: _viewer(request)))  # type: ignore[attr-defined]
        return self.get_response(request)
