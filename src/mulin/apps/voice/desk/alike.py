"""While a worker types: what is open and like it."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mulin.apps.voice.queries.alike import READ, alike
from mulin.core.pages import Request, page


@page(verb="voice.record", get=False, post=True)
def typing(request: HttpRequest) -> HttpResponse:
    """A part of the line's page; what was typed is looked at and not kept."""
    viewer = cast("Request", request).viewer
    path = request.POST.get("community", "")
    found = alike(request.POST.get("words", "")[:READ], viewer=viewer, path=path, now=timezone.now(), most=3)
    return render(request, "voice/alike_typing.html", {"alike": found, "public": False})
