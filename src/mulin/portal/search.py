"""查找 on the desk: a register number leads straight there; else matters and people, as far as the viewer may see."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mulin.apps.voice.models import Matter, Voice
from mulin.apps.voice.queries.matters import Filters, matters, rows_of
from mulin.core import gate
from mulin.core.pages import Request, page
from mulin.core.people import queries as people
from mulin.core.records.numbering import BadNumber, parse

FOUND = 20


@page(verb="voice.read")
def search(request: HttpRequest) -> HttpResponse:
    """What was looked for."""
    viewer = cast("Request", request).viewer
    words = request.GET.get("q", "").strip()[:60]
    try:
        number = parse(words)
    except BadNumber:
        number = ""
    if number and Matter.objects.filter(thread__number=number).exists():
        return redirect("voice:matter_desk", number=number)
    if number and gate.visible(Voice.objects.filter(thread__number=number), viewer, "search").exists():
        return redirect("voice:voice_desk", number=number)
    now = timezone.now()
    found = matters(viewer, Filters(words=words), now=now).filter(viewer.scope("voice.read"))[:FOUND] if words else []
    context = {
        "words": words,
        "rows": rows_of(found, now=now),
        "people": people.search(words, viewer=viewer)[:FOUND] if words and viewer.can_somewhere("people.read") else [],
        "now": now,
    }
    return render(request, "portal/search.html", context)
