"""建议和答复: published briefs for everybody, each figure leading to its rows; the printed page."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice import brief_paper
from mulin.apps.voice.models import Brief, Commitment, Matter, Round, Voice
from mulin.apps.voice.queries import brief as evidence
from mulin.apps.voice.queries.rates import PARTS
from mulin.apps.voice.rules.rates import Which
from mulin.core import gate
from mulin.core.pages import Request, page

ROWS = 30
NAMES: dict[str, str | Promise] = {
    "matters": _("件事"),
    "voices": _("条民声"),
    "people": _("位留了姓名的人"),
    "nameless": _("条没有留姓名"),
    "promised": _("次答应办"),
    "delivered": _("次办完了"),
    "late": _("次办晚了"),
    "dropped": _("次答应了又没有办"),
    "solved": _("次评为解决了"),
    "not_solved": _("次没有解决"),
    "unjudged": _("次没有人来评"),
    "running": _("次还在办"),
}
FORMS = {Matter: "matter", Voice: "voice", Commitment: "promise", Round: "round"}


def _one(request: HttpRequest, number: str, purpose: str = "read") -> Brief:
    viewer = cast("Request", request).viewer
    return gate.get(Brief.objects.select_related("thread", "place"), viewer, purpose, thread__number=number)


def facts(brief: Brief) -> dict[str, Any]:
    """Everything a page shows of a brief's evidence."""
    found = evidence.counted(brief, now=timezone.now())
    return {
        "brief": brief,
        "counted": found,
        "figures": [(NAMES[row.name], row) for row in found.compared],
        "published": brief.state != Brief.State.DRAFT,
        "three": found.three.named(),
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
    return render(request, "voice/brief.html", facts(_one(request, number)))


@page(everybody=True)
def rows(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Exactly the rows behind one figure as it is now."""
    one = _one(request, number)
    which, _dash, part = what.partition("-")
    if which in {*Which} and part in PARTS:
        found = evidence.rate_rows(one, Which(which), part, now=timezone.now())
    elif what in NAMES:
        found = evidence.rows(one, what)
    else:
        raise Http404
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {"brief": one, "page": shown, "what": NAMES.get(what, ""), "form": FORMS[found.model]}
    return render(request, "voice/brief_rows.html", context)


@page(everybody=True)
def brief_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The same on paper, with quotations as they may be read today."""
    one = _one(request, number, "print")
    now = timezone.now()
    return brief_paper.brief_pdf(one, evidence.counted(one, now=now), names=NAMES, now=now)
