"""The desk's pages about places: finding, naming, putting on the map."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.pages import Request, page
from mulin.core.places import actions, geometry, queries
from mulin.core.places.forms import NewPlaceForm, PlaceForm
from mulin.core.places.models import Kind, Place
from mulin.core.refusals import Changed, Refusal

ROWS = 25
WRONG = 422


def _get(request: Request, uuid: UUID) -> Place:
    place = gate.get(Place.objects.select_related("parent"), request.viewer, "read", uuid=uuid)
    gate.need(request.viewer, "places.edit", place)
    return place


@page(verb="places.edit")
def places(request: Request) -> HttpResponse:
    """The communities of her scope, or what is found by name."""
    viewer, words = request.viewer, request.GET.get("q", "")[:80]
    own = Place.objects.filter(viewer.scope("places.edit", "path"))
    top = own.filter(kind__in=(Kind.STREET, *queries.COMMUNITIES)).order_by("path")
    rows = queries.search(words, viewer=viewer).filter(viewer.scope("places.edit", "path")) if words.strip() else top
    context = {"page": Paginator(rows, ROWS).get_page(request.GET.get("page")), "words": words}
    return render(request, "places/list.html", context)


def _degrees(number: int | None) -> str:
    return "" if number is None else format((Decimal(number) / geometry.E7).normalize(), "f")


@page(verb="places.edit", post=True)
def place(request: Request, uuid: UUID) -> HttpResponse:
    """A place: its name, its point, what lies in it. Both versions are shown when somebody was faster."""
    row, theirs = _get(request, uuid), None
    initial = {
        "name": row.name,
        "name_en": row.name_en,
        "phone": row.phone,
        "lat": _degrees(row.lat_e7),
        "lon": _degrees(row.lon_e7),
        "shape": row.shape,
        "based_on": actions.place_version(row),
    }
    form = PlaceForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            _save(form.cleaned_data, row, request.viewer)
        except Changed as changed:
            theirs = row
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["based_on"] = actions.place_version(row)  # type: ignore[index]
            form.add_error(None, str(changed))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("改好了。"))
            return redirect("places:place", uuid)
    return _show(request, row, form=form, theirs=theirs)


def _save(data: dict[str, Any], row: Place, viewer: Viewer) -> None:
    now = timezone.now()
    with transaction.atomic():
        renamed = actions.rename(
            place=row,
            name=data["name"],
            name_en=data["name_en"],
            phone=data["phone"],
            based_on=data["based_on"],
            by=viewer,
            now=now,
        )
        actions.place_on_map(
            place=renamed, lat_e7=data["lat"], lon_e7=data["lon"], shape=data["shape"], by=viewer, now=now
        )


def _show(request: Request, row: Place, **forms: Any) -> HttpResponse:
    viewer = request.viewer
    below = gate.visible(Place.objects.filter(parent=row), viewer, "list").order_by("kind", "path")
    context = {
        "place": row,
        "above": queries.ancestors(row),
        "page": Paginator(below, ROWS).get_page(request.GET.get("page")),
        "new_form": None if row.kind == Kind.DOOR else NewPlaceForm(parent=row, auto_id="new-%s"),
        "theirs": None,
        **forms,
    }
    return render(request, "places/place.html", context, status=WRONG if request.method == "POST" else 200)


@page(verb="places.edit", get=False, post=True)
def add(request: Request, uuid: UUID) -> HttpResponse:
    """Add a place below another."""
    row = _get(request, uuid)
    form = NewPlaceForm(request.POST, parent=row, auto_id="new-%s")
    if form.is_valid():
        try:
            new = actions.add_place(parent=row, by=request.viewer, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("加好了：%(name)s。") % {"name": new.name})
            return redirect("places:place", uuid)
    initial = {"name": row.name, "name_en": row.name_en, "phone": row.phone, "shape": row.shape}
    point = {"lat": _degrees(row.lat_e7), "lon": _degrees(row.lon_e7), "based_on": actions.place_version(row)}
    return _show(request, row, form=PlaceForm(initial={**initial, **point}), new_form=form)
