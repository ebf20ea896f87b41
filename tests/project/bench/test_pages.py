"""The bench of the pages on a tiny town: every binding figure is measured, the town is whole, queries do not grow."""

from __future__ import annotations

from datetime import date

import pytest

from mulin.apps.voice.models import Matter, Voice
from mulin.core.records import checks
from mulin.project.bench import contract, pages
from mulin.project.bench.pages import measuring, routes, twins
from mulin.project.bench.pages.town import SEED, Size
from mulin.project.demo import build

TODAY = date(2026, 11, 24)
TINY = Size(150, 60)
LISTS = {"home", "matter_list", "matter_detail", "thread_public", "desk", "intake_post", "register", "office", "search"}
LISTS |= {"unit", "slip"}
OPENED = ("matter_detail", "thread_public", "slip")
LAST = ("matter_list_deep", "register_deep")


@pytest.fixture
def town(requests_inside: None) -> None:
    build.fill(build.Options(TODAY, seed=SEED, residents=TINY.residents, communities=("GH",)))


def test_every_binding_figure_is_measured_and_queries_do_not_grow(town: None) -> None:
    list(twins.multiply(TINY.matters, others=10, seed=SEED))
    assert Matter.objects.count() == TINY.matters
    assert list(checks.findings()) == []
    found = list(pages.figures(TINY, rounds=1, times=1))
    assert contract.unmeasured("pages", (figure.name for figure in found if figure.value is not None)) == []
    assert [figure.name for figure in found if figure.name.endswith(".queries") and figure.reached is False] == []
    few = {figure.name: figure.value for figure in found if figure.name.endswith(".queries")}
    assert {name.partition(".")[0] for name in few} >= LISTS

    list(twins.multiply(2 * TINY.matters, others=10, seed=SEED + 1))
    assert Matter.objects.count() == 2 * TINY.matters
    assert Voice.objects.count() > 2 * TINY.matters
    assert list(checks.findings()) == []
    more = {}
    for route in routes.routes(routes.today()):
        route.ours()
        route.ours()
        more[f"{route.name}.queries"] = len(measuring.questions(route.ours))
    assert all(number <= measuring.QUERIES for name, number in more.items() if name != "intake_post.queries")
    for one in (*OPENED, *LAST):  # other matters are opened now, and so small a town ends before page 500
        few.pop(f"{one}.queries")
        more.pop(f"{one}.queries")
    assert more == few
