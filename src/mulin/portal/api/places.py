"""The street and its communities."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from mulin.core import gate
from mulin.core.gate import PASSER_BY
from mulin.core.places.geometry import E7
from mulin.core.places.models import Kind, Place
from mulin.core.places.queries import COMMUNITIES
from mulin.portal.api import shapes
from mulin.portal.api.declaring import Answer, endpoint


@endpoint(
    "/api/v1/places",
    name="places",
    summary=gettext_lazy("街道和各个社区、村。"),
    schema=shapes.shape(items=shapes.listed(shapes.PLACE)),
)
def places(given: Mapping[str, Any], now: datetime) -> Answer:  # noqa: ARG001
    """All of them: there are few."""
    rows = Place.objects.filter(kind__in=[Kind.STREET, *COMMUNITIES]).order_by("path")
    items = [
        {
            "path": row.path,
            "kind": row.kind,
            "name": row.name,
            "name_en": row.name_en,
            "phone": row.phone,
            "lat": None if row.lat_e7 is None else row.lat_e7 / E7,
            "lon": None if row.lon_e7 is None else row.lon_e7 / E7,
        }
        for row in gate.visible(rows, PASSER_BY, "export")
    ]
    return Answer({"items": items})
