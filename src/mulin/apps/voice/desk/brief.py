"""Briefs at the desk: begun, worded, matters ticked in the list, published, the answer written down."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mulin.apps.voice.actions import brief as acts
from mulin.apps.voice.forms.brief import AnswerForm, AskingForm, NewForm
from mulin.apps.voice.models import Brief
from mulin.apps.voice.queries import brief as evidence
from mulin.apps.voice.queries import categories
from mulin.apps.voice.queries.matters import ROWS, STATES, matters
from mulin.apps.voice.queries.paging import Deep
from mulin.apps.voice.views.brief import facts
from mulin.apps.voice.views.threads import filters_of
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.pages import Request, page
from mulin.core.places.models import Kind, Place
from mulin.core.places.queries import COMMUNITIES, communities
from mulin.core.refusals import Refusal

MANY = 30


def _of(request: HttpRequest, number: str) -> tuple[Viewer, Brief]:
    viewer = cast("Request", request).viewer
    rows = Brief.objects.select_related("thread", "place")
    return viewer, gate.get(rows, viewer, "desk", thread__number=number)


def _did(form: forms.Form, act: Any) -> Any:
    """What came of the action; a refusal stands in the form and nothing came of it."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


@page(verb="brief.write", post=True)
def brief_list(request: HttpRequest) -> HttpResponse:
    """The briefs one writes, and a new one."""
    viewer = cast("Request", request).viewer
    places = Place.objects.filter(viewer.scope(acts.WRITE, "path"), kind__in=[Kind.STREET, *COMMUNITIES])
    form = NewForm(request.POST or None, places=places.order_by("path"))
    if request.method == "POST":

        def make() -> Brief:
            data = form.cleaned_data
            now = timezone.now()
            return acts.make(asking=form.asking(), place=data["place"], by=viewer, now=now, key=data["key"])

        made = _did(form, make)
        if made is not None:
            return redirect("voice:brief_choose", number=made.thread.number)
    shown = Paginator(evidence.briefs(viewer, "desk"), MANY).get_page(request.GET.get("page"))
    status = 422 if form.errors else 200
    return render(request, "voice/brief_list_desk.html", {"page": shown, "form": form}, status=status)


def _words(one: Brief) -> dict[str, Any]:
    return {"title": one.title, "asked": one.asked, "ask": one.ask, "version": one.version}


@page(verb="brief.write", post=True)
def brief(request: HttpRequest, number: str) -> HttpResponse:
    """One brief: its words while it is a draft, its evidence, then its answer."""
    viewer, one = _of(request, number)
    form: AskingForm | AnswerForm | None = None
    posted = request.POST or None
    if one.state == Brief.State.DRAFT:
        asking = form = AskingForm(posted, initial=_words(one))

        def act() -> Brief:
            version = asking.cleaned_data["version"] or 0
            return acts.reword(number=number, asking=asking.asking(), version=version, by=viewer, now=timezone.now())

    elif one.state == Brief.State.PUBLISHED:
        answer = form = AnswerForm(posted)

        def act() -> Brief:
            data = answer.cleaned_data
            return acts.answer(number=number, text=data["text"], on=data["on"], by=viewer, now=timezone.now())

    if request.method == "POST":
        if form is None:
            raise Http404
        if _did(form, act) is not None:
            return redirect("voice:brief_desk", number=number)
    context = {**facts(one, now=timezone.now()), "form": form}
    return render(request, "voice/brief_desk.html", context, status=422 if form and form.errors else 200)


@page(verb="brief.write", post=True)
def choose(request: HttpRequest, number: str) -> HttpResponse:
    """The list of matters with its filters; the ticked ones are added."""
    viewer, one = _of(request, number)
    if one.state != Brief.State.DRAFT:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            acts.choose(number=number, matters=request.POST.getlist("matter"), by=viewer)
        except Refusal as refusal:
            refused = str(refusal)
        else:
            if "more" in request.POST:
                return redirect(request.get_full_path())
            return redirect("voice:brief_desk", number=number)
    now = timezone.now()
    filters = filters_of(request)
    shown = Deep(matters(viewer, filters, now=now), ROWS).get_page(request.GET.get("page"))
    chosen = set(one.matters.values_list("pk", flat=True))
    context = {
        "brief": one,
        "page": shown,
        "rows": [(matter, matter.pk in chosen) for matter in shown],
        "chosen": len(chosen),
        "filters": filters,
        "states": STATES,
        "categories": categories.names(),
        "communities": communities(),
        "refused": refused,
        "ticked": request.POST.getlist("matter"),
    }
    return render(request, "voice/brief_choose.html", context, status=422 if refused else 200)


@page(verb="brief.write", get=False, post=True)
def act(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Leave a matter out, or publish."""
    viewer, _one = _of(request, number)
    try:
        if what == "drop":
            acts.leave_out(number=number, matter=request.POST.get("matter", ""), by=viewer)
        elif what == "publish":
            acts.publish(number=number, by=viewer, now=timezone.now())
        else:
            raise Http404
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("voice:brief_desk", number=number)
