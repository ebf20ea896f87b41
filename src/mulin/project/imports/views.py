"""Importing in the browser: a file, its columns, every mistake, then all or nothing."""

from __future__ import annotations

import secrets
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.core import jobs
from mulin.core.gate import Viewer
from mulin.core.pages import Request, page
from mulin.core.places.queries import communities
from mulin.core.refusals import Refusal
from mulin.core.written import as_csv
from mulin.project.imports import staging
from mulin.project.imports.background import KIND
from mulin.project.imports.fields import unused
from mulin.project.imports.forms import MappingForm, UploadForm
from mulin.project.imports.lists import KINDS, Kind, bring_in
from mulin.project.imports.plan import Plan
from mulin.project.imports.sheet import MOST_BYTES, Sheet, read
from mulin.project.tables import BadTable

FIRST_ROWS, ROWS, WRONG = 20, 100, 422
QUICK = 500  # rows that are checked and written while one waits; more are brought in in the background


def _viewer(request: HttpRequest) -> Viewer:
    return cast("Request", request).viewer


def _upload(request: HttpRequest, kind: Kind) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            data = file.read(MOST_BYTES + 1)
            read(data)
        except BadTable as bad:
            form.add_error("file", str(bad))
        else:
            staged = staging.keep(
                data, kind=kind.code, owner=_viewer(request).ref, name=file.name or "", now=timezone.now()
            )
            return redirect("imports:staged", staged.uuid)
    viewer = _viewer(request)
    others = [other for other in KINDS.values() if viewer.can_somewhere(other.verb)]
    context = {"form": form, "kind": kind, "kinds": others, "fields": kind.fields}
    return render(request, "imports/upload.html", context, status=WRONG if request.method == "POST" else 200)


@page(verb="places.edit", post=True)
def places(request: HttpRequest) -> HttpResponse:
    """Bring in a list of places."""
    return _upload(request, KINDS["places"])


@page(verb="people.edit", post=True)
def people(request: HttpRequest) -> HttpResponse:
    """Bring in a list of residents."""
    return _upload(request, KINDS["people"])


@page(verb="places.edit", post=True)
def units(request: HttpRequest) -> HttpResponse:
    """Bring in a list of units."""
    return _upload(request, KINDS["units"])


def _template(kind: Kind) -> HttpResponse:
    fields = kind.fields
    response = HttpResponse(as_csv([[one.label for one in fields]]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind.code}.csv"'
    return response


@page(verb="people.edit")
def people_form(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """An empty list of residents to fill in."""
    return _template(KINDS["people"])


@page(verb="places.edit")
def form(request: HttpRequest, kind: str) -> HttpResponse:  # noqa: ARG001
    """An empty list of places or units to fill in."""
    if kind not in {"places", "units"}:
        raise Http404
    return _template(KINDS[kind])


def _mine(request: HttpRequest, uuid: UUID) -> tuple[staging.Staged, Kind]:
    viewer = _viewer(request)
    staged = staging.find(uuid, owner=viewer.ref, now=timezone.now())
    if staged is None or not viewer.can_somewhere(KINDS[staged.kind].verb):
        raise Http404
    return staged, KINDS[staged.kind]


def _mapping(request: HttpRequest, kind: Kind, sheet: Sheet) -> MappingForm:
    own = communities().filter(_viewer(request).scope(kind.verb, "path"))
    given: Any = request.POST if request.method == "POST" else request.GET if request.GET.get("mapped") else None
    if given is None:
        codes = list(own.values_list("code", flat=True)[:2])
        given = {**MappingForm.guessed(kind.fields, sheet.head), "whose": codes[0] if len(codes) == 1 else ""}
    return MappingForm(given, wanted=kind.fields, head=sheet.head, communities=own)


def _write(request: HttpRequest, upload: staging.Staged, kind: Kind, sheet: Sheet, form: MappingForm) -> Plan | None:
    """Check again and write; None when something changed under the import, which is then said."""
    try:
        plan = bring_in(kind, sheet, form.mapped(), by=_viewer(request), now=timezone.now(), community=form.community())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return None
    if not plan.problems:
        staging.drop(upload.uuid)
        done = _("存好了：新 %(new)s，改 %(changed)s，没变 %(same)s。")
        messages.success(request, done % {"new": plan.new, "changed": plan.changed, "same": plan.same})
    return plan


def _ask(request: HttpRequest, upload: staging.Staged, form: MappingForm, rows: int) -> HttpResponse:
    """Have a long list brought in in the background; the same press of the button twice is one job."""
    now, place = timezone.now(), form.community()
    pressed = "".join(sign for sign in request.POST.get("key", "")[:32] if sign.isascii() and sign.isalnum())
    with transaction.atomic():
        job = jobs.ask(
            KIND,
            by=_viewer(request),
            now=now,
            key=f"{KIND}:{upload.uuid}:{pressed}",
            facts={
                "upload": upload.uuid,
                "list": upload.kind,
                "rows": rows,
                "columns": form.mapped(),
                "whose": place.path if place else "",
            },
        )
    return redirect("jobs:progress", job.uuid)


@page(signed_in=True, post=True)
def staged(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The columns, the first rows, every mistake by its line; a POST without mistakes brings the list in."""
    upload, kind = _mine(request, uuid)
    sheet = read(upload.data)
    form, plan = _mapping(request, kind, sheet), None
    long = len(sheet.lines) > QUICK
    if form.is_valid() and request.method == "POST" and long:
        return _ask(request, upload, form, len(sheet.lines))
    if form.is_valid() and request.method == "POST":
        plan = _write(request, upload, kind, sheet, form)
        if plan is not None and not plan.problems:
            return redirect(f"imports:{kind.code}")
    elif form.is_valid() and not long:
        job = kind.make(by=_viewer(request), now=timezone.now(), community=form.community())
        plan = job.check(sheet, form.mapped())
    mapped = form.mapped() if form.is_valid() else {}
    problems = plan.problems if plan else staging.problems_of(upload.uuid)
    columns = [(one, mapped[one.code]) for one in kind.fields if one.code in mapped]
    context = {
        "upload": upload,
        "kind": kind,
        "form": form,
        "plan": plan,
        "long": len(sheet.lines) if long else 0,
        "ready": long and form.is_valid(),
        "key": secrets.token_hex(16),
        "problems": problems,
        "left_out": len({one.line for one in problems}),
        "page": Paginator(problems, ROWS).get_page(request.GET.get("page")),
        "heads": [one.label for one, _index in columns],
        "first": [
            (line.number, [line.cells[index].text for _one, index in columns]) for line in sheet.lines[:FIRST_ROWS]
        ],
        "unused": unused(sheet, mapped),
    }
    return render(request, "imports/staged.html", context, status=WRONG if request.method == "POST" else 200)


@page(signed_in=True, get=False, post=True)
def drop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Forget an uploaded list."""
    upload, kind = _mine(request, uuid)
    staging.drop(upload.uuid)
    messages.success(request, _("不导入了，上传的文件已经删掉。"))
    return redirect(f"imports:{kind.code}")
