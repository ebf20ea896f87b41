"""To whom a diary was handed over, and reading one that was."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.apps.voice.actions.diary_handover import hand_over, take_back
from mulin.apps.voice.forms.diary import HandOverForm
from mulin.apps.voice.models import DiaryHandOver
from mulin.apps.voice.queries import diary as queries
from mulin.apps.voice.queries.diary_book import books
from mulin.apps.voice.queries.paging import Deep
from mulin.core.access.naming import names
from mulin.core.pages import Request, page
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal


@page(verb="voice.record", post=True)
def handover(request: HttpRequest) -> HttpResponse:
    """Hand the diary over to a colleague by her login, see to whom it was, and what was handed to oneself."""
    viewer, now = cast("Request", request).viewer, timezone.now()
    form = HandOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hand_over(successor=form.cleaned_data["successor"].uuid, by=viewer, now=now)
        except Refusal as no:
            form.add_error("successor", str(no))
        else:
            messages.success(request, _("交接好了：到现在为止写的，接手的同事可以看。"))
            return redirect("voice:diary_handover")
    given = list(DiaryHandOver.objects.filter(author=viewer.ref, ended_at=None).order_by("pk"))
    taken = list(DiaryHandOver.objects.filter(successor=viewer.ref, ended_at=None).order_by("pk"))
    told = names([row.successor for row in given] + [row.author for row in taken])
    context = {
        "form": form,
        "given": [(row, told.get(row.successor, "")) for row in given],
        "taken": [(row.author.removeprefix("login:"), told.get(row.author, ""), row.at) for row in taken],
    }
    return render(request, "voice/diary_handover.html", context, status=422 if form.errors else 200)


@page(verb="voice.record", get=False, post=True)
def back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take the diary back."""
    take_back(handover=uuid, by=cast("Request", request).viewer, now=timezone.now())
    messages.success(request, _("收回了，那位同事不能再看。"))
    return redirect("voice:diary_handover")


@page(verb="voice.record")
def handed(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A colleague's diary that was handed to oneself; to read only."""
    viewer = cast("Request", request).viewer
    author = f"login:{uuid}"
    until = queries.handed_at(viewer, author)
    rows = Deep(queries.entries(viewer, author=author, until=until), queries.ROWS).get_page(request.GET.get("page"))
    context = {
        "page": rows,
        "name": names([author]).get(author, ""),
        "today": local_day(timezone.now()),
        "books": books(viewer, author=author),
        "of": uuid,
    }
    return render(request, "voice/diary_handed.html", context)
