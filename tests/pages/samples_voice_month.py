"""The office's month: the report, rows behind a figure, the map."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from mulin.core.places.models import Place
from mulin.core.records.days import local_day
from tests.browsers import signed_in
from tests.pages.samples import not_a_page, page, world


def as_office(client: Client) -> None:
    client.cookies.update(signed_in("office-1", "office", Place.objects.get(path="BG/")).cookies)


@world
def shapes() -> None:
    """Two communities with a shape, so that there is something to draw."""
    for code, east in (("GH", 120.10), ("YX", 120.12)):
        ring = [[east, 30.1], [east + 0.02, 30.1], [east + 0.02, 30.115], [east, 30.115], [east, 30.1]]
        shape = f'{{"type":"Polygon","coordinates":[{ring}]}}'
        Place.objects.filter(path=f"BG/{code}/").update(shape=shape)


def this_month() -> dict[str, Any]:
    return {"text": f"{local_day(timezone.now()):%Y-%m}"}


page("voice:month", this_month, sign_in=as_office, desk=True)
page("voice:month_rows", lambda: this_month() | {"what": "heard"}, sign_in=as_office, desk=True)
page("voice:office_list", sign_in=as_office, desk=True)
not_a_page("voice:office_csv", "a file")
not_a_page("voice:office_json", "a file")
page("voice:street_map", sign_in=as_office, desk=True)
not_a_page("voice:month_now", "leads to the month that runs")
not_a_page("voice:month_docx", "a document")
not_a_page("voice:month_csv", "a file")
not_a_page("voice:month_json", "a file")
