"""Surveys at the desk: prepare, open, watch, type forms from paper, close, publish."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.actions import survey as running
from mulin.apps.voice.actions import survey_answers
from mulin.apps.voice.actions.survey import RUN, Plan
from mulin.apps.voice.forms import TokenForm
from mulin.apps.voice.forms.survey import AnswerForm, PlanForm, QuestionForm
from mulin.apps.voice.models import Counting, Survey
from mulin.apps.voice.queries import survey as asking
from mulin.apps.voice.queries import survey_sample as frames
from mulin.apps.voice.rules import survey as rules
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.pages import Request, page
from mulin.core.places.models import Kind, Place
from mulin.core.places.queries import COMMUNITIES
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal

ROWS = 30
STILL_THERE = timedelta(hours=18)  # a stack begun in the afternoon and finished the next morning


def of(request: HttpRequest, number: str, purpose: str = "desk") -> tuple[Viewer, Survey]:
    """Who looks, and at which survey."""
    viewer = cast("Request", request).viewer
    rows = Survey.objects.select_related("thread", "place")
    return viewer, gate.get(rows, viewer, purpose, thread__number=number)


def _places(viewer: Viewer) -> Any:
    rows = Place.objects.filter(kind__in=[Kind.STREET, *COMMUNITIES])
    return rows.filter(viewer.scope(RUN, "path")).order_by("path")


@page(verb="voice.record", post=True)
def survey_list(request: HttpRequest) -> HttpResponse:
    """All surveys one works with, and a new one."""
    viewer = cast("Request", request).viewer
    runs = viewer.can_somewhere(RUN)
    today = local_day(timezone.now())
    form = PlanForm(request.POST or None, places=_places(viewer), initial={"opens_on": today})
    status = 200
    if request.method == "POST":
        if not runs:
            raise Http404
        status = 422
        if form.is_valid():
            data = dict(form.cleaned_data)
            key = data.pop("key")
            try:
                made = running.make(plan=Plan(**data), by=viewer, now=timezone.now(), key=key)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("voice:survey_desk", number=made.thread.number)
    shown = Paginator(asking.surveys(viewer, "desk"), ROWS).get_page(request.GET.get("page"))
    return render(request, "voice/survey_list_desk.html", {"page": shown, "form": form, "runs": runs}, status=status)


def _watch(one: Survey) -> dict[str, Any]:
    """How far it is: by outcome, by stratum, by age beside what is known."""
    names = {place.path: place.title for place in Place.objects.filter(kind__in=COMMUNITIES)}
    people: dict[str, int] = {}
    for figure in asking.population(one):
        people[figure.age] = people.get(figure.age, 0) + figure.count
    answered, whole = asking.by_age(one), sum(people.values())
    total = sum(answered.values())
    ages = [
        (rules.age_label(age), answered.get(age, 0), total * people.get(age, 0) // whole if whole else None)
        for age in rules.ages(one.youngest, one.oldest)
    ]
    strata = [row | {"label": frames.stratum_label(row["stratum"], names)} for row in asking.by_stratum(one)]
    return {
        "counts": asking.counts(one),
        "strata": strata,
        "ages": ages,
        "known": whole and one.counting == Counting.PERSON,
    }


@page(verb="voice.record", post=True)
def survey(request: HttpRequest, number: str) -> HttpResponse:
    """One survey: its questions while it is prepared, how far it is while it runs."""
    viewer, one = of(request, number)
    questions = asking.questions(one)
    form = QuestionForm(request.POST or None, before=questions)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                running.add_question(number=number, asked=form.question(), by=viewer)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("voice:survey_desk", number=number)
    context = {
        "survey": one,
        "questions": questions,
        "form": form,
        "token": TokenForm(),
        "runs": viewer.can(RUN, one.place_path),
        "draft": one.state == Survey.State.DRAFT,
        "open": one.state == Survey.State.OPEN,
        "going": _going(viewer, one) if one.state == Survey.State.OPEN else None,
        **(_watch(one) if one.state != Survey.State.DRAFT else {}),
    }
    return render(request, "voice/survey_desk.html", context, status=status)


def _acts(number: str, viewer: Viewer, request: HttpRequest) -> dict[str, tuple[Callable[[], object], str]]:
    now = timezone.now()
    taken = request.POST.get("question", "")
    return {
        "open": (lambda: running.open_survey(number=number, by=viewer, now=now), _("开始了。")),
        "close": (
            lambda: running.close(number=number, by=viewer, now=now),
            _("收齐了。码都作废了，也查不到谁答了什么。"),
        ),
        "publish": (lambda: running.publish(number=number, by=viewer, now=now), _("公布了，大家都能看到。")),
        "remove": (lambda: running.remove_question(number=number, question=taken, by=viewer), _("去掉了。")),
    }


@page(verb=RUN, post=True)
def act(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Open, close, publish, take a question out: one press each."""
    viewer, one = of(request, number)
    if request.method == "POST":
        found = _acts(number, viewer, request).get(what)
        if found is None:
            raise Http404
        do, done = found
        try:
            do()
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
    return redirect("voice:survey_desk", number=one.thread.number)


def _going(viewer: Viewer, one: Survey) -> uuid.UUID | None:
    last = asking.stack_going(viewer, one, since=timezone.now() - STILL_THERE)
    return last.stack if last else None


def stack_of_form(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """To where a photographed form is typed in: the stack that is going, with its code filled in."""
    viewer, one = of(request, number)
    at = reverse("voice:survey_stack", kwargs={"number": number, "stack": _going(viewer, one) or uuid.uuid4()})
    return redirect(f"{at}#{code}")


@page(verb="voice.record", post=True)
def new_stack(request: HttpRequest, number: str) -> HttpResponse:
    """Begin a stack of forms."""
    _viewer, one = of(request, number)
    if request.method == "POST":
        return redirect("voice:survey_stack", number=one.thread.number, stack=uuid.uuid4())
    return redirect("voice:survey_desk", number=one.thread.number)


@page(verb="voice.record", post=True)
def stack(request: HttpRequest, number: str, stack: uuid.UUID) -> HttpResponse:
    """Forms typed one after another with the keyboard alone; the way they came sticks."""
    viewer, one = of(request, number)
    rows = asking.stack_of(viewer, one, stack)
    last = rows.first()
    initial = {"door": last.door if last else "paper"}
    form = AnswerForm(request.POST or None, survey=one, questions=asking.questions(one), typed=True, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                survey_answers.answer(
                    number=number,
                    code=data["code"],
                    filled=form.filled(),
                    door=data["door"],
                    by=viewer,
                    now=timezone.now(),
                    proxy=data["door"] != "paper",
                    stack=stack,
                    key=data["key"],
                )
            except Refusal as refusal:
                form.add_error("code", str(refusal))
            else:
                messages.success(request, _("记下了。"), extra_tags=f"draft-survey-stack-{number}")
                return redirect(request.path)
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "voice/survey_stack.html", {"survey": one, "form": form, "page": shown}, status=status)
