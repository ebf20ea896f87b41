"""What is on paper and opens the door: the neighbour card of a resident, the one-time link of a unit.

A token in an address is moved into the session (as its MAC) and the address is cleaned at once, so that it stays in
no history and no picture of the screen.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from mulin.core.access import actions, limits, pending, queries, sessions, tokens
from mulin.core.access.forms import CardForm
from mulin.core.access.refusals import Refused, TooManyTries
from mulin.core.access.views.door import let_in
from mulin.core.pages import page

CARD, LINK = "access.card", "access.link"
TRIES, WINDOW = 30, timedelta(minutes=10)  # of one address: a service centre shares one


def _clean(request: HttpRequest, slot: str, purpose: str, view: str) -> HttpResponse | None:
    """Move a token from the address into the session; an empty one forgets it."""
    if "t" not in request.GET:
        return None
    token = request.GET["t"]
    request.session.pop(slot, None)
    if token:
        request.session[slot] = tokens.macs(purpose, token)
    onward = pending.safe(request, request.GET.get("next", ""))
    return redirect(reverse(view) + (f"?{urlencode({'next': onward})}" if onward else ""))


@page(everybody=True, post=True)
@sensitive_post_parameters("pin", "number")
@never_cache
def card(request: HttpRequest) -> HttpResponse:
    """A card (read or typed) and its PIN."""
    if (cleaned := _clean(request, CARD, "card", "access:card")) is not None:
        return cleaned
    macs = request.session.get(CARD)
    form = CardForm(request.POST or None, read=bool(macs), initial={"next": request.GET.get("next", "")})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data, now = form.cleaned_data, timezone.now()
            try:
                if not limits.hit(f"card:{limits.address_of(request)}", limit=TRIES, window=WINDOW, now=now):
                    raise TooManyTries
                shown = queries.card_by_macs(macs) if macs else queries.card_by_number(data["number"])
                login = actions.sign_in_by_card(shown, pin=data["pin"], now=now)
            except Refused as refused:
                form.add_error("pin", str(refused))
            else:
                return let_in(request, login, how=sessions.CARD, onward=data["next"])
    return render(request, "access/card.html", {"form": form, "read": bool(macs)}, status=status)


@page(everybody=True, post=True)
@never_cache
def link(request: HttpRequest) -> HttpResponse:
    """A one-time link: opened by anybody's preview without harm, used up only by pressing the button."""
    if (cleaned := _clean(request, LINK, "link", "access:link")) is not None:
        return cleaned
    macs = request.session.get(LINK)
    shown = queries.link_by_macs(macs) if macs else None
    now = timezone.now()
    refusal, status = "", 200
    if request.method == "POST":
        try:
            login = actions.use_unit_link(shown, now=now)
        except Refused as refused:
            refusal, status = str(refused), 422
        else:
            return let_in(request, login, how=sessions.LINK, onward="")
    fresh = shown is not None and shown.used_at is None and shown.expires_at > now
    return render(request, "access/link.html", {"link": shown if fresh else None, "refusal": refusal}, status=status)
