"""Addresses of people. Who is let in is declared with `page`, which stands above in `core.access`: it is handed in.

The URL map says `path("", include(people.urls.patterns(page)))`.
"""

from __future__ import annotations

from typing import Any, Protocol

from django.urls import URLPattern, path

from mulin.core.people import desk

app_name = "people"


class Page(Protocol):
    """The declaration of who may open a page and how."""

    def __call__(self, *, verb: str, get: bool = True, post: bool = False) -> Any:
        """Wrap a view."""
        ...


def patterns(page: Page) -> tuple[list[URLPattern], str]:
    """Every address, each with who may see it."""
    read, change = page(verb="people.read"), page(verb="people.edit", post=True)
    act = page(verb="people.edit", get=False, post=True)
    return [
        path("desk/people/", read(desk.people), name="list"),
        path("desk/people/new/", change(desk.add), name="add"),
        path("desk/people/<uuid:uuid>/", read(desk.person), name="person"),
        path("desk/people/<uuid:uuid>/edit/", change(desk.edit), name="edit"),
        path("desk/people/<uuid:uuid>/left/", act(desk.left), name="left"),
        path("desk/people/<uuid:uuid>/consent/", act(desk.agree), name="agree"),
        path("desk/people/<uuid:uuid>/withdraw/", act(desk.withdraw), name="withdraw"),
        path("desk/people/<uuid:uuid>/delegation/", act(desk.entrust), name="entrust"),
        path("desk/delegation/<uuid:uuid>/end/", act(desk.end_trust), name="end_trust"),
    ], app_name
