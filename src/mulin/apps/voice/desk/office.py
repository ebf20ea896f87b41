"""The office's page: what came back, what climbed, what is late, how each community stands; every figure is a list."""

from __future__ import annotations

from collections import Counter
from typing import cast

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mulin.apps.voice.models import Matter, Voice
from mulin.apps.voice.queries.communities import community_of_row
from mulin.apps.voice.queries.matters import ROWS, counts, matters, rows_of
from mulin.apps.voice.queries.paging import Deep
from mulin.apps.voice.queries.settled import settled
from mulin.apps.voice.rules.matter import LIVE, Outcome, Phase
from mulin.apps.voice.views.threads import filters_of
from mulin.core.pages import Request, page
from mulin.core.places.queries import communities

FIGURES = ("returned", "climbed", "meeting", "late", "proposals", "running", "solved", "unsolved")


@page(verb="office.see")
def office(request: HttpRequest) -> HttpResponse:
    """The whole sub-district."""
    viewer = cast("Request", request).viewer
    now = timezone.now()
    here = Matter.objects.exclude(phase=Phase.MERGED).filter(viewer.scope("office.see"))
    filters = filters_of(request)
    wanted = filters.state or "returned"
    rows = matters(viewer, filters.__class__(**{**filters.__dict__, "state": wanted}), now=now)
    shown = Deep(rows.filter(viewer.scope("office.see")), ROWS).get_page(request.GET.get("page"))
    places = list(communities().filter(viewer.scope("office.see", "path")))
    live = here.filter(phase__in=[*LIVE]).order_by().values(code=community_of_row())
    by_code: dict[str, dict[str, int]] = {
        row["code"]: {"running": row["running"], "late": row["late"], "solved": 0, "unsolved": 0}
        for row in live.annotate(running=Count("pk"), late=Count("pk", filter=Q(due_at__lte=now)))
    }
    closed: Counter[str] = Counter()
    for code, outcome, number in settled(here, community_of_row()):
        closed[outcome] += number
        figures = by_code.setdefault(code, {"running": 0, "late": 0, "solved": 0, "unsolved": 0})
        figures["solved" if outcome == Outcome.SOLVED else "unsolved"] += number
    waiting = {
        row["code"]: row["n"]
        for row in Voice.objects.filter(state=Voice.State.WAITING)
        .order_by()
        .values(code=community_of_row())
        .annotate(n=Count("pk"))
    }
    table = [(place, by_code.get(place.path, {}), waiting.get(place.path, 0)) for place in places]
    context = {
        "may_steer": viewer.can_somewhere("matter.steer"),
        "counts": counts(here, *FIGURES, now=now, closed=closed),
        "page": shown,
        "rows": rows_of(shown, now=now),
        "wanted": wanted,
        "table": table,
        "now": now,
    }
    return render(request, "voice/office.html", context)
