"""我也是: what a resident says was said before; her voice joins it, stays apart, or she only follows."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.actions.joining import link_own
from mulin.apps.voice.queries.alike import READ, alike
from mulin.core.pages import Request, page
from mulin.core.places.models import Place
from mulin.core.records.numbering import BadNumber, parse
from mulin.core.refusals import Refusal


@page(everybody=True, get=False, post=True)
def typing(request: HttpRequest) -> HttpResponse:
    """A part of the page of `say`, while she types: public matters only. What was typed is not kept."""
    viewer = cast("Request", request).viewer
    chosen = request.POST.get("community", "")
    place = Place.objects.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 10 else None
    found = []
    if place is not None:
        words = request.POST.get("words", "")[:READ]
        found = alike(words, viewer=viewer, path=place.path, now=timezone.now(), public=True, most=3)
    return render(request, "voice/alike_typing.html", {"alike": found, "public": True})


@page(everybody=True, get=False, post=True)
def me_too(request: HttpRequest, number: str) -> HttpResponse:
    """Her voice, recorded before, joins the matter she points at."""
    viewer = cast("Request", request).viewer
    try:
        matter = link_own(voice=number, matter=parse(request.POST.get("number", "")), by=viewer, now=timezone.now())
    except (Refusal, BadNumber) as no:
        messages.error(request, str(no))
        return redirect("voice:said", number=number)
    said = _("归进去了：%(title)s。办到哪一步，凭您的回执都查得到；办完了也请您评。") % {"title": matter.title}
    messages.success(request, said)
    return redirect("voice:said", number=number)
