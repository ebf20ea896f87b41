"""建议和答复: published briefs for everybody, each figure leading to its rows; the printed page."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice import brief_paper
from mulin.apps.voice.bars import bars
from mulin.apps.voice.models import Brief, Commitment, Matter, Round, Voice
from mulin.apps.voice.queries import brief as evidence
from mulin.apps.voice.queries import categories
from mulin.apps.voice.queries.brief_sentences import sentences
from mulin.apps.voice.queries.rates import PARTS
from mulin.apps.voice.queries.step import step
from mulin.apps.voice.rules.rates import Which
from mulin.apps.voice.views.rates import asked_month, month_name
from mulin.core import gate
from mulin.core.pages import Request, page
from mulin.core.places.queries import asked_place, communities
from mulin.core.records.days import local_day

ROWS = 30
NAMES: dict[str, str | Promise] = {
    "matters": _("事项"),
    "voices": _("说过的话"),
    "people": _("留了姓名的邻居，每人一行"),
    "nameless": _("没有留姓名的话"),
    "first": _("最早说的一次"),
    "promised": _("答应办的"),
    "delivered": _("办完了的"),
    "late": _("办晚了的"),
    "dropped": _("答应了又没有办的"),
    "solved": _("评为解决了的"),
    "not_solved": _("没有解决的"),
    "unjudged": _("没有人来评的"),
    "running": _("还在办的"),
}
RATES: dict[Which, str | Promise] = {
    Which.ANSWERED: _("按时答复"),
    Which.SOLVED: _("解决"),
    Which.SATISFIED: _("满意"),
}
PART_NAMES: dict[str, str | Promise] = {
    "good": _("算数的"),
    "all": _("一共的"),
    "rest": _("不算数的"),
    "silent": _("没有说的"),
}
FORMS = {Matter: "matter", Voice: "voice", Commitment: "promise", Round: "round"}


def _one(request: HttpRequest, number: str, purpose: str = "read") -> Brief:
    viewer = cast("Request", request).viewer
    return gate.get(Brief.objects.select_related("thread", "place"), viewer, purpose, thread__number=number)


def facts(brief: Brief, *, now: datetime) -> dict[str, Any]:
    """Everything a page shows of a brief's evidence; while it is a draft nothing leads to rows."""
    found = evidence.counted(brief, now=now)
    published = brief.state != Brief.State.DRAFT

    def rows_of(what: str, **narrow: str | int) -> str:
        to = reverse("voice:brief_rows", args=[brief.thread.number, what])
        return f"{to}?{urlencode(narrow)}" if published else ""

    cited = {number: seq for number, seq, _hash in brief.counted.get("cited", [])}
    for matter in found.matters:
        matter.cited = cited.get(matter.thread.number)  # type: ignore[attr-defined]
    return {
        "brief": brief,
        "counted": found,
        "matters": [(row, step(row.phase, row.outcome)) for row in found.matters],
        "sentences": sentences(brief, found),
        "places": bars(((name, n, rows_of("matters", place=path)) for path, name, n in found.places), _("件")),
        "categories": bars(
            ((name, n, rows_of("matters", category=code)) for code, name, n in found.categories), _("件")
        ),
        "months": bars(
            ((month_name(month.number), n, rows_of("voices", month=month.number)) for month, n in found.months),
            _("次"),
        ),
        "published": published,
        "waited": (local_day(now) - local_day(brief.published_at)).days if brief.published_at else 0,
    }


@page(everybody=True)
def brief_list(request: HttpRequest) -> HttpResponse:
    """All published briefs."""
    viewer = cast("Request", request).viewer
    shown = Paginator(evidence.briefs(viewer, "list"), ROWS).get_page(request.GET.get("page"))
    return render(request, "voice/brief_list.html", {"page": shown})


@page(everybody=True)
def brief(request: HttpRequest, number: str) -> HttpResponse:
    """One brief: what is asked of whom, why, what was tried, what was answered."""
    return render(request, "voice/brief.html", facts(_one(request, number), now=timezone.now()))


@page(everybody=True)
def rows(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Exactly the rows behind one figure as it is now; matters of a place or category, voices of a month."""
    one = _one(request, number)
    which, _dash, part = what.partition("-")
    get = request.GET
    place, category = asked_place(get.get("place", "")), get.get("category", "")[:40].replace("\x00", "")
    month = asked_month(get.get("month", ""))
    if which in {*Which} and part in PARTS:
        found = evidence.rate_rows(one, Which(which), part, now=timezone.now())
        title = f"{RATES[Which(which)]} · {PART_NAMES[part]}"
    elif what in NAMES:
        found = evidence.rows(one, what, place=place, category=category, month=month)
        title = str(NAMES[what])
    else:
        raise Http404
    of_what = [community.title for community in communities().filter(path=place)] if place else []
    of_what += [categories.name(category)] if category else []
    of_what += [month_name(month)] if month else []
    context = {
        "brief": one,
        "page": Paginator(found, ROWS).get_page(get.get("page")),
        "what": title,
        "of_what": of_what,
        "form": FORMS[found.model],
    }
    return render(request, "voice/brief_rows.html", context)


@page(everybody=True)
def brief_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The same on paper, with quotations as they may be read today."""
    one = _one(request, number, "print")
    now = timezone.now()
    return brief_paper.brief_pdf(request, one, evidence.counted(one, now=now), now=now)
