"""The office's page: what is late, due, waiting and spoken of, on one page and as files; its lists."""

from __future__ import annotations

import json
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.apps.voice.bars import bars
from mulin.apps.voice.map_svg import svg
from mulin.apps.voice.queries.facts import moment
from mulin.apps.voice.queries.matters import ROWS, Filters, matters, rows_of
from mulin.apps.voice.queries.overview import FOR_THE_OFFICE, SEE, STATES, STEER, Overview, overview
from mulin.apps.voice.queries.paging import Deep
from mulin.apps.voice.rules.map_drawing import Shown, drawing
from mulin.apps.voice.rules.month import Month
from mulin.apps.voice.views.rates import month_name, span_of, this_month
from mulin.core.gate import Viewer
from mulin.core.pages import Request, page
from mulin.core.places.queries import asked_place, communities
from mulin.core.records.days import local_day
from mulin.core.written import as_csv

SPAN = 3
SHORT = ("running", "late", "week", "climbed")  # what the table of communities tells apart
WAITING = gettext_lazy("等处理的民声")
CELL = (
    '<td class="num" data-label="{}"><a class="block-link" href="{}">{}<span class="visually-hidden"> {} {}</span></a>'
    "</td>"
)
HEADS = ("section", "what", "place", "key", "n")
NAMES: dict[str, str | Promise] = {
    "late": gettext_lazy("晚了"),
    "week": gettext_lazy("这周到期"),
    "returned": gettext_lazy("退回来，要找谁办"),
    "climbed": gettext_lazy("没解决、升上来的"),
    "meeting": gettext_lazy("等开会"),
    "proposals": gettext_lazy("提议改期"),
    "running": gettext_lazy("在办"),
    "solved": gettext_lazy("反映人说解决了"),
    "unsolved": gettext_lazy("没有解决"),
}


def _overview(viewer: Viewer, now: datetime) -> Overview:
    return overview(viewer, month=Month(this_month(now)), window=span_of(now, SPAN), now=now)


def _table(found: Overview) -> SafeString:
    """The rows of the table: each community, and how many stand how, each figure a link to its list."""
    lists, pile = reverse("voice:office_list"), reverse("voice:pile")
    heads = [WAITING, *(NAMES[name] for name in SHORT)]
    rows = []
    for place in found.places:
        title, query = place.title, urlencode({"place": place.path})
        cells = [(found.waiting[place.path], f"{pile}?{query}")]
        cells += [(found.standing[place.path, name], f"{lists}?state={name}&{query}") for name in SHORT]
        told = ((head, link, n, title, head) for head, (n, link) in zip(heads, cells, strict=True))
        rows.append((title, format_html_join("", CELL, told)))
    return format_html_join("", '<tr><th scope="row">{}</th>{}</tr>', rows)


@page(verb=SEE)
def office(request: HttpRequest) -> HttpResponse:
    """The whole sub-district at a glance; every figure leads to its rows."""
    viewer, now = cast("Request", request).viewer, timezone.now()
    found = _overview(viewer, now)
    to = reverse("voice:month_rows", args=[found.month.text, "heard"])

    def heard(place: str = "", key: str = "") -> str:
        return f"{to}?{urlencode({'place': place, 'key': key})}"

    by_place = found.by_place()
    context = {
        "found": found,
        "counts": {name: found.count(name) for name in STATES},
        "waits": [(name, NAMES[name], found.count(name)) for name in FOR_THE_OFFICE],
        "may_steer": viewer.can_somewhere(STEER),
        "channels": bars(((name, n, heard(key=code)) for code, name, n in found.by_channel()), _("条")),
        "places": bars(((place.title, n, heard(place=place.path)) for place, n in by_place), _("条")),
        "drawing": svg(
            drawing(
                [Shown(place.path, place.title, n, heard(place=place.path), place.shape) for place, n in by_place],
                [(number, topic.place_path) for number, topic in enumerate(found.topics, 1)],
            ),
            _("各社区的位置和条数；同样的数在下面"),
        ),
        "heard": sum(n for _place, n in by_place),
        "heads": [WAITING, *(NAMES[name] for name in SHORT)],
        "table": _table(found),
        "three": found.three.named(),
        "link": urlencode({"span": SPAN}),
        "month": month_name(found.month.number),
        "now": now,
    }
    return render(request, "voice/office.html", context)


@page(verb=SEE)
def office_list(request: HttpRequest) -> HttpResponse:
    """The matters behind one figure, those running out first."""
    viewer, now = cast("Request", request).viewer, timezone.now()
    wanted = request.GET.get("state", "")
    wanted = wanted if wanted in NAMES else "late"
    place = asked_place(request.GET.get("place", ""))
    rows = matters(viewer, Filters(state=wanted, place_path=place), now=now).filter(viewer.scope(SEE))
    shown = Deep(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "rows": rows_of(shown, now=now),
        "wanted": wanted,
        "title": NAMES[wanted],
        "place": communities().filter(path=place).first() if place else None,
        "names": NAMES,
        "now": now,
    }
    return render(request, "voice/office_list.html", context)


@page(verb=SEE)
def office_file(request: HttpRequest, form: str) -> HttpResponse:
    """What the page shows, as CSV or JSON."""
    now = timezone.now()
    found = _overview(cast("Request", request).viewer, now)
    name = f'attachment; filename="office-{local_day(now)}.{form}"'
    if form == "csv":
        body, kind = as_csv([HEADS, *found.figures()]), "text/csv"
    else:
        whole = {
            "made_at": moment(now),
            "month": found.month.text,
            "window": [Month(number).text for number in reversed(found.window.months)],
            "least": found.three.answered.least,
            "figures": [dict(zip(HEADS, row, strict=True)) for row in found.figures()],
        }
        body, kind = json.dumps(whole, ensure_ascii=False, indent=1).encode(), "application/json"
    return HttpResponse(body, content_type=f"{kind}; charset=utf-8", headers={"Content-Disposition": name})
