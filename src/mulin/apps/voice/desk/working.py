"""The pile of voices, the list of matters, and the working page of each; for workers, units and the office."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.actions import intake, joining
from mulin.apps.voice.actions import matters as matter_actions
from mulin.apps.voice.desk.acts import ACTS, acts_for
from mulin.apps.voice.forms import LinkForm, OpenForm, TokenForm, WordsForm, apart
from mulin.apps.voice.models import Matter, Voice
from mulin.apps.voice.queries import categories, classes, routes, voices
from mulin.apps.voice.queries.alike import Alike, alike
from mulin.apps.voice.queries.categories import Suggested
from mulin.apps.voice.queries.matters import (
    ROWS,
    STATES,
    WHOLE,
    linked_voices,
    matter_page,
    matters,
    rows_of,
)
from mulin.apps.voice.queries.paging import Deep
from mulin.apps.voice.queries.sent import sent_with
from mulin.apps.voice.views.threads import filters_of
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.groups.queries import units_for
from mulin.core.pages import Request, page
from mulin.core.places.queries import asked_place, communities
from mulin.core.records.attachments import BadFile
from mulin.core.records.days import local_day
from mulin.core.records.numbering import BadNumber, parse
from mulin.core.refusals import Refusal


@page(verb="voice.read")
def pile(request: HttpRequest) -> HttpResponse:
    """Voices nobody has turned to yet."""
    viewer = cast("Request", request).viewer
    within = asked_place(request.GET.get("place", ""))
    heaps = Paginator(voices.pile(viewer, within), ROWS).get_page(request.GET.get("page"))
    oldest = voices.waiting(viewer).in_bulk([heap["first"] for heap in heaps])
    rows = [(oldest[heap["first"]], heap["n"]) for heap in heaps if heap["first"] in oldest]
    return render(request, "voice/pile.html", {"page": heaps, "rows": rows, "now": timezone.now()})


def _voice(viewer: Viewer, number: str) -> Voice:
    rows = Voice.objects.select_related("thread", "words", "place", "speaker", "speaker_group", "posted__key")
    voice = gate.get(rows, viewer, "read", thread__number=number)
    if not viewer.can("voice.read", voice.place_path):
        raise Http404
    return voice


class _Beside(NamedTuple):
    """What is laid beside a voice that waits: what is like it, how many say the same, what it seems to be about."""

    alike: Sequence[Alike] = ()
    same: int = 0
    suggested: Sequence[Suggested] = ()


def _beside(viewer: Viewer, voice: Voice) -> _Beside:
    shown = voice.state == Voice.State.WAITING and voice.words.shredded_at is None
    if not shown or not gate.may(viewer, "matter.open", voice):
        return _Beside()
    text, number = voice.words.text, voice.thread.number
    near = alike(text, viewer=viewer, path=voice.place_path, now=timezone.now(), without=number)
    other = [one for one in near if not (isinstance(one.row, Voice) and one.row.words.text == text)]
    return _Beside(other, voices.same_words(voice, viewer).count(), categories.suggest(text))


def _open_form(voice: Voice, beside: _Beside, data: Any = None) -> OpenForm:
    today, units = local_day(timezone.now()), units_for(voice.place_path)
    initial = {"klass": "ordinary", "ask": OpenForm.ROUTED}
    if hasattr(voice, "posted"):
        initial["category"] = voice.posted.service_code
    others = [
        (one.number, f"{one.number} · {one.row.place.title} · {one.row.words.text[:40]}")
        for one in beside.alike
        if isinstance(one.row, Voice)
    ]
    return OpenForm(
        data,
        units=units,
        classes=classes.choices(today),
        routes=routes.suggestions(voice.place_path, categories.names().items(), units=units, day=today),
        near=others,
        same=beside.same,
        suggested=beside.suggested,
        initial=initial,
    )


def _show_voice(
    request: HttpRequest, voice: Voice, beside: _Beside, *, status: int = 200, **bound: Any
) -> HttpResponse:
    viewer = cast("Request", request).viewer
    context: dict[str, Any] = {
        "voice": voice,
        "records": gate.may(viewer, "voice.record", voice),
        "opens": voice.state == Voice.State.WAITING and gate.may(viewer, "matter.open", voice),
        "sent": sent_with(voice),
        "corrections": list(voice.corrections.order_by("pk").values_list("words__text", flat=True)),
        "matter": None
        if voice.state == Voice.State.WAITING
        else Matter.objects.filter(links__voice=voice, links__undone_at=None).select_related("thread").first(),
        "alike": beside.alike,
        "same": beside.same,
        "open_form": _open_form(voice, beside),
        "link_form": LinkForm(same=beside.same),
        "answer_form": WordsForm(),
        "refer_form": WordsForm(),
        "print_form": TokenForm(),
        "now": timezone.now(),
        **bound,
    }
    for name in ("link", "answer", "refer", "print"):
        apart(context[f"{name}_form"], name)
    return render(request, "voice/voice_desk.html", context, status=status)


class _Way(NamedTuple):
    """One way on from a waiting voice: its form, and what it does; gives what to say and where to go."""

    form: Callable[..., Any]
    run: Callable[[str, dict[str, Any], Viewer, datetime], tuple[str, str]]


def _opened(number: str, data: dict[str, Any], by: Viewer, now: datetime) -> tuple[str, str]:
    best = categories.suggest(Voice.objects.values_list("words__text", flat=True).get(thread__number=number))
    matter_actions.open_matter(number=number, by=by, now=now, suggested=best[0].code if best else "", **data)
    return _("立好了。台账号还是 %(number)s。") % {"number": number}, reverse("voice:matter_desk", args=[number])


def _linked(number: str, data: dict[str, Any], by: Viewer, now: datetime) -> tuple[str, str]:
    into = parse(data["number"])
    joining.link(voice=number, matter=into, reason=data["reason"], same=data["same"], by=by, now=now)
    return _("归进去了。"), reverse("voice:matter_desk", args=[into])


def _answered(number: str, data: dict[str, Any], by: Viewer, now: datetime) -> tuple[str, str]:
    intake.answer(number=number, text=data["text"], by=by, now=now)
    return _("记下了。"), reverse("voice:pile")


def _referred(number: str, data: dict[str, Any], by: Viewer, now: datetime) -> tuple[str, str]:
    intake.refer(number=number, where=data["text"], by=by, now=now)
    return _("记下了。"), reverse("voice:pile")


_WAYS_ON = {
    "open": _Way(OpenForm, _opened),
    "link": _Way(LinkForm, _linked),
    "answer": _Way(WordsForm, _answered),
    "refer": _Way(WordsForm, _referred),
}


def _back(request: HttpRequest) -> HttpResponse | None:
    """Back to the line or the stack from which a voice was joined; nothing typed there is in the way."""
    back = request.POST.get("back", "")
    if back == "line":
        return redirect("voice:intake")
    try:
        return redirect("voice:stack", stack=UUID(back))
    except ValueError:
        return None


@page(verb="voice.read", post=True)
def voice(request: HttpRequest, number: str, what: str = "") -> HttpResponse:
    """A voice, and the four ways on: a matter of its own, part of another, answered on the spot, handed on."""
    viewer = cast("Request", request).viewer
    row = _voice(viewer, number)
    beside = _beside(viewer, row)
    if request.method != "POST":
        return _show_voice(request, row, beside)
    if what not in _WAYS_ON:
        raise Http404
    form = _open_form(row, beside, request.POST) if what == "open" else _WAYS_ON[what].form(request.POST)
    if form.is_valid():
        try:
            said, where = _WAYS_ON[what].run(number, form.cleaned_data, viewer, timezone.now())
        except (Refusal, BadNumber) as no:
            form.add_error(None, str(no))
        except Http404:
            form.add_error(None, _("没有这个事项，请核对台账号。"))
        else:
            messages.success(request, said, extra_tags=f"draft-open-{number}")
            return _back(request) or redirect(where)
    return _show_voice(request, row, beside, status=422, **{f"{what}_form": form, "opened": what})


@page(verb="voice.read")
def matter_list(request: HttpRequest) -> HttpResponse:
    """Matters for those who work on them."""
    now = timezone.now()
    viewer = cast("Request", request).viewer
    filters = filters_of(request)
    rows = matters(viewer, filters, now=now).filter(viewer.scope("voice.read"))
    shown = Deep(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "rows": rows_of(shown, now=now),
        "filters": filters,
        "states": STATES,
        "categories": categories.names(),
        "communities": communities(),
        "now": now,
    }
    return render(request, "voice/matter_list_desk.html", context)


def _show_matter(
    request: HttpRequest, matter: Matter, viewer: Viewer, *, opened: str = "", form: Any = None, status: int = 200
) -> HttpResponse:
    acts = [
        (act, apart(form if act.code == opened and form is not None else act.form(matter, None, None), act.code))
        for act in acts_for(matter, viewer)
    ]
    works_here = viewer.can("voice.read", matter.place_path)
    linked = linked_voices(matter) if works_here else None
    context = {
        "matter_page": matter_page(matter, now=timezone.now(), voices=linked),
        "acts": acts,
        "opened": opened,
        "now": timezone.now(),
        "linked": linked or [],
        "works_here": works_here,
    }
    return render(request, "voice/matter_desk.html", context, status=status)


def _do(request: HttpRequest, number: str, what: str, back: str) -> HttpResponse:
    viewer = cast("Request", request).viewer
    matter = Matter.objects.select_related(*WHOLE).filter(thread__number=number).first()
    if matter is None or not (
        str(matter.holder.uuid) in viewer.groups
        or viewer.can("voice.read", matter.place_path)
        or matter.handover in viewer.groups
        or matter.commitments.filter(owner__uuid__in=viewer.groups).exists()
    ):
        raise Http404
    if request.method != "POST" or not what:
        return _show_matter(request, matter, viewer)
    act = ACTS.get(what)
    if act is None:
        raise Http404
    form = act.form(matter, request.POST, request.FILES)
    if form.is_valid():
        try:
            act.run(matter, form.cleaned_data, viewer, timezone.now())
        except (Refusal, BadFile, BadNumber) as no:
            form.add_error(None, str(no))
            matter.refresh_from_db()
        else:
            messages.success(request, _("记下了：%(what)s") % {"what": act.label})
            return redirect(back, number=number)
    return _show_matter(request, matter, viewer, opened=what, form=form, status=422)


@page(verb="voice.read", post=True)
def matter(request: HttpRequest, number: str, what: str = "") -> HttpResponse:
    """A matter's working page for workers and the office."""
    return _do(request, number, what, "voice:matter_desk")


@page(unit=True, post=True)
def unit_matter(request: HttpRequest, number: str, what: str = "") -> HttpResponse:
    """A matter's working page for the unit that answers."""
    return _do(request, number, what, "voice:unit_matter")
