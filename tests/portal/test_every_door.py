"""Whatever a resident can send from a phone, a worker can do for her at the counter, and a paper form says it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from mulin.core.pages import Admission
from mulin.portal.doors import DOORS, ONESELF, PROGRAMS
from mulin.portal.paper import FORMS


def named(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, Admission]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from named(one, f"{space}{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name}", one.callback.admission


PAGES = dict(named(get_resolver()))
SENT = {
    name
    for name, rule in PAGES.items()
    if "POST" in rule.methods and (rule.everybody or rule.signed_in) and not name.startswith(PROGRAMS)
}


def test_every_way_of_sending_something_has_a_counter_and_a_paper_or_is_done_by_oneself() -> None:
    assert len(SENT) > 20
    assert not SENT - set(DOORS) - set(ONESELF), "a resident can do this on a phone only"
    assert not (set(DOORS) | set(ONESELF)) - set(PAGES), "an address that is not there"
    assert not set(DOORS) & set(ONESELF)


@pytest.mark.parametrize("name", sorted(DOORS))
def test_a_worker_can_do_it_and_it_can_be_printed(name: str, db: None) -> None:
    door = DOORS[name]
    counter = PAGES[door.counter]
    assert counter.verb, "the counter is for whoever holds a verb"
    assert "POST" in counter.methods
    if door.printed:
        assert PAGES[door.printed].verb, "the forms of one survey are printed by those who run it"
        return
    assert door.paper in FORMS
    printed = Client().get(f"/paper/{door.paper}.pdf")
    assert printed.status_code == 200
    assert printed.content.startswith(b"%PDF-")
