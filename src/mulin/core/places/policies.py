"""Who sees places: the tree down to the building is public, doors are for staff."""

from __future__ import annotations

from django.db.models import QuerySet

from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.places.models import Kind, Place


class PlacePolicy:
    """Buildings and above are on every map; who lives behind which door is not."""

    def visible(self, rows: QuerySet[Place], viewer: Viewer, purpose: str) -> QuerySet[Place]:  # noqa: ARG002
        """Rows for any purpose."""
        return rows.exclude(kind=Kind.DOOR) | rows.filter(viewer.scope("people.read", "path"))

    def may(self, viewer: Viewer, verb: str, row: Place) -> bool:
        """Reading follows `visible`; changing wants places.edit there."""
        if verb == "read":
            return row.kind != Kind.DOOR or viewer.can("people.read", row.path)
        return viewer.can("places.edit", row.path)


def register() -> None:
    """Name the policies."""
    gate.register(Place, PlacePolicy())
