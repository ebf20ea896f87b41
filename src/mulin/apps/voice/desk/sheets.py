"""Paper forms: printed with codes of their own, found again by code or photo, typed in by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.actions import judging, own, sheets
from mulin.apps.voice.desk.intake import Unclear, own_communities, save
from mulin.apps.voice.desk.survey import stack_of_form
from mulin.apps.voice.forms import CodeForm, JudgeSheetForm, OwnSheetForm, PrintForm, SaySheetForm
from mulin.apps.voice.models import Evaluation, Sheet
from mulin.apps.voice.paper import no_font, sheets_pdf
from mulin.apps.voice.queries import sheets as queries
from mulin.apps.voice.survey_paper import written
from mulin.core.gate import Viewer
from mulin.core.pages import Request, page
from mulin.core.people.queries import Candidate
from mulin.core.places.queries import community_path
from mulin.core.records import photographed
from mulin.core.records.attachments import BadFile
from mulin.core.records.days import local_day
from mulin.core.records.numbering import BadNumber, parse
from mulin.core.refusals import Refusal
from mulin.engines import typeset

SHOWN = 20
WRONG = 422


def _code_in(form: CodeForm) -> str:
    """What stands on the sheet, typed or read from its photo.

    Raises
    ------
    Refusal
        Neither was given, or no code can be read from the photo.
    BadFile
        The photo is none.
    """
    photo = form.cleaned_data["photo"]
    if photo is None:
        if not form.cleaned_data["code"].strip():
            raise Refusal(_("请打上表上的编号，或者给表拍张照。"))
        return str(form.cleaned_data["code"])
    found = photographed.codes(photo.read())
    if not found:
        raise Refusal(_("照片上没有读出二维码。请对正、靠近再拍一张，或者直接打上二维码下面的 8 个字。"))
    return next((text for text in found if queries.written(text)), found[0])


@page(verb="voice.record", post=True)
def sheet_door(request: HttpRequest) -> HttpResponse:
    """Which form lies there: its code or its photo leads to where it is typed in."""
    viewer = cast("Request", request).viewer
    form = CodeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            text = _code_in(form)
            number, code = written(text)
            if number:
                return stack_of_form(request, number, code)
            return redirect("voice:sheet", code=queries.sheet_of(text, viewer).code)
        except (Refusal, BadFile) as no:
            form.add_error("photo" if form.cleaned_data["photo"] else "code", str(no))
    context = {
        "form": form,
        "print_form": PrintForm(communities=own_communities(viewer)),
        "runs": queries.runs(viewer),
        "typed": queries.latest(viewer)[:SHOWN],
    }
    return render(request, "voice/sheets.html", context, status=WRONG if request.method == "POST" else 200)


@page(verb="voice.record", get=False, post=True)
def print_sheets(request: HttpRequest) -> HttpResponse:
    """A run of forms as PDF, each with its own code."""
    viewer = cast("Request", request).viewer
    form = PrintForm(request.POST, communities=own_communities(viewer))
    if not form.is_valid():
        messages.error(request, _("请选一张表、一个社区，写清印几张（1 到 100）。"))
        return redirect("voice:sheets")
    data = form.cleaned_data
    made = sheets.print_sheets(
        form=data["which"], place=data["community"], copies=data["copies"], by=viewer, now=timezone.now()
    )
    try:
        return sheets_pdf(request, made)
    except typeset.NoFont as reason:
        return no_font(reason)


def _say(request: HttpRequest, sheet: Sheet, form: Any, viewer: Viewer, now: datetime) -> str:  # noqa: ARG001
    voice = save(form, viewer, None, now)
    if voice is None:
        raise Refusal
    return voice.thread.number


def _judge(request: HttpRequest, sheet: Sheet, form: Any, viewer: Viewer, now: datetime) -> str:  # noqa: ARG001
    data = form.cleaned_data
    number = parse(data["number"])
    judging.judge(
        voice=number,
        heard=data["heard"] == "yes",
        solved=data["solved"] == "yes",
        satisfied=data["satisfied"],
        comment=data["comment"],
        how=Evaluation.How.PAPER,
        by=viewer,
        now=now,
    )
    return number


def _own(request: HttpRequest, sheet: Sheet, form: Any, viewer: Viewer, now: datetime) -> str:  # noqa: ARG001
    data = form.cleaned_data
    number = parse(data["number"])
    own.act(number=number, what=data["what"], text=data["text"], by=viewer, now=now)
    return number


_RUN: dict[str, Callable[[HttpRequest, Sheet, Any, Viewer, datetime], str]] = {
    Sheet.Form.SAY: _say,
    Sheet.Form.JUDGE: _judge,
    Sheet.Form.OWN: _own,
}


def _form(sheet: Sheet, viewer: Viewer, data: Any) -> django_forms.Form:
    if sheet.form == Sheet.Form.SAY:
        initial = {"community": community_path(sheet.place_path), "heard_on": local_day(timezone.now())}
        return SaySheetForm(data, communities=own_communities(viewer), initial=initial)
    kind = JudgeSheetForm if sheet.form == Sheet.Form.JUDGE else OwnSheetForm
    return kind(data, initial={"number": sheet.voice.thread.number if sheet.voice else ""})


@page(verb="voice.record", post=True)
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Type in what stands on one sheet; Enter saves it and asks for the next code."""
    viewer = cast("Request", request).viewer
    try:
        row = queries.sheet_of(code, viewer)
    except Refusal as no:
        raise Http404 from no
    form = _form(row, viewer, request.POST or None)
    unclear: tuple[Candidate, ...] = ()
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            number = sheets.type_in(
                code=row.code, act=lambda found: _RUN[row.form](request, found, form, viewer, now), by=viewer, now=now
            )
        except Unclear as several:
            unclear = tuple(several.people)
        except Http404:
            form.add_error("number", _("没有这条民声，请核对台账号。"))
        except (Refusal, BadNumber) as no:
            if str(no):
                form.add_error(None, str(no))
        else:
            messages.success(
                request, _("录好了：%(number)s") % {"number": number}, extra_tags=f"draft-sheet-{row.code}"
            )
            return redirect("voice:sheets")
    context = {"sheet": row, "form": form, "unclear": unclear}
    return render(request, "voice/sheet.html", context, status=WRONG if request.method == "POST" else 200)


@page(everybody=True)
def scanned(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code of a form leads: a worker to typing it in, everybody else to doing it on the phone."""
    viewer = cast("Request", request).viewer
    found = Sheet.objects.filter(code=queries.written(code)).values_list("code", "form").first()
    if found is None:
        raise Http404
    if viewer.can_somewhere("voice.record"):
        return redirect("voice:sheet", code=found[0])
    return redirect("voice:say" if found[1] == Sheet.Form.SAY else "voice:slip_door")
