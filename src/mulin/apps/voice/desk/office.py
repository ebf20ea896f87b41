"""The office's page: what came back, what climbed, what is late, how each community stands; every figure is a list."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import cast

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mulin.apps.voice.models import Matter, Voice
from mulin.apps.voice.queries.communities import community_of_row
from mulin.apps.voice.queries.matters import ROWS, matters, rows_of, under_way
from mulin.apps.voice.queries.paging import Deep
from mulin.apps.voice.queries.settled import settled
from mulin.apps.voice.rules.matter import Outcome, Phase
from mulin.apps.voice.views.threads import filters_of
from mulin.core.pages import Request, page
from mulin.core.places.queries import communities

UNDER_WAY = ("returned", "climbed", "meeting", "late", "proposals", "running", "unsolved")


@page(verb="office.see")
def office(request: HttpRequest) -> HttpResponse:
    """The whole sub-district."""
    viewer = cast("Request", request).viewer
    now = timezone.now()
    here = Matter.objects.exclude(phase=Phase.MERGED).filter(viewer.scope("office.see"))
    filters = filters_of(request)
    wanted = filters.state or "returned"
    rows = matters(viewer, replace(filters, state=wanted), now=now)
    shown = Deep(rows.filter(viewer.scope("office.see")), ROWS).get_page(request.GET.get("page"))
    places = list(communities().filter(viewer.scope("office.see", "path")))
    live = under_way(here, community_of_row(), *UNDER_WAY, now=now)
    closed: dict[str, Counter[str]] = defaultdict(Counter)
    for code, outcome, number in settled(here, community_of_row()):
        closed[code]["solved" if outcome == Outcome.SOLVED else "unsolved"] += number
    whole = Counter[str]()
    for figures in (*live.values(), *closed.values()):
        whole.update(figures)
    waiting = {
        row["code"]: row["n"]
        for row in Voice.objects.filter(state=Voice.State.WAITING)
        .order_by()
        .values(code=community_of_row())
        .annotate(n=Count("pk"))
    }
    table = [
        (place, {**live.get(place.path, {}), "unsolved": 0, **closed[place.path]}, waiting.get(place.path, 0))
        for place in places
    ]
    context = {
        "may_steer": viewer.can_somewhere("matter.steer"),
        "counts": whole,
        "page": shown,
        "rows": rows_of(shown, now=now),
        "wanted": wanted,
        "table": table,
        "now": now,
    }
    return render(request, "voice/office.html", context)
