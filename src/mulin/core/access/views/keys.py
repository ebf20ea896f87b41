"""The steward's page of keys: which programs may speak to us, a new key shown once, an old one revoked."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mulin.core import gate
from mulin.core.access import actions
from mulin.core.access.forms import KeyForm, OnceForm
from mulin.core.access.models import ApiKey
from mulin.core.access.refusals import Refused
from mulin.core.pages import Request, page
from mulin.core.places.models import Place
from mulin.core.places.queries import street

ROWS = 20


def _street() -> Place:
    found = street()
    if found is None:
        raise Http404
    return found


@page(verb="access.manage", post=True)
@never_cache
def key_list(request: HttpRequest) -> HttpResponse:
    """The keys there are, and a new one."""
    viewer = cast("Request", request).viewer
    whole = _street()
    if not viewer.can("access.manage", whole.path):
        raise Http404  # a key opens the whole street, so only who manages all of it
    form = KeyForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                made = actions.make_key(
                    whole, name=data["name"], scope=data["scope"], by=viewer, now=timezone.now(), key=data["key"]
                )
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                return render(request, "access/key_paper.html", {"made": made})
    rows = gate.visible(ApiKey.objects.all(), viewer, "list").order_by(F("revoked_at").desc(nulls_first=True), "-pk")
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {"page": shown, "form": form, "once": OnceForm()}
    return render(request, "access/keys.html", context, status=status)


@page(verb="access.manage", get=False, post=True)
def revoke(request: HttpRequest, key: UUID) -> HttpResponse:
    """Refuse a program from now on."""
    viewer = cast("Request", request).viewer
    row = gate.get(ApiKey.objects.all(), viewer, "read", uuid=key)
    actions.revoke_key(row, _street(), by=viewer, now=timezone.now())
    messages.success(request, _("作废了，这个程序马上进不来了。"))
    return redirect("access:keys")
