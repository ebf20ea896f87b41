"""The pages of a worker's diary: the line and the days behind it, one entry, what is due."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.actions import diary as actions
from mulin.apps.voice.actions.diary import Note, Settled
from mulin.apps.voice.desk.intake import own_communities
from mulin.apps.voice.forms import apart
from mulin.apps.voice.forms.diary import AddForm, ChangeForm, DiaryForm, DrawForm, FollowForm, WayForm
from mulin.apps.voice.models import DiaryEntry
from mulin.apps.voice.queries import diary as queries
from mulin.apps.voice.queries.diary_book import books, written
from mulin.apps.voice.queries.paging import Deep
from mulin.apps.voice.rules.diary import digest, may_change
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.pages import Request, page
from mulin.core.places.actions import door
from mulin.core.places.models import Place
from mulin.core.places.queries import community_path
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal


def home_path(viewer: Viewer) -> str:
    """Path of the community in which she writes unless she says otherwise."""
    return next((grant.path for grant in viewer.grants if grant.verb == "voice.record"), "")


def note_of(data: dict[str, Any], now: datetime) -> Note:
    """What was typed, as the action takes it."""
    settled = Settled(data["way"], whom=data["whom"], due_on=data["due_on"]) if data["way"] else None
    return Note(
        uuid=data["uuid"],
        text=data["text"],
        community=data["community"],
        door=data["door"],
        heard_at=data["heard_at"],
        written_at=data["written_at"] or now,
        replaces=data["after"],
        follow_on=data["follow_on"],
        settled=settled,
    )


def _year(request: HttpRequest) -> int | None:
    typed = request.GET.get("year", "")
    return int(typed) if typed.isascii() and typed.isdigit() and 1900 < int(typed[:5]) < 3000 else None


@page(verb="voice.record", post=True)
def diary(request: HttpRequest) -> HttpResponse:
    """The line on top, the days behind."""
    viewer, now = cast("Request", request).viewer, timezone.now()
    first = {"community": home_path(viewer), "heard_at": timezone.localtime(now), "uuid": uuids.uuid4()}
    form = DiaryForm(request.POST or None, communities=own_communities(viewer), initial=first)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.write(note=note_of(form.cleaned_data, now), by=viewer, now=now)
            except Refusal as no:
                form.add_error(None, str(no))
            else:
                messages.success(request, _("记进日记了，只有您自己看得到。"))
                return redirect("voice:diary")
    year, words = _year(request), request.GET.get("q", "").strip()
    bound = [] if words else books(viewer)
    if words:
        shown = Paginator(queries.found(viewer, words), queries.ROWS).get_page(request.GET.get("page"))
    else:
        rows = queries.entries(viewer)
        pages = Deep(queries.of_year(rows, year) if year else rows, queries.ROWS)
        pages.count = written(bound, year)
        shown = pages.get_page(request.GET.get("page"))
    open_count, late = queries.due_count(viewer, today=local_day(now))
    context = {
        "form": form,
        "page": shown,
        "year": year,
        "words": words,
        "years": sorted({book.year for book in bound}, reverse=True),
        "books": bound,
        "due": open_count,
        "late": late,
        "owner": viewer.ref.removeprefix("login:"),
        "today": local_day(now),
    }
    return render(request, "voice/diary.html", context, status=status)


@page(verb="voice.record")
def due(request: HttpRequest) -> HttpResponse:
    """What she presses for and where she wants to look again, the late ones on top."""
    viewer, now = cast("Request", request).viewer, timezone.now()
    rows = queries.due(viewer, today=local_day(now), number=request.GET.get("page"))
    return render(request, "voice/diary_due.html", {"page": rows, "today": local_day(now)})


def _changed(entry: DiaryEntry, data: dict[str, Any], by: Viewer, now: datetime) -> str:
    kept = {name: data[name] for name in ("text", "community", "door", "heard_at", "seen")}
    actions.change(uuid=entry.uuid, by=by, now=now, **kept)
    return _("改好了。")


def _added(entry: DiaryEntry, data: dict[str, Any], by: Viewer, now: datetime) -> str:
    actions.add(uuid=entry.uuid, text=data["text"], key=data["key"], by=by, now=now)
    return _("补上了。")


def _settled(entry: DiaryEntry, data: dict[str, Any], by: Viewer, now: datetime) -> str:
    settled = Settled(data["way"], data["what"], data["whom"], data["due_on"])
    actions.settle(uuid=entry.uuid, settled=settled, key=data["key"], by=by, now=now)
    return _("记下了。")


def _follow(entry: DiaryEntry, data: dict[str, Any], by: Viewer, now: datetime) -> str:
    actions.follow(uuid=entry.uuid, on=data["on"], by=by, now=now)
    return _("记下了。")


def _drawn(entry: DiaryEntry, data: dict[str, Any], by: Viewer, now: datetime) -> str:
    place: Place = entry.place
    if data["door"].strip():
        community = Place.objects.get(path=community_path(entry.place.path))
        place = door(community=community, text=data["door"], by=by, now=now)
    slip = actions.draw(
        uuid=entry.uuid,
        words=data["words"],
        kind=data["kind"],
        place=place,
        person=next((one for one in queries.living_at(entry, by)[1] if str(one.uuid) == data["person"]), None),
        key=data["key"],
        by=by,
        now=now,
    )
    return _("提成了一条民声，台账号 %(number)s。") % {"number": slip.voice.thread.number}


_DOES: dict[str, Callable[[DiaryEntry, dict[str, Any], Viewer, datetime], str]] = {
    "change": _changed,
    "add": _added,
    "settle": _settled,
    "follow": _follow,
    "draw": _drawn,
}


def _forms(request: HttpRequest, entry: DiaryEntry, viewer: Viewer, people: list[Any], what: str) -> dict[str, Any]:
    def data(name: str) -> Any:
        return request.POST if name == what else None

    tagged = list(entry.people.all())
    place = {"community": community_path(entry.place.path), "door": entry.door, "text": entry.text}
    forms = {
        "change": ChangeForm(
            data("change"),
            communities=own_communities(viewer),
            initial={**place, "heard_at": timezone.localtime(entry.heard_at), "seen": digest(entry.text)},
        ),
        "add": AddForm(data("add")),
        "settle": WayForm(data("settle")),
        "follow": FollowForm(data("follow"), initial={"on": entry.follow_on}),
        "draw": DrawForm(
            data("draw"),
            people=people,
            initial={
                "words": entry.text,
                "door": entry.door,
                "person": str(tagged[0].uuid) if len(tagged) == 1 else "",
            },
        ),
    }
    return {name: apart(form, name) for name, form in forms.items()}


@page(verb="voice.record", post=True)
def entry(request: HttpRequest, uuid: UUID, what: str = "") -> HttpResponse:
    """One entry: what became of each thing, who it was, what is added, voices drawn from it."""
    viewer, now = cast("Request", request).viewer, timezone.now()
    row = gate.get(DiaryEntry.objects.select_related("place", "household"), viewer, "read", uuid=uuid)
    own = gate.may(viewer, "own", row)
    if request.method == "POST" and not own:
        raise Http404
    parts = queries.parts(row, None if own else queries.handed_at(viewer, row.author))
    households, people = queries.living_at(row, viewer) if own else ([], [])
    forms = _forms(request, row, viewer, people, what) if own else {}
    status = 200
    if request.method == "POST":
        if what == "tag":
            chosen, household = request.POST.getlist("person"), request.POST.get("household", "")
            actions.tag(uuid=uuid, people=_uuids(chosen), household=household, by=viewer, now=now)
            return redirect("voice:diary_entry", uuid=uuid)
        if what not in _DOES:
            raise Http404
        status, form = 422, forms[what]
        if form.is_valid():
            try:
                said = _DOES[what](row, form.cleaned_data, viewer, now)
            except Refusal as no:
                form.add_error(None, str(no))
            else:
                messages.success(request, said, extra_tags=f"draft-diary-{what}-{uuid}")
                return redirect("voice:diary_entry", uuid=uuid)
    context = {
        "entry": row,
        "own": own,
        "forms": forms,
        "opened": what,
        "households": households,
        "people": people,
        "tagged": {person.pk for person in row.people.all()},
        **parts,
        "may_change": own and may_change(row.received_at, now),
        "today": local_day(now),
    }
    return render(request, "voice/diary_entry.html", context, status=status)


def _uuids(typed: list[str]) -> list[str]:
    try:
        return [str(UUID(one)) for one in typed]
    except ValueError as bad:
        raise Http404 from bad


@page(verb="voice.record", get=False, post=True)
def done(request: HttpRequest, uuid: UUID, thing: UUID | None = None) -> HttpResponse:
    """A thing is done, or she went to look again."""
    actions.done(uuid=uuid, thing=thing, by=cast("Request", request).viewer, now=timezone.now())
    messages.success(request, _("记下了。"))
    if request.POST.get("back") == "due":
        return redirect("voice:diary_due")
    return redirect("voice:diary_entry", uuid=uuid)
