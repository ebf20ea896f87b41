"""Meetings: when and where, what was on the agenda and what became of it; residents are counted, never named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy

from mulin.apps.voice.queries.facts import homes, moment
from mulin.core import gate
from mulin.core.gate import PASSER_BY
from mulin.core.meetings.models import Meeting
from mulin.core.meetings.queries import present
from mulin.core.places.models import Place
from mulin.core.places.queries import community_path
from mulin.portal.api import shapes
from mulin.portal.api.declaring import Answer, Parameter, endpoint
from mulin.portal.api.parameters import AFTER_NUMBER, LIMIT, NUMBER, PLACE, following

PATH = "/api/v1/meetings"


def _facts(row: Meeting, near: dict[str, Place]) -> dict[str, Any]:
    home = community_path(row.place_path)
    place = near.get(home)
    return {
        "number": row.thread.number,
        "kind": row.kind,
        "kind_name": str(row.get_kind_display()),
        "title": row.title,
        "place": home,
        "place_name": place.name if place else "",
        "place_name_en": place.name_en if place else "",
        "room": row.room,
        "starts_at": moment(row.starts_at),
        "state": row.state,
        "convenor": row.convenor.name if row.convenor else None,
        "convenor_en": row.convenor.name_en if row.convenor else None,
    }


@endpoint(
    PATH,
    name="meetings",
    summary=gettext_lazy("会议，后召集的在前。"),
    schema=shapes.paged(shapes.MEETING),
    parameters=(
        Parameter("state", "How it stands.", {"enum": [str(value) for value in Meeting.State.values]}),
        PLACE,
        LIMIT,
        AFTER_NUMBER,
    ),
)
def meeting_list(given: Mapping[str, Any], now: datetime) -> Answer:  # noqa: ARG001
    """A part of the list; the cursor is the number of the last one shown."""
    limit = given["limit"]
    rows = Meeting.objects.filter(place_path__startswith=given.get("place", ""))
    rows = gate.visible(rows, PASSER_BY, "export").select_related("thread", "convenor").order_by("-pk")
    if "state" in given:
        rows = rows.filter(state=given["state"])
    if "cursor" in given:
        last = Meeting.objects.filter(thread__number=given["cursor"]).values_list("pk", flat=True).first()
        if last is None:
            raise Http404
        rows = rows.filter(pk__lt=last)
    found = list(rows[: limit + 1])
    near = homes()
    more = following(PATH, given, found[limit - 1].thread.number) if len(found) > limit else None
    return Answer({"items": [_facts(row, near) for row in found[:limit]], "next": more})


@endpoint(
    PATH + "/{number}",
    name="meeting",
    summary=gettext_lazy("一次会议：议题、到了多少人、纪要。"),
    schema=shapes.WHOLE_MEETING,
    parameters=(NUMBER,),
)
def meeting(given: Mapping[str, Any], now: datetime) -> Answer:  # noqa: ARG001
    """What its page says in public."""
    rows = Meeting.objects.select_related("thread", "convenor")
    row = gate.get(rows, PASSER_BY, "export", thread__number=given["number"])
    there = present(row)
    value = {
        **_facts(row, homes()),
        "notice": row.notice,
        "summary": row.summary,
        "agenda": [
            {
                "order": item.order,
                "title": item.title,
                "about": item.about or None,
                "disposition": item.disposition,
                "postponed": item.postponed,
            }
            for item in row.agenda.order_by("order")
        ],
        "present": {
            "total": there.total,
            "by_capacity": [{"capacity": name, "count": count} for name, count in there.counts],
        },
    }
    return Answer(value, row.thread.changed_at)
