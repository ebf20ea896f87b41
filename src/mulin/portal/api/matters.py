"""Matters: the list with filters, one with its promises and its timeline, all of them as an open table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from mulin.apps.voice.models import Commitment, Matter
from mulin.apps.voice.queries.facts import all_facts, facts, homes, moment, table
from mulin.apps.voice.queries.matters import STATES, Filters, matters
from mulin.apps.voice.queries.timeline import story
from mulin.apps.voice.rules.categories import USUAL
from mulin.core import gate
from mulin.core.gate import PASSER_BY
from mulin.core.pages import page
from mulin.core.records.days import local_day
from mulin.core.written import csv_lines
from mulin.portal.api import shapes
from mulin.portal.api.declaring import Answer, Parameter, endpoint, limited, opened
from mulin.portal.api.parameters import AFTER_NUMBER, LIMIT, NUMBER, PLACE, following

PATH = "/api/v1/matters"


def _public(given: Mapping[str, Any], now: datetime) -> QuerySet[Matter]:
    filters = Filters(
        state=given.get("state", ""),
        place_path=given.get("place", ""),
        category=given.get("category", ""),
        words=given.get("q", ""),
    )
    rows = gate.visible(matters(PASSER_BY, filters, now=now), PASSER_BY, "export")
    return rows.order_by("-opened_at", "-pk")


@endpoint(
    PATH,
    name="matters",
    summary=gettext_lazy("事项，新的在前。"),
    schema=shapes.paged(shapes.MATTER),
    parameters=(
        Parameter("state", "How it stands.", {"enum": list(STATES)}),
        Parameter("category", "What it is about.", {"enum": [usual.code for usual in USUAL]}),
        PLACE,
        Parameter(
            "q",
            "Words in title, description or number.",
            {"type": "string", "minLength": 1, "maxLength": 60, "pattern": r"^[^\u0000-\u001f]+$"},
        ),
        LIMIT,
        AFTER_NUMBER,
    ),
)
def matter_list(given: Mapping[str, Any], now: datetime) -> Answer:
    """A part of the list; the cursor is the number of the last one shown."""
    rows, limit = _public(given, now), given["limit"]
    if "cursor" in given:
        last = Matter.objects.filter(thread__number=given["cursor"]).values("opened_at", "pk").first()
        if last is None:
            raise Http404
        rows = rows.filter(Q(opened_at__lt=last["opened_at"]) | Q(opened_at=last["opened_at"], pk__lt=last["pk"]))
    found = list(rows[: limit + 1])
    near = homes()
    more = following(PATH, given, found[limit - 1].thread.number) if len(found) > limit else None
    return Answer({"items": [facts(row, near) for row in found[:limit]], "next": more})


@endpoint(
    PATH + "/{number}",
    name="matter",
    summary=gettext_lazy("一件事：谁答应了什么，一步步怎么办的。"),
    schema=shapes.WHOLE_MATTER,
    parameters=(NUMBER,),
)
def matter(given: Mapping[str, Any], now: datetime) -> Answer:  # noqa: ARG001
    """What its page says in public. A merged one says where it went on."""
    rows = Matter.objects.select_related("thread", "holder")
    row = gate.get(rows, PASSER_BY, "export", thread__number=given["number"])
    promises = Commitment.objects.filter(matter=row).select_related("owner").order_by("round", "promised_at", "pk")
    value = {
        **facts(row, homes()),
        "promises": [
            {
                "owner": one.owner.name,
                "owner_en": one.owner.name_en,
                "what": one.what,
                "due_on": one.due_on.isoformat(),
                "promised_at": moment(one.promised_at),
                "delivered_at": moment(one.delivered_at),
                "dropped_at": moment(one.dropped_at),
            }
            for one in promises
        ],
        "timeline": [
            {"seq": one.seq, "at": moment(one.at), "verb": one.verb, "who": one.who, "what": one.what, "text": one.text}
            for one in story(row.thread)
        ],
        "merged_into": row.merged_into or None,
    }
    return Answer(value, row.thread.changed_at)


@page(everybody=True, program=True)
def matter_table(request: HttpRequest) -> HttpResponse:
    """Every matter as CSV: open data."""
    now = timezone.now()
    refused = limited(request, now)
    if refused is not None:
        return refused
    lines = csv_lines(table(all_facts(_public({}, now))))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="matters-{local_day(now)}.csv"'
    return opened(cast("HttpResponse", response))
