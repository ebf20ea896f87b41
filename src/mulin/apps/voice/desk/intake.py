"""The counter's entry line and the stack of paper slips: keyboard only, nothing lost, clocks start at once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.actions import intake, slips
from mulin.apps.voice.actions.intake import ANONYMOUS, Speaker
from mulin.apps.voice.forms import LineForm, TokenForm
from mulin.apps.voice.models import Channel, Voice
from mulin.apps.voice.paper import slip_link, slips_pdf
from mulin.apps.voice.queries import voices
from mulin.apps.voice.queries.alike import alike
from mulin.core.gate import Viewer
from mulin.core.groups.queries import unit_named
from mulin.core.pages import Request, page
from mulin.core.people.actions.registering import find_or_add
from mulin.core.people.queries import Candidate, candidates
from mulin.core.places.actions import door
from mulin.core.places.models import Place
from mulin.core.places.queries import communities, community_path
from mulin.core.records.days import ZONE, local_day
from mulin.core.refusals import Refusal

ROWS = 50


def own_communities(viewer: Viewer) -> Any:
    """Communities in which the worker may record, hers first."""
    return communities().filter(viewer.scope("voice.record", "path"))


def _heard(form: LineForm, now: datetime) -> datetime:
    day = form.cleaned_data["heard_on"]
    return now if day == local_day(now) else datetime.combine(day, time(12), tzinfo=ZONE)


class Unclear(Exception):  # noqa: N818 - not a fault: a question back
    """Several people answer to the name; the worker picks one by door."""

    def __init__(self, people: Sequence[Candidate]) -> None:
        super().__init__()
        self.people = people


def _speaker(form: LineForm, place: Place, viewer: Viewer, now: datetime) -> Speaker:
    """Who spoke: a unit of that name, the picked one, the one of that name behind that door, or a new person there."""
    data = form.cleaned_data
    name, picked, phone = data["name"].strip(), data["person"], data.get("phone", "")
    if not name:
        return Speaker(phone=phone) if phone else ANONYMOUS
    unit = unit_named(name, place)
    if unit is not None:
        return Speaker(group=unit)
    if picked and picked != "new":
        for candidate in candidates(name, data["community"].path, viewer=viewer):
            if str(candidate.person.uuid) == picked:
                return Speaker(person=candidate.person)
    found = find_or_add(name=name, place=place, phone=phone, by=viewer, now=now, another=picked == "new")
    if found.person is None:
        raise Unclear(found.candidates)
    return Speaker(person=found.person)


def save(form: LineForm, viewer: Viewer, stack: uuid.UUID | None, now: datetime) -> Voice | None:
    """Record one line; None when something is wrong, which the form then says.

    Raises
    ------
    Unclear
        Several people answer to the name.
    """
    data = form.cleaned_data
    place: Place = data["community"]
    try:
        if data["door"].strip():
            place = door(community=place, text=data["door"], by=viewer, now=now)
    except Refusal as refusal:
        form.add_error("door", str(refusal))
        return None
    try:
        slip = intake.record(
            by=viewer,
            now=now,
            words=data["words"],
            channel=data.get("channel", Channel.PAPER),
            place=place,
            speaker=_speaker(form, place, viewer, now),
            heard_at=_heard(form, now),
            words_public=data.get("words_public") == "yes",
            with_slip=False,
            stack=stack,
            key=data["key"],
        )
    except Refusal as refusal:
        form.add_error("words", str(refusal))
        return None
    return slip.voice


def _first_path(viewer: Viewer) -> str:
    return next((grant.path for grant in viewer.grants if grant.verb == "voice.record"), "")


def _line(request: HttpRequest, stack: uuid.UUID | None) -> HttpResponse:
    viewer = cast("Request", request).viewer
    mine = own_communities(viewer)
    now = timezone.now()
    rows = (
        voices.stack_of(viewer, stack)
        if stack
        else Voice.objects.filter(
            recorded_by=viewer.ref, stack__isnull=True, recorded_at__gte=datetime.combine(local_day(now), time(), ZONE)
        )
        .select_related("thread", "words", "place", "speaker", "speaker_group")
        .order_by("-pk")
    )
    counted = rows.aggregate(all=Count("pk"), unprinted=Count("pk", filter=Q(slip_printed_at=None)))
    pages = Paginator(rows, ROWS)
    pages.count = counted["all"]
    shown = pages.get_page(request.GET.get("page"))
    last = shown[0] if shown.number == 1 and counted["all"] else rows.first()
    sticky = {
        "community": community_path(last.place_path) if last else _first_path(viewer),
        "heard_on": local_day(last.heard_at) if last else local_day(now),
        "channel": last.channel if last else (Channel.PAPER if stack else Channel.COUNTER),
    }
    unclear: Sequence[Candidate] = ()
    form = LineForm(request.POST or None, communities=mine, initial=sticky)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                voice = save(form, viewer, stack, now)
            except Unclear as several:
                voice, unclear = None, several.people
            if voice is not None:
                done = f"draft-line-{stack}" if stack else "draft-line"
                said = _("记下了，台账号 %(number)s。") % {"number": voice.thread.number}
                messages.success(request, said, extra_tags=done)
                return redirect(request.path)
    asked = last if last and last.state == Voice.State.WAITING and not last.words.shredded_at else None
    near = (
        alike(asked.words.text, viewer=viewer, path=asked.place_path, now=now, without=asked.thread.number, most=3)
        if asked
        else []
    )
    context = {
        "form": form,
        "last": asked,
        "back": stack or "line",
        "alike": near,
        "page": shown,
        "stack": stack,
        "unclear": unclear,
        "unprinted": counted["unprinted"],
        "print_form": TokenForm(),
        "open_stacks": voices.open_stacks(viewer) if stack is None and not near else [],
    }
    return render(request, "voice/line.html", context, status=status)


@page(verb="voice.record", post=True)
def line(request: HttpRequest) -> HttpResponse:
    """The always-open line at the counter."""
    return _line(request, None)


@page(verb="voice.record", post=True)
def new_stack(request: HttpRequest) -> HttpResponse:
    """Begin a stack."""
    if request.method == "POST":
        return redirect("voice:stack", stack=uuid.uuid4())
    return redirect("voice:intake")


@page(verb="voice.record", post=True)
def stack(request: HttpRequest, stack: uuid.UUID) -> HttpResponse:
    """A stack of paper slips, typed one after another."""
    return _line(request, stack)


@page(verb="voice.record", post=True)
def print_run(request: HttpRequest) -> HttpResponse:
    """Slips for paper: of a stack, of today's line, or of one number. A POST makes the secrets."""
    viewer = cast("Request", request).viewer
    if request.method != "POST":
        return redirect("voice:intake")
    numbers = request.POST.getlist("number")
    if request.POST.get("stack"):
        try:
            wanted = uuid.UUID(request.POST["stack"])
        except ValueError as bad:
            raise Http404 from bad
        rows = voices.stack_of(viewer, wanted).order_by("pk")
        numbers = [voice.thread.number for voice in rows]
    if not numbers:
        raise Http404
    made = slips.print_slips(
        numbers=numbers[:200],
        by=viewer,
        now=timezone.now(),
        key=request.POST.get("key", ""),
        reason=request.POST.get("reason", ""),
    )
    if not made:
        raise Http404
    width = request.POST.get("paper", "a5")
    if request.POST.get("as") == "pdf":
        return slips_pdf(request, made, width)
    shown = [(slip, slip_link(request, slip.voice.thread.number)) for slip in made]
    return render(request, "voice/slips.html", {"slips": shown, "paper": width, "post": request.POST})
