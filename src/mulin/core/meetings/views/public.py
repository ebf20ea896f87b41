"""Meetings for everybody: what they are about, who was there, what was decided."""

from __future__ import annotations

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mulin.core import gate
from mulin.core.meetings import queries
from mulin.core.meetings.models import Meeting
from mulin.core.pages import Request, page
from mulin.core.places.queries import communities

ROWS = 20


def meeting_of(request: HttpRequest, number: str) -> Meeting:
    """The meeting of that number."""
    rows = Meeting.objects.select_related("thread", "place", "convenor")
    return gate.get(rows, cast("Request", request).viewer, "read", thread__number=number)


@page(everybody=True)
def meetings(request: HttpRequest) -> HttpResponse:
    """Every meeting, the coming ones first."""
    state, within = request.GET.get("state", ""), request.GET.get("place", "")
    places = list(communities())
    rows = queries.meetings(
        cast("Request", request).viewer,
        state=state if state in Meeting.State.values else "",
        within=within if within in {place.path for place in places} else "",
    )
    context = {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "states": Meeting.State.choices,
        "places": places,
        "state": state,
        "within": within,
    }
    return render(request, "meetings/list.html", context)


@page(everybody=True)
def meeting(request: HttpRequest, number: str) -> HttpResponse:
    """One meeting."""
    row = meeting_of(request, number)
    viewer = cast("Request", request).viewer
    items = list(row.agenda.order_by("order"))
    faces = queries.threads([item.about for item in items], viewer)
    context = {
        "meeting": row,
        "items": [(item, faces.get(item.about)) for item in items],
        "present": queries.present(row),
        "may_keep": gate.may(viewer, "keep", row),
    }
    return render(request, "meetings/meeting.html", context)


@page(everybody=True)
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """The notice for the wall, for printing."""
    row = meeting_of(request, number)
    return render(request, "meetings/notice.html", {"meeting": row, "items": list(row.agenda.order_by("order"))})
