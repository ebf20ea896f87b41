"""Meetings at the desk: calling, signing in, noting what was decided, closing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.groups.models import Group
from mulin.core.meetings import actions, queries
from mulin.core.meetings.actions.calling import meeting_version
from mulin.core.meetings.forms import (
    CallForm,
    CancelForm,
    CloseForm,
    DisposeForm,
    ItemForm,
    NewMeetingForm,
    OfficeForm,
    SignInForm,
)
from mulin.core.meetings.models import Meeting
from mulin.core.meetings.views.public import meeting_of
from mulin.core.pages import Request, page
from mulin.core.people.models import Person
from mulin.core.places.models import Kind, Place
from mulin.core.places.queries import COMMUNITIES
from mulin.core.refusals import Changed, Refusal

ROWS = 25
WRONG = 422


def _viewer(request: HttpRequest) -> Viewer:
    return cast("Request", request).viewer


def _kept(request: HttpRequest, number: str) -> Meeting:
    row = meeting_of(request, number)
    gate.need(_viewer(request), "keep", row)
    return row


def _groups(row: Meeting) -> Any:
    root = row.place_path.partition("/")[0] + "/"
    near = Q(place_path__startswith=row.place_path) | Q(place_path=root)
    return Group.objects.filter(near, ended_on=None).order_by("place_path", "pk")


@page(verb="meeting.call")
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings of her places: wanted, called, held."""
    viewer = _viewer(request)
    rows = queries.meetings(viewer).filter(viewer.scope("meeting.call"))
    context = {"page": Paginator(rows, ROWS).get_page(request.GET.get("page"))}
    return render(request, "meetings/desk_list.html", context)


@page(verb="meeting.call", post=True)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a meeting that no matter asked for."""
    viewer = _viewer(request)
    places = Place.objects.filter(viewer.scope("meeting.call", "path"), kind__in=(Kind.STREET, *COMMUNITIES))
    form = NewMeetingForm(request.POST or None, places=places.order_by("path"), initial={"place": places.first()})
    if form.is_valid():
        data = form.cleaned_data
        try:
            row = actions.open_meeting(
                kind=data["kind"],
                title=data["title"],
                place=data["place"],
                key=data["key"],
                by=viewer,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("meetings:call", row.thread.number)
    return render(request, "meetings/new.html", {"form": form}, status=WRONG if request.method == "POST" else 200)


@page(verb="meeting.call", post=True)
def call(request: HttpRequest, number: str) -> HttpResponse:
    """Set time, room and notice; when somebody was faster both versions are shown and what was typed stays."""
    row = _kept(request, number)
    initial = {
        "kind": row.kind,
        "title": row.title,
        "starts_at": row.starts_at,
        "room": row.room,
        "convenor": row.convenor,
        "notice": row.notice,
        "based_on": meeting_version(row),
    }
    form = CallForm(request.POST or None, groups=_groups(row), initial=initial)
    theirs = None
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.call(number=number, by=_viewer(request), now=timezone.now(), **data)
        except Changed as changed:
            theirs = row
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["based_on"] = meeting_version(row)  # type: ignore[index]
            form.add_error(None, str(changed))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("定好了。通知可以打印出来贴在墙上。")
            messages.success(request, said, extra_tags=f"draft-meeting-{number}")
            return redirect("meetings:keep", number)
    context = {"form": form, "meeting": row, "theirs": theirs}
    return render(request, "meetings/call.html", context, status=WRONG if request.method == "POST" else 200)


def _show(request: HttpRequest, row: Meeting, status: int = 200, **more: Any) -> HttpResponse:
    viewer, now = _viewer(request), timezone.now()
    words = request.GET.get("q", "")[:120]
    items = list(row.agenda.order_by("order"))
    faces = queries.threads([item.about for item in items], viewer)
    seats = Paginator(queries.attendance(row, viewer), ROWS)
    bound_order = more.pop("bound_order", None)
    bound = more.pop("dispose_form", None)
    context = {
        "meeting": row,
        "items": [
            (
                item,
                faces.get(item.about),
                bound if item.order == bound_order else DisposeForm(auto_id=f"{item.order}-%s"),
            )
            for item in items
        ],
        "words": words,
        "found": [(one, SignInForm(initial={"person": one.uuid})) for one in queries.who_may_come(words, row, viewer)],
        "page": seats.get_page(request.GET.get("page")),
        "begun": row.starts_at is not None and row.starts_at <= now,
        "open": row.state in {Meeting.State.WANTED, Meeting.State.NOTICED},
        "item_form": ItemForm(auto_id="item-%s"),
        "name_form": SignInForm(auto_id="name-%s"),
        "office_form": OfficeForm(offices=queries.offices(row, now), auto_id="office-%s"),
        "close_form": CloseForm(auto_id="close-%s"),
        "cancel_form": CancelForm(auto_id="cancel-%s"),
        **more,
    }
    return render(request, "meetings/keep.html", context, status=status)


@page(verb="meeting.call")
def keep(request: HttpRequest, number: str) -> HttpResponse:
    """The working page of a meeting: agenda, list of names, results, minutes."""
    return _show(request, _kept(request, number))


Act = Callable[[dict[str, Any], Viewer, datetime], object]


def _act(
    request: HttpRequest,
    number: str,
    name: str,
    form: django_forms.Form,
    *,
    act: Act,
    said: str,
    draft: str = "",
    **more: Any,
) -> HttpResponse:
    """Do one act of the working page; what is wrong is said there, what was typed stays; then `draft` is forgotten."""
    row = _kept(request, number)
    if form.is_valid():
        try:
            act(form.cleaned_data, _viewer(request), timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said, extra_tags=draft)
            return redirect("meetings:keep", number)
    return _show(request, row, WRONG, **{name: form}, **more)


@page(verb="meeting.call", get=False, post=True)
def item(request: HttpRequest, number: str) -> HttpResponse:
    """Put something on the agenda."""
    form = ItemForm(request.POST, auto_id="item-%s")
    return _act(
        request,
        number,
        "item_form",
        form,
        act=lambda data, by, now: actions.add_item(number=number, by=by, now=now, **data),
        said=_("议题加好了。"),
    )


@page(verb="meeting.call", get=False, post=True)
def sign_in(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody came."""
    form = SignInForm(request.POST, auto_id="name-%s")

    def act(data: dict[str, Any], by: Viewer, now: datetime) -> None:
        uuid = data.pop("person")
        person = gate.get(Person.objects.all(), by, "read", uuid=uuid) if uuid else None
        actions.sign_in(number=number, person=person, by=by, now=now, **data)

    return _act(request, number, "name_form", form, act=act, said=_("签到了。"))


