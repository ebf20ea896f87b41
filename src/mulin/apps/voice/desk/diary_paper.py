"""The diary on paper: the volume of a year, and what is copied out for one person. Only its writer prints it, and who
was handed it.
"""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.diary_paper import copy_pdf, volume_pdf
from mulin.apps.voice.queries import diary_book as queries
from mulin.apps.voice.queries.diary import ROWS, handed_at
from mulin.core.access.actions.looks import look
from mulin.core.access.naming import names
from mulin.core.pages import Request, page
from mulin.core.records.days import local_day

YEARS = range(1900, 3000)


@page(verb="voice.record")
def volume(request: HttpRequest, year: int, part: int = 0, uuid: UUID | None = None) -> HttpResponse:
    """A year as a book: one's own, or with `uuid` that of a colleague who handed hers over."""
    viewer, now = cast("Request", request).viewer, timezone.now()
    author = f"login:{uuid}" if uuid else viewer.ref
    until = handed_at(viewer, author) if author != viewer.ref else None
    if year not in YEARS:
        raise Http404
    rows = queries.written_in(viewer, year, part, author=author, until=until)
    writer = names([author]).get(author, "") or _("已经离开的社工")
    made = volume_pdf(rows, writer=writer, year=year, part=part, until=until)
    if until is None:
        return made
    subjects = sorted({person.uuid for row in rows for person in row.people.all()})
    with look(subjects=subjects, field="diary", purpose=_("民情日记装订本"), by=viewer, now=now):
        return made


@page(verb="voice.record", post=True)
def about(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What she wrote about one person, to be looked through and printed for that person; each time it is a look."""
    viewer, now = cast("Request", request).viewer, timezone.now()
    person, rows = queries.about(viewer, uuid)
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    if not shown.paginator.count:
        raise Http404
    wanted = queries.chosen(rows, set(request.POST.getlist("entry"))) if request.method == "POST" else []
    if request.method == "POST" and not wanted:
        messages.error(request, _("一条也没有勾。要抄的请勾上。"))
        return redirect("voice:diary_about", uuid=uuid)
    if wanted:
        made = copy_pdf(person, wanted, writer=viewer.name, today=local_day(now))
    else:
        context = {"person": person, "page": shown, "today": local_day(now)}
        made = render(request, "voice/diary_about.html", context)
    with look(subjects=[person.uuid], field="diary", purpose=_("把日记抄给本人"), by=viewer, now=now):
        return made
