"""月报: a month's figures as a page, a document and a file; each figure leads to its rows."""

from __future__ import annotations

import json
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from mulin.apps.voice import month_docx
from mulin.apps.voice.actions.month import write_note
from mulin.apps.voice.models import Commitment, Matter, Round, Voice
from mulin.apps.voice.queries import month as figures
from mulin.apps.voice.queries.facts import moment
from mulin.apps.voice.queries.month_report import NAMES, Report, report
from mulin.apps.voice.queries.paging import Deep
from mulin.apps.voice.rules.month import Month, read
from mulin.apps.voice.rules.rates import Which
from mulin.core.meetings.models import Meeting
from mulin.core.pages import Request, page
from mulin.core.places.models import Kind, Place
from mulin.core.places.queries import COMMUNITIES
from mulin.core.records.days import local_day
from mulin.core.records.models import Entry
from mulin.core.refusals import Refusal
from mulin.core.written import as_csv

ROWS = 20
BESIDE: dict[Any, tuple[str, ...]] = {
    Voice: ("thread",),
    Matter: ("thread", "holder"),
    Commitment: ("matter__thread", "owner"),
    Round: ("matter__thread", "unit"),
    Entry: ("thread",),
    Meeting: ("thread",),
}


def asked(request: HttpRequest, text: str) -> tuple[Month, Place, list[Place]]:
    """Which month of which place, and all communities; what is none, or is not hers to see, is not found."""
    viewer = cast("Request", request).viewer
    number = read(text)
    found = Place.objects.filter(kind__in=[Kind.STREET, *COMMUNITIES]).order_by("kind")  # by the index of kinds
    places = sorted(found, key=lambda place: place.path)
    whole = next((place for place in places if place.kind == Kind.STREET), None)
    wanted = request.GET.get("place", "")
    place = next((place for place in places if place.path == wanted), None if wanted else whole)
    if not number or place is None or not viewer.can("office.see", place.path):
        raise Http404
    within = "" if place == whole else place.path
    return Month(number, within), place, [one for one in places if one != whole]


def _report(request: HttpRequest, text: str) -> tuple[Report, Place]:
    month, place, places = asked(request, text)
    return report(month, places, cast("Request", request).viewer, now=timezone.now()), place


@page(verb="office.see")
def latest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Go to the month that runs."""
    return redirect("voice:month", text=f"{local_day(timezone.now()):%Y-%m}")


@page(verb="office.see", post=True)
def month(request: HttpRequest, text: str) -> HttpResponse:
    """The report; a POST saves the comment of one section."""
    one, place, places = asked(request, text)
    viewer = cast("Request", request).viewer
    typed: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        version = request.POST.get("version", "")
        section, words = request.POST.get("section", ""), request.POST.get("text", "")
        try:
            write_note(
                month=one,
                section=section,
                text=words,
                version=int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0,
                within=place.path,
                by=viewer,
                now=timezone.now(),
            )
        except Refusal as refusal:
            typed, status = {"section": section, "text": words, "why": str(refusal)}, 422
        else:
            messages.success(request, _("写好了。"))
            return redirect(f"{reverse('voice:month', args=[text])}?{urlencode({'place': one.place})}#{section}")
    found = report(one, places, viewer, now=timezone.now())
    context = {
        "report": found,
        "three": found.three.named(),
        "place": place,
        "rows": reverse("voice:month", args=[text]) + "rows/",
        "before": Month(one.before).text,
        "after": Month(one.following).text,
        "typed": typed,
        "link": urlencode({"month": one.number} | ({"place": one.place} if one.place else {})),
    }
    return render(request, "voice/month.html", context, status=status)


@page(verb="office.see")
def rows(request: HttpRequest, text: str, what: str) -> HttpResponse:
    """Exactly the rows behind one figure."""
    one, place, _places = asked(request, text)
    if what not in figures.KINDS:
        raise Http404
    key = request.GET.get("key", "")[:40].replace("\x00", "")
    found = figures.rows(what, one, key, now=timezone.now())
    found = found.select_related(*BESIDE[found.model])
    shown = Deep(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "what": NAMES[what],
        "form": found.model._meta.model_name,  # noqa: SLF001 - public by name
        "month": one,
        "place": place,
    }
    return render(request, "voice/month_rows.html", context)


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page(verb="office.see")
def document(request: HttpRequest, text: str) -> HttpResponse:
    """The report as an editable document."""
    found, place = _report(request, text)
    return _file(month_docx.as_docx(found, where=place.title), month_docx.KIND, f"month-{text}.docx")


@page(verb="office.see")
def table(request: HttpRequest, text: str, form: str) -> HttpResponse:
    """The figures as CSV or JSON, with the place and the part of each."""
    found, place = _report(request, text)
    facts = [
        {"section": section, "what": line.what, "label": line.label, "place": line.place or place.path,
         "by": line.parted, "key": line.key, "n": line.n}
        for section, line in found.lines()
    ]  # fmt: skip
    if form == "csv":
        lines = [("section", "what", "label", "place", "by", "key", "n"), *(tuple(row.values()) for row in facts)]
        return _file(as_csv(lines), "text/csv; charset=utf-8", f"month-{text}.csv")
    whole = {"month": text, "place": place.path, "made_at": moment(found.made_at), "figures": facts}
    body = json.dumps(whole | {"rates": _rates(found)}, ensure_ascii=False, indent=1)
    return _file(body.encode(), "application/json; charset=utf-8", f"month-{text}.json")


def _rates(found: Report) -> dict[str, dict[str, int]]:
    return {
        str(which): {"good": rate.good, "n": rate.n, "silent": rate.silent, "least": rate.least}
        for which, rate in zip(Which, found.three, strict=True)
    }
