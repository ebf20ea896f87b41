"""公开台账: every line in the open, the day's codes, and comparing a printed one; files that threads show."""

from __future__ import annotations

from typing import cast

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from mulin.core import gate
from mulin.core.access.naming import names
from mulin.core.pages import Request, page
from mulin.core.records import queries
from mulin.core.records.attachments import folder
from mulin.core.records.days import find_day
from mulin.core.records.models import Attachment, Day
from mulin.core.records.telling import resident, tell
from mulin.core.records.writing import read

ROWS = 20
DAYS = 30


class CodeForm(forms.Form):
    """A code as printed on the wall."""

    code = forms.CharField(
        label=_("纸上印的校验码"),
        max_length=40,
        help_text=_("三组字，像 MGSW-HEM3-20E7，印在公告和社区报上"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


@page(everybody=True)
def register(request: HttpRequest) -> HttpResponse:
    """The lines, newest first; what a private voice said is not in them."""
    shown = queries.Lines(ROWS).get_page(request.GET.get("page"))
    rows = list(shown)
    lines = read(rows)
    told = names({line.actor for line in lines})
    table = [
        (row, told.get(line.actor) or resident(line), tell(row.thread.kind, line)[0])
        for row, line in zip(rows, lines, strict=True)
    ]
    context = {"page": shown, "table": table, "day": queries.latest_day(), "form": CodeForm()}
    return render(request, "portal/register.html", context)


@page(everybody=True)
def check(request: HttpRequest) -> HttpResponse:
    """Compare a printed code with the register of now."""
    form = CodeForm(request.GET or None)
    found = None
    if request.GET and form.is_valid():
        day = find_day(form.cleaned_data["code"])
        if day is None:
            form.add_error("code", _("没有哪一天是这个校验码。请再对一遍；如果没有抄错，请保存好那张纸，告诉大家。"))
        else:
            found = queries.standing(day)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "portal/register_check.html", {"form": form, "found": found}, status=status)


@page(everybody=True)
def days(request: HttpRequest) -> HttpResponse:
    """The day's codes."""
    shown = Paginator(Day.objects.order_by("-date"), DAYS).get_page(request.GET.get("page"))
    return render(request, "portal/register_days.html", {"page": shown})


@page(everybody=True)
def photo(request: HttpRequest, uuid: str) -> HttpResponse:
    """A file of a thread, for those who may see it."""
    viewer = cast("Request", request).viewer
    row = gate.get(Attachment.objects.select_related("thread"), viewer, "read", uuid=uuid)
    path = folder() / row.path
    if not path.is_file():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type=row.content_type)
    if row.content_type != "image/jpeg":
        response["Content-Disposition"] = f'attachment; filename="{row.uuid}.pdf"'
    public = row.audience == Attachment.PUBLIC and row.thread.public
    response["Cache-Control"] = "public, max-age=86400" if public else "private, no-store"
    return response
