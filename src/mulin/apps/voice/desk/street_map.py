"""Where the month's matters are: the communities drawn from their own shapes, with figures and a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mulin.apps.voice.desk.month import asked
from mulin.apps.voice.queries import categories
from mulin.apps.voice.queries.month import figures
from mulin.apps.voice.queries.month_report import Line
from mulin.apps.voice.rules.month import read
from mulin.core.pages import page
from mulin.core.places.models import Place
from mulin.core.records.days import local_day

WIDTH, EDGE = 1000, 10
COLOURS = ("#faf6ef", "#dcebe4", "#b5d6cb", "#86aeaa", "#e6a878")  # none, then by quarters of the most


class Area(NamedTuple):
    """One community as it is drawn."""

    path: str
    name: str
    n: int
    points: str
    x: int
    y: int
    colour: str


def drawn(places: Sequence[tuple[Place, int]]) -> tuple[list[Area], int]:
    """The communities that have a shape, scaled to the width; and how high the drawing is."""
    rings = [
        (place, n, json.loads(place.shape)["coordinates"][0])
        for place, n in places
        if place.shape and json.loads(place.shape).get("type") == "Polygon"
    ]
    if not rings:
        return [], 0
    every = [(float(x), float(y)) for _place, _n, ring in rings for x, y, *_ in ring]
    west, east = min(x for x, _y in every), max(x for x, _y in every)
    south, north = min(y for _x, y in every), max(y for _x, y in every)
    scale = (WIDTH - 2 * EDGE) / ((east - west) or 1)
    tall = 1.155  # a degree north is so much longer than one east at 30 degrees
    most = max(n for _place, n, _ring in rings) or 1
    found = []
    for place, n, ring in rings:
        spots = [(EDGE + round((x - west) * scale), EDGE + round((north - y) * scale * tall)) for x, y, *_ in ring]
        x, y = sum(x for x, _y in spots) // len(spots), sum(y for _x, y in spots) // len(spots)
        points = " ".join(f"{x},{y}" for x, y in spots)
        found.append(Area(place.path, place.title, n, points, x, y + 10, COLOURS[-(-4 * n // most)]))
    return found, round((north - south) * scale * tall) + 2 * EDGE


@page(verb="office.see")
def street_map(request: HttpRequest) -> HttpResponse:
    """The drawing and the table of one month, of one category or all."""
    wanted = request.GET.get("month", "")
    now = timezone.now()
    text = wanted if read(wanted) else f"{local_day(now):%Y-%m}"
    month, _place, places = asked(request, text)
    category = request.GET.get("category", "")
    category = category if category in categories.names() else ""
    found = figures(month, "opened", now=now)
    shown = [
        (place, found.of("opened", place=place.path, key=category))
        for place in places
        if place.path.startswith(month.place)
    ]
    areas, height = drawn(shown)
    context = {
        "month": month,
        "category": category,
        "categories": categories.names(),
        "areas": areas,
        "height": height,
        "lines": [(place.title, Line(place.title, n, "opened", place.path, category)) for place, n in shown],
    }
    return render(request, "voice/street_map.html", context)
