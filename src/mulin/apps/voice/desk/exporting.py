"""The desk's list of matters as a file, with the filters of the page.

Nothing in it is about a person (a matter is a worker's public words), so no look is written down.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone

from mulin.apps.voice.queries.facts import all_facts, table
from mulin.apps.voice.queries.matters import matters
from mulin.apps.voice.views.threads import filters_of
from mulin.core import gate
from mulin.core.pages import Request, page
from mulin.core.records.days import local_day
from mulin.core.written import csv_lines


def as_json(rows: Iterator[dict[str, object]]) -> Iterator[bytes]:
    """A list of objects, one a line."""
    yield b"["
    before = b"\n"
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")
        before = b",\n"
    yield b"\n]\n"


@page(verb="voice.read")
def matter_file(request: HttpRequest, form: str) -> HttpResponse:
    """Every matter of the list, whatever its page."""
    now = timezone.now()
    viewer = cast("Request", request).viewer
    rows = matters(viewer, filters_of(request), now=now).filter(viewer.scope("voice.read"))
    found = all_facts(gate.visible(rows, viewer, "export"))
    lines = csv_lines(table(found)) if form == "csv" else as_json(found)
    kind = "text/csv" if form == "csv" else "application/json"
    response = StreamingHttpResponse(lines, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="matters-{local_day(now)}.{form}"'
    return cast("HttpResponse", response)
