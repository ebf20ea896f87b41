"""At the counter: a resident's card, a unit's link. What is secret is on the answer to the button, once."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from mulin.core import gate
from mulin.core.access import actions, paper, qr, queries, tokens
from mulin.core.access.forms import IssueCardForm, OnceForm
from mulin.core.access.models import Card
from mulin.core.access.refusals import Refused
from mulin.core.groups.models import Group
from mulin.core.pages import Request, page
from mulin.core.people.models import Person
from mulin.core.places.queries import community_of


def _person(request: HttpRequest, uuid: UUID) -> Person:
    viewer = cast("Request", request).viewer
    person = gate.get(Person.objects.select_related("place"), viewer, "read", uuid=uuid)
    gate.need(viewer, "card.issue", person)
    return person


def card_address(request: HttpRequest, token: str) -> str:
    """What the QR code of a card says."""
    return request.build_absolute_uri(reverse("access:card")) + "?" + urlencode({"t": token})


@page(verb="card.issue", post=True)
@sensitive_post_parameters("pin")
@never_cache
def cards(request: HttpRequest, person: UUID) -> HttpResponse:
    """The cards of a resident, and a new one."""
    holder = _person(request, person)
    form = IssueCardForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                issued = actions.issue_card(
                    holder, by=cast("Request", request).viewer, now=timezone.now(), pin=data["pin"], key=data["key"]
                )
            except Refused as refused:
                form.add_error("pin", str(refused))
            else:
                address = card_address(request, issued.token)
                context = {
                    "issued": issued,
                    "person": holder,
                    "home": community_of(holder.place_path),
                    "number": tokens.grouped(issued.card.number),
                    "pin": f"{issued.pin[:3]} {issued.pin[3:]}",
                    "qr": qr.svg(address, _("邻里卡的二维码")),
                }
                return render(request, "access/card_paper.html", context)
    rows = [(row, tokens.grouped(row.number)) for row in queries.cards_of(holder)[:20]]
    return render(request, "access/cards.html", {"person": holder, "cards": rows, "form": form}, status=status)


@page(verb="card.issue", get=False, post=True)
@sensitive_post_parameters("pin", "token")
def card_pdf(request: HttpRequest, card: UUID, what: str) -> HttpResponse:
    """The card or its letter as PDF, while the page that shows both is still open: only it still has the secrets."""
    viewer = cast("Request", request).viewer
    row = gate.get(Card.objects.select_related("person__place"), viewer, "print", uuid=card)
    token, pin = request.POST.get("token", ""), tokens.read_pin(request.POST.get("pin", ""))
    if row.token_mac not in tokens.macs("card", token) or not tokens.is_pin(pin):
        raise Http404
    if what == "card":
        return paper.pdf("card", paper.card_piece(row, card_address(request, token)))
    return paper.pdf("letter", paper.letter_piece(row, pin))


@page(verb="card.issue", get=False, post=True)
def card_act(request: HttpRequest, card: UUID, what: str) -> HttpResponse:
    """Revoke a card, or give it five new tries."""
    viewer = cast("Request", request).viewer
    row = gate.get(Card.objects.select_related("person"), viewer, "read", uuid=card)
    if what == "revoke":
        actions.revoke_card(row, by=viewer, now=timezone.now())
        messages.success(request, _("这张卡停用了。"))
    else:
        actions.unlock_card(row, by=viewer, now=timezone.now())
        messages.success(request, _("卡解开了，可以再试五次。"))
    return redirect("access:cards", person=row.person.uuid)


@page(verb="card.issue", post=True)
@never_cache
def unit_link(request: HttpRequest, group: UUID) -> HttpResponse:
    """A one-time link for a unit."""
    viewer = cast("Request", request).viewer
    unit = gate.get(Group.objects.all(), viewer, "read", uuid=group)
    if not viewer.can("card.issue", unit.place_path):
        raise Http404
    form = OnceForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.make_unit_link(unit, by=viewer, now=timezone.now(), key=form.cleaned_data["key"])
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                address = request.build_absolute_uri(reverse("access:link")) + "?" + urlencode({"t": made.token})
                context = {"unit": unit, "made": made, "address": address, "qr": qr.svg(address, _("进门链接的二维码"))}
                return render(request, "access/link_paper.html", context)
    return render(request, "access/unit_link.html", {"unit": unit, "form": form}, status=status)
