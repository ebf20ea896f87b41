"""The unit's page: what waits for an answer, what was promised, what will be late, what was said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.actions import intake
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.forms import WordsForm
from mulin.apps.voice.models import CallRequest, Channel, Commitment, Matter
from mulin.apps.voice.queries import rates, voices
from mulin.apps.voice.queries.matters import ROWS, counts, rows_of
from mulin.apps.voice.rules.clock import Nearness
from mulin.apps.voice.rules.matter import LIVE
from mulin.apps.voice.views.rates import span_of
from mulin.core.groups.models import Group
from mulin.core.pages import Request, page
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal

SPAN = 3  # months of the three rates


@page(unit=True)
def unit_home(request: HttpRequest) -> HttpResponse:
    """What is on this unit's table, the clock that ends first on top; a warning comes before lateness is public."""
    viewer = cast("Request", request).viewer
    now = timezone.now()
    units = list(Group.objects.filter(uuid__in=viewer.groups).order_by("pk"))
    unit = units[0] if units else None
    held = Matter.objects.filter(holder__in=units)
    running = held.filter(phase__in=[*LIVE]).order_by(F("due_at").asc(nulls_last=True), "pk")
    figures = counts(held, "asked", "running", "late", now=now)
    pages = Paginator(running, ROWS)
    pages.count = figures["running"]  # known: not asked for once more
    shown = pages.get_page(request.GET.get("page"))
    rows = rows_of(shown, now=now)
    narrow = replace(span_of(now, SPAN), unit=str(unit.uuid)) if unit else span_of(now, SPAN)
    three = rates.three(narrow, now=now, least=rates.least_on(local_day(now)))
    context = {
        "unit": unit,
        "page": shown,
        "rows": rows,
        "warnings": sum(row.nearness is Nearness.SOON for row in rows),
        "counts": figures,
        "climbed": Matter.objects.filter(pk__in=Commitment.objects.filter(owner__in=units).values("matter"))
        .exclude(holder__in=units)
        .filter(round__gt=1, phase__in=[*LIVE])
        .select_related("thread", "holder")
        .only("title", "thread__number", "holder__name", "holder__name_en")
        .order_by("-pk")[:10],
        "offered": Matter.objects.filter(handover__in=viewer.groups)
        .exclude(handover="")
        .select_related("thread", "holder")
        .only("title", "thread__number", "holder__name", "holder__name_en")
        .order_by("pk")[:ROWS],
        "calls": CallRequest.objects.filter(unit__in=units)
        .order_by("-asked_at")
        .values("matter__title", "text", "done_at", "outcome")[:10],
        "three": three.named(),
        "link": f"span={SPAN}&unit={unit.uuid}" if unit else "",
        "now": now,
    }
    return render(request, "voice/unit_home.html", context)


@page(unit=True, post=True)
def say(request: HttpRequest) -> HttpResponse:
    """A unit speaks up like everybody else; what it said so far, and what became of it."""
    viewer = cast("Request", request).viewer
    unit = Group.objects.filter(uuid__in=viewer.groups).select_related("place").order_by("pk").first()
    if unit is None:
        raise Http404
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            slip = intake.record(
                by=viewer,
                now=timezone.now(),
                words=form.cleaned_data["text"],
                channel=Channel.WEB,
                place=unit.place,
                speaker=Speaker(group=unit),
                key=form.cleaned_data["key"],
            )
        except Refusal as refusal:
            form.add_error("text", str(refusal))
        else:
            number = slip.voice.thread.number
            messages.success(
                request, _("记下了，台账号 %(number)s。") % {"number": number}, extra_tags="draft-unit-say"
            )
            return redirect("voice:unit_say")
    rows = Paginator(voices.of_unit(unit), ROWS).get_page(request.GET.get("page"))
    context = {"unit": unit, "form": form, "page": rows}
    return render(request, "voice/unit_say.html", context, status=422 if request.method == "POST" else 200)
