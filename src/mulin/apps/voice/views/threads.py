"""What everybody may follow: the list of matters, one thread, its large print."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mulin.apps.voice import paper
from mulin.apps.voice.models import Matter, Voice
from mulin.apps.voice.queries import categories
from mulin.apps.voice.queries.matters import ROWS, STATES, WHOLE, Filters, matter_page, matters, rows_of
from mulin.apps.voice.queries.paging import Deep
from mulin.apps.voice.rules.matter import Phase
from mulin.core import gate
from mulin.core.pages import Request, page
from mulin.core.places.queries import asked_place, communities
from mulin.core.records.days import local_day
from mulin.core.records.numbering import BadNumber, parse


def filters_of(request: HttpRequest) -> Filters:
    """The filters in the address."""
    get = request.GET
    return Filters(
        state=get.get("state", ""),
        place_path=asked_place(get.get("place", "")),
        category=get.get("category", "") if get.get("category", "") in categories.names() else "",
        words=get.get("q", "")[:60],
    )


@page(everybody=True)
def matter_list(request: HttpRequest) -> HttpResponse:
    """大家的事."""
    now = timezone.now()
    viewer = cast("Request", request).viewer
    filters = filters_of(request)
    rows = Deep(matters(viewer, filters, now=now), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": rows,
        "rows": rows_of(rows, now=now),
        "filters": filters,
        "states": STATES,
        "categories": categories.names(),
        "communities": communities(),
        "now": now,
    }
    return render(request, "voice/matter_list.html", context)


@page(everybody=True)
def find(request: HttpRequest) -> HttpResponse:
    """From a typed number to its page."""
    try:
        return redirect("voice:thread", number=parse(request.GET.get("number", "")))
    except BadNumber as bad:
        return render(request, "voice/not_found.html", {"why": str(bad)}, status=422)


@page(everybody=True)
def thread(request: HttpRequest, number: str) -> HttpResponse:
    """One thread: a matter in full; of a voice only where it stands."""
    now = timezone.now()
    viewer = cast("Request", request).viewer
    matter = gate.visible(Matter.objects.select_related(*WHOLE), viewer, "read").filter(thread__number=number)
    found = matter.first()
    if found is not None:
        if found.phase == Phase.MERGED:
            return redirect("voice:thread", number=found.merged_into)
        return render(request, "voice/thread.html", {"matter_page": matter_page(found, now=now), "now": now})
    voice = Voice.objects.select_related("thread").filter(thread__number=number).first()
    if voice is None:
        raise Http404
    return render(request, "voice/voice_public.html", {"voice": voice, "now": now})


@page(everybody=True)
def large(request: HttpRequest, number: str) -> HttpResponse:
    """The thread in large print, to be read aloud at the counter or taken home."""
    viewer = cast("Request", request).viewer
    rows = Matter.objects.select_related(*WHOLE)
    matter = gate.get(rows, viewer, "print", thread__number=number)
    now = timezone.now()
    return render(request, "voice/thread_large.html", {"matter_page": matter_page(matter, now=now), "now": now})


@page(everybody=True)
def large_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The same as a PDF."""
    viewer = cast("Request", request).viewer
    rows = Matter.objects.select_related(*WHOLE)
    matter = gate.get(rows, viewer, "print", thread__number=number)
    now = timezone.now()
    return paper.large_pdf(matter_page(matter, now=now), today=local_day(now))
