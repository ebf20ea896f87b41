"""At the counter: a resident asks for a copy of what is held about her, for a correction, or to be forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mulin.core import gate
from mulin.core.access import rights_paper
from mulin.core.access.actions import look
from mulin.core.access.naming import names
from mulin.core.gate import Viewer
from mulin.core.pages import Request, page
from mulin.core.people import actions, holdings, queries
from mulin.core.people.actions.delegations import RIGHTS
from mulin.core.people.actions.rights import Wrong
from mulin.core.people.forms import AskCorrectionForm, AskForm, EraseForm, RefuseForm
from mulin.core.people.models import DataRequest, Person
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal

ROWS, WRONG = 25, 422
PRINTING = timedelta(hours=2)  # so long the worker who handed out a copy may print it
Kind, State = DataRequest.Kind, DataRequest.State


def _viewer(request: HttpRequest) -> Viewer:
    return cast("Request", request).viewer


@page(verb="people.edit")
def requests(request: HttpRequest) -> HttpResponse:
    """What is asked for, what is open and what is late."""
    shown = Paginator(queries.requests(_viewer(request)), ROWS).get_page(request.GET.get("page"))
    return render(request, "access/requests.html", {"page": shown, "today": local_day(timezone.now())})


def _person(request: HttpRequest, uuid: UUID) -> Person:
    person = gate.get(Person.objects.select_related("place", "household"), _viewer(request), "read", uuid=uuid)
    gate.need(_viewer(request), "people.edit", person)
    return person


def _forms(person: Person, data: Any = None) -> dict[str, AskForm]:
    """One form for each thing she may ask for; only the one that was sent is bound."""
    delegates = [
        (str(one.uuid), one.name) for one in queries.may_come_for(person, RIGHTS, on=local_day(timezone.now()))
    ]
    kinds: dict[str, type[AskForm]] = {Kind.COPY: AskForm, Kind.CORRECTION: AskCorrectionForm, Kind.ERASURE: AskForm}
    sent = data.get("kind") if data else None
    return {
        str(kind): form(data if kind == sent else None, kind=str(kind), delegates=delegates)
        for kind, form in kinds.items()
    }


@page(verb="people.edit", post=True)
def rights(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What she asked for so far, and the three things she may ask for."""
    viewer, person = _viewer(request), _person(request, uuid)
    forms = _forms(person, request.POST if request.method == "POST" else None)
    form = forms.get(request.POST.get("kind", "")) if request.method == "POST" else None
    if form is not None and form.is_valid():
        data = form.cleaned_data
        try:
            row = actions.ask(
                person=person,
                kind=data["kind"],
                proof=data["proof"],
                channel=data["channel"],
                delegate=Person.objects.get(uuid=data["delegate"]) if data["delegate"] else None,
                wrong=form.wrong(),
                note=data["note"],
                key=data["key"],
                by=viewer,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("记下了，号码是 %(number)s。") % {"number": row.thread.number})
            return redirect("access:request", row.uuid)
    shown = Paginator(queries.requests(viewer).filter(person=person), ROWS).get_page(request.GET.get("page"))
    context = {
        "person": person,
        "page": shown,
        "today": local_day(timezone.now()),
        **{f"{kind}_form": one for kind, one in forms.items()},
    }
    return render(request, "access/rights.html", context, status=WRONG if request.method == "POST" else 200)


def _row(request: HttpRequest, uuid: UUID) -> DataRequest:
    rows = DataRequest.objects.select_related(
        "thread", "words", "reason", "delegate", "person__place", "person__household"
    )
    row = gate.get(rows, _viewer(request), "read", uuid=uuid)
    if not _viewer(request).can("people.edit", row.place_path):
        raise Http404
    return row


def _may_print(row: DataRequest, viewer: Viewer, now: datetime) -> bool:
    given = row.kind == Kind.COPY and row.state == State.DONE and row.answered_at is not None
    return given and row.answered_by == viewer.ref and now < cast("datetime", row.answered_at) + PRINTING