@page(verb="meeting.call", get=False, post=True)
def sign_in_office(request: HttpRequest, number: str) -> HttpResponse:
    """The holder of an office came."""
    offices = queries.offices(_kept(request, number), timezone.now())
    form = OfficeForm(request.POST, offices=offices, auto_id="office-%s")
    return _act(
        request,
        number,
        "office_form",
        form,
        act=lambda data, by, now: actions.sign_in(number=number, by=by, now=now, **data),
        said=_("签到了。"),
    )


@page(verb="meeting.call", get=False, post=True)
def sign_out(request: HttpRequest, number: str, seat: UUID) -> HttpResponse:
    """Somebody went."""
    try:
        actions.sign_out(number=number, seat=seat, by=_viewer(request), now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect("meetings:keep", number)


@page(verb="meeting.call", get=False, post=True)
def dispose(request: HttpRequest, number: str, order: int) -> HttpResponse:
    """Note what became of an item."""
    if not _kept(request, number).agenda.filter(order=order).exists():
        raise Http404
    form = DisposeForm(request.POST, auto_id=f"{order}-%s")
    return _act(
        request,
        number,
        "dispose_form",
        form,
        act=lambda data, by, now: actions.dispose(number=number, order=order, by=by, now=now, **data),
        said=_("结果记下了。"),
        bound_order=order,
    )


@page(verb="meeting.call", get=False, post=True)
def close(request: HttpRequest, number: str) -> HttpResponse:
    """End the meeting with its minutes."""
    form = CloseForm(request.POST, auto_id="close-%s")
    return _act(
        request,
        number,
        "close_form",
        form,
        act=lambda data, by, now: actions.close(number=number, by=by, now=now, **data),
        said=_("会开完了，纪要已经公开。"),
        draft=f"draft-minutes-{number}",
    )


@page(verb="meeting.call", get=False, post=True)
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Call the meeting off."""
    form = CancelForm(request.POST, auto_id="cancel-%s")
    return _act(
        request,
        number,
        "cancel_form",
        form,
        act=lambda data, by, now: actions.cancel(number=number, by=by, now=now, **data),
        said=_("取消了。它该议的事会另外再开会。"),
    )
