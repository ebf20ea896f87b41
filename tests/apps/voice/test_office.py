"""The office's page: every figure is exactly its rows, the files say the same, a fixed number of questions."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.cache import cache
from django.test import Client

from mulin.apps.voice.actions import intake
from mulin.apps.voice.models import Matter, Voice
from mulin.apps.voice.queries.matters import week_end
from tests.apps.voice.briefs import a_matter, two_matters
from tests.browsers import signed_in
from tests.world import World, later

pytestmark = pytest.mark.django_db
AT_MOST = Callable[[int], AbstractContextManager[object]]
LIST = re.compile(r'href="(/office/list/\?state=[^"]+)">\D*?(\d+)')


@pytest.fixture
def office(world: World, monkeypatch: pytest.MonkeyPatch) -> Client:
    now = later(days=4)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    two_matters(world)
    late, soon = (a_matter(world, words, intake.ANONYMOUS) for words in ("灯一直不亮", "灯快不亮了"))
    Matter.objects.filter(thread__number=late).update(due_at=later(days=1))
    Matter.objects.filter(thread__number=soon).update(due_at=week_end(now))
    intake.record(by=world.worker, now=later(days=1), words="路灯", channel="box", place=world.yx)
    return signed_in("office-1", "office", world.street)


def page_of(client: Client) -> str:
    cache.clear()
    return client.get("/office/").content.decode()


def test_what_is_late_and_what_is_due_this_week_lead_to_exactly_their_lists(office: Client) -> None:
    page = page_of(office)
    found = dict(LIST.findall(page))
    assert found["/office/list/?state=late"] == "1"
    assert found["/office/list/?state=week"] == "1"
    assert found["/office/list/?state=running&amp;place=BG%2FGH%2F"] == "3"
    assert len(found) >= 10
    for link, n in found.items():
        shown = office.get(link.replace("&amp;", "&")).content.decode()
        assert shown.count('<th scope="row">') == int(n), link


def test_voices_by_channel_and_place_lead_to_exactly_theirs(office: Client) -> None:
    page = page_of(office)
    bars = re.findall(r'<a href="([^"]+)"><span class="bars__label">([^<]+)</span>.*?<b>(\d+)', page)
    assert {("窗口", "4"), ("意见箱", "1"), ("桂花新村社区", "4")} <= {(label, n) for _to, label, n in bars}
    for link, label, n in bars:
        shown = office.get(link.replace("&amp;", "&")).content.decode()
        assert shown.count('<th scope="row">') == int(n), label


def test_the_files_hold_the_figures_of_the_page(office: Client) -> None:
    page = page_of(office)
    told = json.loads(office.get("/office/office.json").content)
    rows = list(csv.DictReader(io.StringIO(office.get("/office/office.csv").content.decode("utf-8-sig"))))
    assert [{key: str(value) for key, value in row.items()} for row in told["figures"]] == rows
    late = [row["n"] for row in told["figures"] if row["what"] == "late" and not row["place"]]
    assert f"晚了 {late[0]} 件" in page
    channels = {row["key"]: row["n"] for row in told["figures"] if row["what"] == "heard" and not row["place"]}
    assert channels == {"counter": 4, "box": 1}
    assert sum(channels.values()) == Voice.objects.count()
    assert told["window"] == ["2026-01", "2026-02", "2026-03"]
    assert {row["what"] for row in told["figures"] if row["section"] == "rates"} == {"answered", "solved", "satisfied"}


def test_it_asks_a_fixed_number_of_questions(
    world: World, office: Client, django_assert_max_num_queries: AT_MOST
) -> None:
    for _more in range(2):
        office.get("/office/")
        cache_of_settings = "mulin.rate-rules"
        kept = cache.get(cache_of_settings)
        page_of(office)
        cache.set(cache_of_settings, kept)
        with django_assert_max_num_queries(12):
            office.get("/office/")
        for n in range(6):
            a_matter(world, f"第 {n} 盏灯", intake.ANONYMOUS)


def test_what_happens_is_counted_at_once(world: World, office: Client) -> None:
    assert "听到 5 条民声" in page_of(office)
    intake.record(by=world.worker, now=later(days=2), words="又一条", channel="phone", place=world.yx)
    assert "听到 6 条民声" in office.get("/office/").content.decode()


def test_the_pile_narrows_to_a_community(world: World, office: Client) -> None:
    assert "路灯" in office.get("/desk/voices/?place=BG/YX/").content.decode()
    assert "路灯" not in office.get("/desk/voices/?place=BG/GH/").content.decode()
    assert office.get("/desk/voices/?place=BG/GH/3/").status_code == 404


def test_only_the_office(world: World, office: Client) -> None:
    worker = signed_in("gh-worker", "worker", world.gh)
    for address in ("/office/", "/office/list/", "/office/office.csv", "/office/office.json", "/office/map/"):
        assert worker.get(address).status_code == 404
        assert Client().get(address).status_code == 302
