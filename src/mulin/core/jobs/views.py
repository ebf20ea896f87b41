"""The progress page of a job."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from mulin.core.jobs import queries
from mulin.core.pages import Request, opens, page


@page(signed_in=True)
@never_cache
def progress(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far it is; asked again by itself while it goes on."""
    viewer = cast("Request", request).viewer
    job = queries.one(uuid, viewer=viewer)
    onward = job.leads_to if job.is_over else None
    part = request.headers.get("HX-Request") == "true" and not job.is_over
    found = {"job": job, "onward": onward if onward and opens(onward[0], viewer) else None}
    response = render(request, "jobs/bar.html" if part else "jobs/progress.html", found)
    if request.headers.get("HX-Request") == "true" and job.is_over:
        response["HX-Refresh"] = "true"
    return response
