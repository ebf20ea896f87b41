"""The home page, the desk of those who work, and the two pages every footer leads to."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mulin.apps.voice.models import Matter
from mulin.apps.voice.queries import voices
from mulin.apps.voice.queries.matters import Filters, counts, matters, rows_of
from mulin.apps.voice.queries.paging import part
from mulin.apps.voice.rules.matter import LIVE, Outcome, Phase
from mulin.core.meetings.models import Meeting
from mulin.core.pages import Request, page
from mulin.core.records.queries import latest_day

FRESH = timedelta(days=30)


@page(everybody=True)
def home(request: HttpRequest) -> HttpResponse:
    """Who and where am I, my next thing, the doors, my matters, what the neighbours' matters came to."""
    now = timezone.now()
    viewer = cast("Request", request).viewer
    everything = Matter.objects.exclude(phase=Phase.MERGED)
    mine = voices.titles(voices.of_person(viewer.person)[:5]) if viewer.person else []
    asked = voices.asked_of(mine)
    context = {
        "mine": mine,
        "to_judge": [voice for voice in mine if voice.pk in asked][:1],
        "figures": counts(everything, "solved", "unsolved", "running", "late", now=now),
        "fresh": everything.filter(closed_at__gte=now - FRESH).aggregate(
            solved=Count("pk", filter=Q(outcome=Outcome.SOLVED)),
            unsolved=Count("pk", filter=Q(outcome__in=[Outcome.EXPLAINED, Outcome.UNJUDGED])),
        ),
        "running": rows_of(part(matters(viewer, Filters(state="running"), now=now), 0, 5), now=now),
        "meeting": Meeting.objects.filter(state=Meeting.State.NOTICED, starts_at__gte=now)
        .select_related("thread")
        .only("kind", "title", "starts_at", "room", "thread__number")
        .order_by("starts_at")
        .first(),
        "day": latest_day(),
        "now": now,
        "demo": settings.MULIN_MODE == "demo",
    }
    return render(request, "portal/home.html", context)


@page(signed_in=True)
def desk(request: HttpRequest) -> HttpResponse:
    """Today: what waits for this worker; a unit and a resident are shown to their own pages."""
    viewer = cast("Request", request).viewer
    if not viewer.grants:
        return redirect("voice:unit" if viewer.groups else "home")
    if not viewer.can_somewhere("voice.read"):
        return redirect("access:logins" if viewer.can_somewhere("access.manage") else "home")
    now = timezone.now()
    here = Matter.objects.exclude(phase=Phase.MERGED).filter(viewer.scope("voice.read", lookup="below"))
    waiting = voices.waiting(viewer)
    context = {
        "waiting": list(waiting[:8]),
        **waiting.order_by().aggregate(waiting_count=Count("pk"), waiting_late=Count("pk", filter=Q(due_at__lte=now))),
        "counts": counts(here, "running", "late", "proposals", now=now),
        "soon": rows_of(
            part(
                here.filter(phase__in=[*LIVE], due_at__isnull=False)
                .select_related("thread", "holder", "place")
                .order_by("due_at"),
                0,
                8,
            ),
            now=now,
        ),
        "stacks": voices.open_stacks(viewer),
        "to_ask": voices.to_ask(viewer).count(),
        "calls": voices.calls(viewer).count(),
        "now": now,
    }
    return render(request, "portal/desk.html", context)


@page(everybody=True)
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, who sees it, and how to have it forgotten."""
    return render(request, "portal/privacy.html")
