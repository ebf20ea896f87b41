"""The operator's page."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.core.jobs import asking, queries
from mulin.core.jobs.models import State
from mulin.core.pages import Request, page
from mulin.core.refusals import Refusal
from mulin.project.upkeep.alarms import alarms
from mulin.project.upkeep.facts import gather

ROWS = 20


@page(verb="system.run")
def upkeep(request: HttpRequest) -> HttpResponse:
    """What runs, waits and failed; the last backup and drill; disk, database and chains; what to do."""
    viewer, now = cast("Request", request).viewer, timezone.now()
    state = request.GET.get("state", "")
    state = state if state in State.values else ""
    facts = gather(now)
    context = {
        "facts": facts,
        "alarms": alarms(facts, now),
        "counts": queries.counts(viewer),
        "page": Paginator(queries.listed(viewer, state=state), ROWS).get_page(request.GET.get("page")),
        "state": state,
        "now": now,
    }
    return render(request, "upkeep/upkeep.html", context)


@page(verb="system.run", get=False, post=True)
def again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let a job that was given up be tried once more."""
    viewer = cast("Request", request).viewer
    try:
        asking.again(queries.one(uuid, viewer=viewer), by=viewer, now=timezone.now())
        messages.success(request, _("排上了，马上再做一次。"))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("upkeep")
