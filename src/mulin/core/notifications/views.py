"""Pages: the worker's list of whom to tell, on the screen and on paper; how somebody wants to be told."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mulin.core import gate
from mulin.core.access.actions import look
from mulin.core.language import in_english
from mulin.core.notifications import actions, queries
from mulin.core.notifications.forms import WishForm
from mulin.core.notifications.models import Way, Wish
from mulin.core.pages import Request, page
from mulin.core.people.models import Person
from mulin.core.places.queries import community_of, duty_phone, street
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal
from mulin.engines import typeset

ROWS = 20
ON_PAPER = 200
WRONG = 422


@page(verb="people.edit")
def waiting(request: Request) -> HttpResponse:
    """Whom to tell what: by telephone, or at the door."""
    way = request.GET.get("way", "")
    way = way if way in actions.LISTED else ""
    shown = Paginator(queries.waiting(request.viewer, way), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "lines": queries.lines(list(shown)),
        "way": way,
        "ways": [(str(one), str(one.label)) for one in actions.LISTED],
    }
    return render(request, "notifications/waiting.html", context)


@page(verb="people.edit")
def waiting_pdf(request: Request) -> HttpResponse:
    """The list of doors for those without a telephone, to take along."""
    viewer, today = request.viewer, local_day(timezone.now())
    lines = queries.lines(list(queries.waiting(viewer, Way.VISIT)[:ON_PAPER]))
    path = next((grant.path for grant in viewer.grants if grant.verb == "people.edit"), "")
    home = community_of(path) or street()
    sheet = typeset.ListSheet(
        title=_("上门说一声"),
        community=home.name if home else _("睦邻"),
        phone=duty_phone(home),
        day=today,
        columns=[
            typeset.Column(_("门牌"), 3),
            typeset.Column(_("姓名"), 3),
            typeset.Column(_("说什么"), 12),
            typeset.Column(_("说到了"), 3),
        ],
        rows=[
            (line.contact.door, line.contact.name, "；".join(text.text for text in line.texts)[:1000], "□")
            for line in lines
        ],
        intro=[_("家里没有电话的邻居，路过时敲敲门说一声。回来在电脑上勾掉。")],
        blank_rows=0 if lines else 1,
        row_mm=12,
        english=in_english(),
    )
    subjects = [line.contact.subject for line in lines]
    with look(subjects=subjects, field="door", purpose="上门说一声", by=viewer, now=timezone.now()):
        try:
            printed = typeset.sheet("list", sheet)
        except typeset.NoFont as reason:
            return HttpResponse(f"{reason}\n", status=503, content_type="text/plain; charset=utf-8")
    response = HttpResponse(printed.pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="doors.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@page(verb="people.edit", get=False, post=True)
def told(request: Request, number: str) -> HttpResponse:
    """She was told, or nobody answered."""
    reached = request.POST.get("outcome") == "told"
    actions.told(numbers=[number], reached=reached, by=request.viewer, now=timezone.now())
    messages.success(request, _("记下了：说到了。") if reached else _("记下了：没找到人，下次再试。"))
    way = request.POST.get("way", "")
    return redirect(reverse("notifications:waiting") + (f"?way={way}" if way in actions.LISTED else ""))


@page(verb="people.edit", get=False, post=True)
def phone(request: Request, number: str) -> HttpResponse:
    """The number to ring; that it was looked at is written down for her."""
    hers = {"first": number}
    row = queries.waiting(request.viewer, Way.CALL).filter(**hers).first()
    line = next(iter(queries.lines([row] if row else [])), None)
    if line is None:
        raise Http404
    with look(subjects=[line.contact.subject], field="phone", purpose=number, by=request.viewer, now=timezone.now()):
        digits = line.contact.phone
    response = render(request, "notifications/phone.html", {"line": line, "digits": digits})
    response["Cache-Control"] = "no-store"
    return response


def _wish(request: Request, person: Person, template: str, back: str) -> HttpResponse:
    row = Wish.objects.filter(person=person).first()
    initial = {"way": row.way, "address": row.address, "pace": row.pace} if row else {"way": Way.CALL}
    form = WishForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.wish(person=person, by=request.viewer, now=timezone.now(), **form.cleaned_data)
        except Refusal as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("记下了，以后就这样告诉您。"))
            return redirect(back)
    shown = Paginator(queries.of_person(person), ROWS).get_page(request.GET.get("page"))
    context = {"form": form, "person": person, "page": shown}
    return render(request, template, context, status=WRONG if request.method == "POST" else 200)


@page(signed_in=True, post=True)
@never_cache
def mine(request: Request) -> HttpResponse:
    """How I want to be told, and what I was told."""
    person = Person.objects.filter(uuid=request.viewer.person).first() if request.viewer.person else None
    if person is None:
        raise Http404
    return _wish(request, person, "notifications/mine.html", "notifications:mine")


@page(verb="people.edit", post=True)
def hers(request: Request, uuid: UUID) -> HttpResponse:
    """The same at the counter, for her."""
    person = gate.get(Person.objects.select_related("place"), request.viewer, "read", uuid=uuid)
    gate.need(request.viewer, "people.edit", person)
    return _wish(request, person, "notifications/hers.html", request.path)
