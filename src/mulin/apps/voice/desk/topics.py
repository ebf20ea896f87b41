"""Hot topics: what many speak of, for the office. Each leads to its voices, as far as the viewer reads them."""

from __future__ import annotations

import uuid
from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mulin.apps.voice.actions import topics
from mulin.apps.voice.models import Topic, Voice
from mulin.core import gate, jobs
from mulin.core.pages import Request, page

ROWS = 20


@page(verb="matter.steer", post=True)
def overview(request: HttpRequest) -> HttpResponse:
    """The groups, the hottest first; a POST has them made anew."""
    viewer, now = cast("Request", request).viewer, timezone.now()
    if request.method == "POST":
        key = f"{topics.NAME}:{now:%Y-%m-%dT%H:%M}"  # asked twice in a minute it is one job
        job = jobs.ask(topics.NAME, by=viewer, now=now, key=f"{key}:{viewer.ref}")
        return redirect("jobs:progress", uuid=job.uuid)
    rows = gate.visible(Topic.objects.order_by("rank"), viewer, "list")
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "voice/topics.html", {"page": shown, "now": now, "fewest": topics.FEWEST})


@page(verb="matter.steer")
def one(request: HttpRequest, name: uuid.UUID) -> HttpResponse:
    """The voices of a topic, and the matters they belong to."""
    viewer = cast("Request", request).viewer
    topic = gate.get(Topic.objects.all(), viewer, "read", uuid=name)
    rows = gate.visible(Voice.objects.filter(topics=topic, words__shredded_at=None), viewer, "list")
    rows = (
        rows.filter(viewer.scope("voice.read")).select_related("thread", "words", "place").order_by("-heard_at", "-pk")
    )
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "voice/topic.html", {"topic": topic, "page": shown})
