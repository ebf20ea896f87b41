"""The unit's page: what waits for an answer, what was promised, what will be late, what was said of it."""

from __future__ import annotations

from typing import cast

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mulin.apps.voice.models import CallRequest, Matter
from mulin.apps.voice.queries.matters import ROWS, counts, rows_of
from mulin.apps.voice.rules.clock import Nearness
from mulin.apps.voice.rules.matter import LIVE
from mulin.core.groups.models import Group
from mulin.core.pages import Request, page


@page(unit=True)
def unit_home(request: HttpRequest) -> HttpResponse:
    """What is on this unit's table, the clock that ends first on top; a warning comes before lateness is public."""
    viewer = cast("Request", request).viewer
    now = timezone.now()
    unit = Group.objects.filter(uuid__in=viewer.groups).order_by("pk").first()
    held = Matter.objects.filter(holder__uuid__in=viewer.groups).select_related("thread", "holder", "place")
    running = held.filter(phase__in=[*LIVE]).order_by(F("due_at").asc(nulls_last=True), "pk")
    shown = Paginator(running, ROWS).get_page(request.GET.get("page"))
    rows = rows_of(shown, now=now)
    context = {
        "unit": unit,
        "page": shown,
        "rows": rows,
        "warnings": sum(row.nearness is Nearness.SOON for row in rows),
        "counts": counts(held, "asked", "running", "late", "solved", now=now),
        "climbed": Matter.objects.filter(commitments__owner__uuid__in=viewer.groups)
        .exclude(holder__uuid__in=viewer.groups)
        .filter(round__gt=1, phase__in=[*LIVE])
        .select_related("thread", "holder")
        .distinct()
        .order_by("-pk")[:10],
        "calls": CallRequest.objects.filter(unit__uuid__in=viewer.groups)
        .select_related("matter__thread")
        .order_by("-asked_at")[:10],
        "now": now,
    }
    return render(request, "voice/unit_home.html", context)
