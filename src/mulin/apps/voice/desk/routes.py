"""Who answers for what where (分工表): the table, a new line, an end; and where nobody is named."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.actions.routes import add_route, end_route
from mulin.apps.voice.forms.rules import RouteForm
from mulin.apps.voice.models import Route
from mulin.apps.voice.queries import categories as known
from mulin.apps.voice.queries import routes
from mulin.core.groups.queries import units
from mulin.core.pages import Request, page
from mulin.core.places.models import Kind, Place
from mulin.core.records.calendar import VERB
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal

ROWS = 20
KINDS = (Kind.STREET, Kind.COMMUNITY, Kind.VILLAGE, Kind.COMPOUND, Kind.HAMLET)


@page(verb=VERB, post=True)
def overview(request: HttpRequest) -> HttpResponse:
    """What holds today and what begins later, the gaps, and a new line."""
    now = timezone.now()
    today, by = local_day(now), cast("Request", request).viewer
    places = Place.objects.filter(kind__in=KINDS).filter(by.scope(VERB, "path")).order_by("path")
    form = RouteForm(
        request.POST if request.method == "POST" else None,
        places=places,
        units=units().order_by("place_path", "name"),
        initial={"starts_on": today},
    )
    if request.method == "POST" and form.is_valid():
        try:
            add_route(by=by, now=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("记下了。"))
            return redirect("voice:routes")
    rows = (
        Route.objects.exclude(ends_on__lt=today)
        .select_related("place", "unit")
        .order_by("place_path", "category", "pk")
    )
    shown = Paginator(rows.order_by("place_path", "category", "pk"), ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": shown,
        "rows": [(row, known.name(row.category)) for row in shown],
        "gaps": routes.gaps(known.names().items(), day=today),
        "today": today,
    }
    return render(request, "voice/routes.html", context, status=422 if request.method == "POST" else 200)


@page(verb=VERB, get=False, post=True)
def end(request: HttpRequest, route: uuid.UUID) -> HttpResponse:
    """Let a line hold no more."""
    row = get_object_or_404(Route, uuid=route)
    end_route(route=row, by=cast("Request", request).viewer, now=timezone.now())
    messages.success(request, _("停了。"))
    return redirect("voice:routes")
