"""Ringing people up: to judge what was delivered, and to ask what a unit wants to know."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.actions import judging as judging_actions
from mulin.apps.voice.actions import matters as matter_actions
from mulin.apps.voice.forms import JudgeForHerForm, WordsForm
from mulin.apps.voice.models import CallRequest, Voice
from mulin.apps.voice.queries import voices
from mulin.apps.voice.queries.matters import ROWS
from mulin.apps.voice.queries.voices import own_page
from mulin.core import gate
from mulin.core.access.actions import look
from mulin.core.pages import Request, page
from mulin.core.people import queries as people
from mulin.core.people.models import Purpose
from mulin.core.refusals import Refusal


@page(verb="voice.judge")
def call_list(request: HttpRequest) -> HttpResponse:
    """Whom to ring: those who may judge now, and those a unit asks for."""
    viewer = cast("Request", request).viewer
    rows = Paginator(voices.to_ask(viewer), ROWS).get_page(request.GET.get("page"))
    asked = Paginator(voices.calls(viewer), ROWS).get_page(request.GET.get("asked"))
    return render(request, "voice/call_list.html", {"page": rows, "asked": asked, "now": timezone.now()})


@page(verb="voice.judge", post=True)
def judge_for_her(request: HttpRequest, number: str) -> HttpResponse:
    """Write down what she says of the result; never by the unit, never by whoever recorded the voice."""
    viewer = cast("Request", request).viewer
    rows = Voice.objects.select_related("thread", "words", "place", "speaker")
    voice = gate.get(rows, viewer, "read", thread__number=number)
    gate.need(viewer, "voice.judge", voice)
    now = timezone.now()
    form = JudgeForHerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            judging_actions.judge(
                voice=number,
                heard=data["heard"] == "yes",
                solved=data["solved"] == "yes",
                satisfied=data["satisfied"],
                comment=data["comment"],
                how=data["how"],
                by=viewer,
                now=now,
                key=data["key"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("评议记下了。"))
            return redirect("voice:calls")
    status = 422 if request.method == "POST" else 200
    context = {"own": own_page(voice, now=now), "form": form, "now": now}
    return render(request, "voice/judge_desk.html", context, status=status)


@page(verb="voice.judge", get=False, post=True)
def phone(request: HttpRequest, number: str) -> HttpResponse:
    """The number to ring; that it was looked at, by whom and what for, is written down for the person concerned."""
    viewer = cast("Request", request).viewer
    rows = Voice.objects.select_related("thread", "place", "speaker")
    voice = gate.get(rows, viewer, "read", thread__number=number)
    gate.need(viewer, "voice.judge", voice)
    if voice.speaker and people.took_back(voice.speaker, Purpose.CONTACT, now=timezone.now(), subject=number):
        messages.warning(request, _("本人收回了用电话联系的同意，请上门，或者等本人来。"))
        return redirect("voice:calls")
    subject = voice.speaker.uuid if voice.speaker else voice.uuid
    with look(subjects=[subject], field="phone", purpose=number, by=viewer, now=timezone.now()):
        digits = voice.speaker.phone if voice.speaker else voice.speaker_phone
    response = render(request, "voice/phone.html", {"voice": voice, "digits": digits})
    response["Cache-Control"] = "no-store"
    return response


@page(verb="voice.record", post=True)
def call_done(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of ringing a speaker for a unit."""
    viewer = cast("Request", request).viewer
    row = voices.calls(viewer).filter(pk=pk).first()
    if row is None:
        raise Http404
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            matter_actions.note_call(request=row, outcome=form.cleaned_data["text"], by=viewer, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("记下了，单位能看到结果。"))
            return redirect("voice:calls")
    status = 422 if request.method == "POST" else 200
    context = {"call": row, "form": form, "speakers": _speakers(row)}
    return render(request, "voice/call_done.html", context, status=status)


def _speakers(row: CallRequest) -> list[Voice]:
    return list(
        Voice.objects.filter(links__matter=row.matter, links__undone_at__isnull=True)
        .exclude(state=Voice.State.WITHDRAWN)
        .select_related("thread", "speaker", "place")
        .order_by("pk")[:50]
    )
