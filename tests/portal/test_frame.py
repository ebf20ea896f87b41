"""What stands round every page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from mulin.core.gate import Grant, Viewer
from mulin.core.places.models import Place
from mulin.portal import frame
from mulin.portal.templatetags import mulin as tags
from tests import world
from tests.browsers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_public_line_stands_in_until_the_street_has_a_number(client: Client) -> None:
    assert frame.duty() == frame.Duty(phone="12345")
    assert 'href="tel:12345"' in client.get("/gallery/").content.decode()


@pytest.mark.parametrize("path", ["/gallery/", "/gallery/?density=desk", "/there-is-no-such-page/"])
def test_telephone_of_the_street_is_on_every_page(client: Client, path: str) -> None:
    world.build()
    assert 'href="tel:00012345678"' in client.get(path).content.decode()


def test_the_street_is_asked_once_a_minute(django_assert_num_queries: object) -> None:
    world.build()
    with django_assert_num_queries(1):
        first = frame.duty()
    with django_assert_num_queries(0):
        assert frame.duty() == first == frame.duty_without_database()


def test_english_name_only_where_there_is_one() -> None:
    with translation.override("en"):
        assert frame.Duty("百果街道", "Baiguo").title() == "Baiguo"
        assert frame.Duty("百果街道").title() == "百果街道"
    assert frame.Duty("百果街道", "Baiguo").title() == "百果街道"


@pytest.mark.parametrize("entry", [*frame.TABS, *frame.FOOTER, *frame.DESK], ids=lambda entry: entry.name)
def test_every_door_leads_somewhere(entry: frame._Entry) -> None:
    assert reverse(entry.name)


def test_door_without_a_page_is_not_shown() -> None:
    known, unknown = frame._Entry("gallery", "样本"), frame._Entry("no:such", "没有")
    assert [link.title for link in frame.links((known, unknown), "/")] == ["样本"]


def test_desk_shows_only_what_the_viewer_may_open() -> None:
    nobody = {link.href for link in frame.links(frame.DESK, "/", Viewer())}
    worker = {link.href for link in frame.links(frame.DESK, "/", Viewer(grants=(Grant("people.read", "BG/GH/"),)))}
    assert worker - nobody == {reverse("people:list"), reverse("groups")}


def test_where_one_is_is_marked_once() -> None:
    at_home = [link.here for link in frame.links(frame.TABS, "/")]
    assert at_home == [True, False, False]
    at_matters = [link.here for link in frame.links(frame.TABS, "/matters/")]
    assert at_matters == [False, False, True]


def test_a_worker_sits_where_her_grant_is() -> None:
    world.build()
    place = Place.objects.get(path="BG/GH/")
    assert frame._seat(Viewer(grants=(Grant("voice.read", place.path),))) == place.name
    assert frame._seat(Viewer()) == "百果街道"


@pytest.mark.parametrize(
    ("path", "tab"),
    [("/desk/matter/GH-1/", "voice:desk"), ("/desk/voice/GH-1/", "desk"), ("/desk/unit-link/x/", "groups")],
)
def test_a_page_belongs_to_the_tab_one_came_from(path: str, tab: str) -> None:
    viewer = Viewer(grants=tuple(Grant(verb) for verb in ("voice.read", "people.read")))
    here = [link.href for link in frame.links(frame.DESK, path, viewer) if link.here]
    assert here == [reverse(tab)]


def test_the_way_out_is_on_every_page_of_somebody_who_is_in(client: Client) -> None:
    town = world.build()
    out = reverse("access:sign_out")
    assert out not in client.get("/privacy/").content.decode()
    inside = signed_in("gh-worker", "worker", town.gh)
    page = inside.get("/privacy/").content.decode()
    assert f'action="{out}"' in page
    assert "csrfmiddlewaretoken" in page


@pytest.mark.parametrize(("language", "mark", "listed"), [("zh-hans", "：", "电话、门牌"), ("en", ": ", "电话, 门牌")])
def test_marks_follow_the_language(language: str, mark: str, listed: str) -> None:
    with translation.override(language):
        assert tags.mark("：") == mark
        assert tags.listed(["电话", "门牌"]) == listed


@pytest.mark.parametrize(("n", "first", "wide", "rest"), [(3, 3, 0, 0), (5, 5, 0, 0), (6, 4, 2, 0), (13, 4, 4, 5)])
def test_daily_work_stands_first_and_nothing_is_lost(n: int, first: int, wide: int, rest: int) -> None:
    found = [frame.Link(f"/{at}/", str(at), here=at == n - 1, daily=at % 3 == 2) for at in range(n)]
    bar = frame.bar(found)
    assert [len(part) for part in bar] == [first, wide, rest]
    assert sorted(link.href for part in bar for link in part) == sorted(link.href for link in found)
    assert [link.daily for part in bar for link in part] == sorted((link.daily for link in found), reverse=True)
    assert bar.here() in [None, found[-1]]
    assert (bar.here() is None) == (found[-1] in bar.first)


@pytest.mark.parametrize("role", ["worker", "secretary", "office", "steward"])
def test_every_door_of_the_desk_is_reached_without_a_script(role: str) -> None:
    here = world.build()
    page = signed_in("office-1", role, here.street).get("/desk/people/").content.decode()
    bar = page[page.index('<nav class="quick"') :].partition("</nav>")[0]
    seen = set(re.findall('href="([^"]+)"', re.sub('<li class="quick__wide">.*?</li>', "", bar)))
    wide = set(re.findall('href="([^"]+)"', re.sub('<li class="quick__narrow">.*?</li>', "", bar)))
    assert seen == wide
    assert len(seen) > frame.FIRST
    assert bar.count('aria-current="page"') == 1 + bar.count('<li class="quick__narrow"><a href="/desk/people/"')
