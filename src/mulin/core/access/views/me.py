"""我的资料: signed in with her card she sees what is held about her, takes a yes back, asks for a change, prints."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mulin.core.access import rights_paper
from mulin.core.gate import Viewer
from mulin.core.pages import Request, page
from mulin.core.people import actions, holdings, queries
from mulin.core.people.forms import OwnCorrectionForm, OwnErasureForm
from mulin.core.people.holdings import Part
from mulin.core.people.models import Consent, DataRequest, Person
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal

ROWS, WRONG = 20, 422
Kind = DataRequest.Kind


def _own(request: HttpRequest) -> tuple[Viewer, Person]:
    viewer = cast("Request", request).viewer
    rows = Person.objects.select_related("place", "household")
    person = rows.filter(uuid=viewer.person).first() if viewer.person else None
    if person is None:
        raise Http404
    return viewer, person


@page(signed_in=True)
@never_cache
def me(request: HttpRequest) -> HttpResponse:
    """The parts of what is held, what she agreed to, what she asked for."""
    viewer, person = _own(request)
    context = {
        "person": person,
        "parts": holdings.every(),
        "consents": list(Consent.objects.filter(person=person, withdrawn_at=None).order_by("-pk")[:ROWS]),
        "requests": list(queries.requests(viewer).filter(person=person)[:ROWS]),
    }
    return render(request, "access/me.html", context)


@page(signed_in=True)
@never_cache
def part(request: HttpRequest, name: str) -> HttpResponse:
    """One part, page by page."""
    _viewer, person = _own(request)
    holding = holdings.find(name)
    if holding is None:
        raise Http404
    shown = Paginator(Part(holding, tuple(holding.lines(person))).rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "access/my_part.html", {"holding": holding, "page": shown})


@page(signed_in=True)
@never_cache
def my_copy(request: HttpRequest, form: str) -> HttpResponse:
    """Everything at once, as PDF or as a file for another program."""
    _viewer, person = _own(request)
    parts, now = holdings.everything(person), timezone.now()
    if form == "json":
        return rights_paper.as_file(person, parts, now=now)
    return rights_paper.pdf("my-data", "list", rights_paper.copy_piece(person, parts, today=local_day(now)))


@page(signed_in=True, get=False, post=True)
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take back one yes: one press."""
    viewer, person = _own(request)
    purpose, subject = request.POST.get("purpose", ""), request.POST.get("subject", "")
    actions.withdraw_consent(person=person, purpose=purpose, subject=subject, by=viewer, now=timezone.now())
    messages.success(request, _("收回了，从现在起不再用。"))
    return redirect("access:me")


_FORMS: dict[str, type[OwnCorrectionForm | OwnErasureForm]] = {
    Kind.CORRECTION: OwnCorrectionForm,
    Kind.ERASURE: OwnErasureForm,
}


@page(signed_in=True, post=True)
@never_cache
def ask(request: HttpRequest, what: str) -> HttpResponse:
    """Ask for a correction, or to be forgotten; a worker answers within the days it says."""
    viewer, person = _own(request)
    if what not in _FORMS:
        raise Http404
    form = _FORMS[what](request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.ask(
                person=person,
                kind=what,
                proof=DataRequest.Proof.CARD,
                channel=DataRequest.Channel.CARD,
                wrong=form.wrong() if isinstance(form, OwnCorrectionForm) else None,
                note=form.cleaned_data.get("note", ""),
                key=form.cleaned_data["key"],
                by=viewer,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("记下了，号码是 %(number)s，%(day)s前给您答复。")
            messages.success(request, said % {"number": row.thread.number, "day": row.due_on.isoformat()})
            return redirect("access:me")
    status = WRONG if request.method == "POST" else 200
    plan = holdings.everything(person) if what == Kind.ERASURE else []
    return render(request, "access/ask.html", {"form": form, "what": what, "plan": plan}, status=status)
