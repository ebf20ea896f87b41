"""One sample of every page: with which arguments it is opened, and as whom.

A part of Mulin adds its own in a module beside this one, named `samples_<part>.py`; it is found by its name:

    from tests.pages.samples import not_a_page, page, world

    @world
    def people() -> None: ...                                  # makes rows, once for all pages

    page("voice:say")
    page("voice:thread", lambda: {"number": first_number()})   # asked after the rows are there
    page("voice:desk", sign_in=as_worker, desk=True)           # as_worker(client) signs the test client in
    page("voice:slip", ..., prepare=show_secret)               # any other step with the client, before the page
    not_a_page("voice:large_pdf", "a PDF")
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse


def _nothing() -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Sample:
    """A page as a visitor meets it."""

    name: str
    arguments: Callable[[], Mapping[str, Any]] = _nothing
    query: str = ""
    desk: bool = False
    sign_in: Callable[[Client], object] | None = None
    prepare: Callable[[Client], object] | None = None
    status: int = 200

    def url(self) -> str:
        return reverse(self.name, kwargs=dict(self.arguments())) + self.query

    def cookies(self) -> dict[str, str]:
        """What the browser must carry to see the page."""
        client = Client()
        for step in (self.sign_in, self.prepare):
            if step:
                step(client)
        return {name: morsel.value for name, morsel in client.cookies.items()}

    def __str__(self) -> str:
        return self.name + self.query


PAGES: list[Sample] = []
NOT_PAGES: dict[str, str] = {}
WORLD: list[Callable[[], object]] = []


def page(name: str, arguments: Callable[[], Mapping[str, Any]] = _nothing, **more: Any) -> None:
    """Name a page to be looked at; the same page may be looked at in several states."""
    PAGES.append(Sample(name, arguments, **more))


def not_a_page(name: str, why: str) -> None:
    """Name an address that answers no HTML page to a GET, and say why."""
    NOT_PAGES[name] = why


def world(make: Callable[[], object]) -> Callable[[], object]:
    """Register what makes the rows the samples need."""
    WORLD.append(make)
    return make


def addresses(patterns: list[URLPattern | URLResolver] | None = None, space: str = "") -> Iterator[tuple[str, Any]]:
    """Every address that may be asked for with GET: its full name (or its route, where it has none) and its view."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inner)
        elif "GET" in getattr(getattr(pattern.callback, "admission", None), "methods", ("GET",)):
            yield space + (pattern.name or str(pattern.pattern)), pattern.callback


page("gallery")
page("gallery", query="?density=desk", desk=True)
page("gallery", query="?q=路灯&state=now")
not_a_page("set-size", "sets a cookie and goes back")
not_a_page("set-language", "sets a cookie and goes back")

for _module in pkgutil.iter_modules([str(Path(__file__).parent)]):
    if _module.name.startswith("samples_"):
        importlib.import_module(f"tests.pages.{_module.name}")