def _show(request: HttpRequest, row: DataRequest, *, status: int = 200, **bound: django_forms.Form) -> HttpResponse:
    viewer, now = _viewer(request), timezone.now()
    named, wrong = names([row.recorded_by, row.answered_by]), Wrong.of(row)
    is_open = row.state == State.OPEN and row.person is not None
    titles = {holding.name: holding.title for holding in holdings.every()}
    erasing = is_open and row.kind == Kind.ERASURE
    context = {
        "row": row,
        "wrong": wrong,
        "field": dict(actions.FIELDS).get(wrong.field, "") if wrong else "",
        "recorded_by": named.get(row.recorded_by, _("本人")),
        "answered_by": named.get(row.answered_by, ""),
        "late": is_open and row.due_on < local_day(now),
        "is_open": is_open,
        "plan": holdings.everything(row.person) if erasing and row.person else [],
        "may_erase": erasing and viewer.can("people.erase", row.place_path),
        "may_print": _may_print(row, viewer, now),
        "result": [
            (titles.get(line["part"], line["part"]), line["gone"], line["kept"]) for line in json.loads(row.result)
        ]
        if row.result
        else [],
        "refuse_form": RefuseForm(),
        "erase_form": EraseForm(),
        **bound,
    }
    return render(request, "access/request.html", context, status=status)


@page(verb="people.edit")
@never_cache
def one_request(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One request: what was asked, what may be done now, what was answered. Of an erasure: what goes, what stays."""
    return _show(request, _row(request, uuid))


def _give(row: DataRequest, by: Viewer, now: datetime) -> str:
    actions.give_copy(request=row, by=by, now=now)
    return _("记下了。请把副本印给本人。")


def _correct(row: DataRequest, by: Viewer, now: datetime) -> str:
    actions.correct(request=row, by=by, now=now)
    return _("照本人说的改好了。")


_AT_ONCE: dict[str, Callable[[DataRequest, Viewer, datetime], str]] = {"give": _give, "correct": _correct}


@page(verb="people.edit", get=False, post=True)
def answer(request: HttpRequest, uuid: UUID, what: str) -> HttpResponse:
    """Hand out the copy, do the correction, erase, or say no."""
    row, viewer, now = _row(request, uuid), _viewer(request), timezone.now()
    form: django_forms.Form | None = None
    try:
        if what in _AT_ONCE:
            said = _AT_ONCE[what](row, viewer, now)
        elif what == "refuse":
            form = RefuseForm(request.POST)
            if not form.is_valid():
                return _show(request, row, status=WRONG, refuse_form=form)
            actions.refuse(request=row, reason=form.cleaned_data["reason"], by=viewer, now=now)
            said = _("记下了。请把理由印给本人。")
        elif what == "erase":
            form = EraseForm(request.POST)
            if not form.is_valid():
                return _show(request, row, status=WRONG, erase_form=form)
            actions.erase(request=row, by=viewer, now=now)
            said = _("删好了。下面是删了什么、留了什么。")
        else:
            raise Http404
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("access:request", uuid)


@page(verb="people.edit")
@never_cache
def copy(request: HttpRequest, uuid: UUID, form: str = "html") -> HttpResponse:
    """The copy itself, for two hours, to the worker who hands it out; that it was looked at is written down."""
    row, viewer, now = _row(request, uuid), _viewer(request), timezone.now()
    if row.person is None or not _may_print(row, viewer, now):
        raise Http404
    with look(subjects=[row.person.uuid], field="everything", purpose=row.thread.number, by=viewer, now=now):
        parts = holdings.everything(row.person)
    if form == "json":
        return rights_paper.as_file(row.person, parts, now=now)
    if form == "pdf":
        return rights_paper.pdf("copy", "list", rights_paper.copy_piece(row.person, parts, today=local_day(now)))
    context = {"row": row, "person": row.person, "parts": parts, "today": local_day(now)}
    return render(request, "access/copy.html", context)


@page(verb="people.edit")
@never_cache
def letter_pdf(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The letter of a refusal."""
    row = _row(request, uuid)
    if row.state != State.REFUSED or row.reason is None or not row.reason.text:
        raise Http404
    piece = rights_paper.refusal_piece(row, row.reason.text, today=local_day(timezone.now()))
    return rights_paper.pdf("refusal", "letter", piece)
