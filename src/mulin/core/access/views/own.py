"""One's own: who looked at my data."""

from __future__ import annotations

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from mulin.core.access import queries
from mulin.core.access.naming import fields, names
from mulin.core.pages import Request, page

PAGE = 20


@page(signed_in=True)
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at my phone number, my door, my illness, when and for what."""
    rows = Paginator(queries.looks_at(cast("Request", request).viewer), PAGE).get_page(request.GET.get("page"))
    named = names(row.viewer for row in rows)
    told = fields()
    lines = [(row.at, named.get(row.viewer, ""), told.get(row.field, row.field), gettext(row.purpose)) for row in rows]
    return render(request, "access/looks.html", {"page": rows, "lines": lines})
