"""Addresses of places. Who is let in is declared with `page`, which stands above in `core.access`: it is handed in.

The URL map says `path("", include(places.urls.patterns(page)))`.
"""

from __future__ import annotations

from typing import Any, Protocol

from django.urls import URLPattern, path

from mulin.core.places import desk

app_name = "places"


class Page(Protocol):
    """The declaration of who may open a page and how."""

    def __call__(self, *, verb: str, get: bool = True, post: bool = False) -> Any:
        """Wrap a view."""
        ...


def patterns(page: Page) -> tuple[list[URLPattern], str]:
    """Every address, each with who may see it."""
    return [
        path("desk/places/", page(verb="places.edit")(desk.places), name="list"),
        path("desk/places/<uuid:uuid>/", page(verb="places.edit", post=True)(desk.place), name="place"),
        path("desk/places/<uuid:uuid>/add/", page(verb="places.edit", get=False, post=True)(desk.add), name="add"),
    ], app_name
