"""The register's public lines, with the hashes that chain them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from mulin.apps.voice.queries.facts import moment
from mulin.core.access.naming import names
from mulin.core.records.queries import entries
from mulin.core.records.telling import resident, tell
from mulin.core.records.writing import read
from mulin.portal.api import shapes
from mulin.portal.api.declaring import Answer, Parameter, endpoint
from mulin.portal.api.parameters import LIMIT, following

PATH = "/api/v1/register"
BEFORE = Parameter(
    "cursor",
    "Begin before the line of this number.",
    {"type": "integer", "minimum": 1, "maximum": 999_999_999_999},
)


@endpoint(
    PATH,
    name="register",
    summary=gettext_lazy("台账，新的在前：谁做了什么，没有谁说了什么。"),
    schema=shapes.paged(shapes.LINE),
    parameters=(LIMIT, BEFORE),
)
def register(given: Mapping[str, Any], now: datetime) -> Answer:  # noqa: ARG001
    """A part of the lines; their numbers have no gap."""
    rows, limit = entries(), given["limit"]
    if "cursor" in given:
        rows = rows.filter(seq__lt=given["cursor"])
    found = list(rows[:limit])
    lines = read(found)
    told = names({line.actor for line in lines})
    items = [
        {
            "seq": row.seq,
            "at": moment(row.at),
            "number": row.thread.number,
            "kind": row.thread.kind,
            "verb": row.verb,
            "who": told.get(line.actor) or resident(line),
            "what": tell(row.thread.kind, line)[0],
            "previous": row.previous,
            "hash": row.hash,
        }
        for row, line in zip(found, lines, strict=True)
    ]
    more = following(PATH, given, found[-1].seq) if found and found[-1].seq > 1 else None
    return Answer({"items": items, "next": more})
