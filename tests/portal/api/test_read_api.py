"""The read API: filters, parts of long lists, ETags, what may be read by everybody and what is never in it."""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mulin.apps.voice.actions import joining
from mulin.core.records.models import Entry
from mulin.portal.api import declaring
from mulin.portal.api.declaring import ENDPOINTS
from tests.browsers import signed_in
from tests.portal.api.rows import NAME, PHONE, WORDS, make, matter
from tests.world import NOON, World, build

API = "/api/v1"


@pytest.fixture
def world(db: None) -> World:
    cache.clear()
    return build()


def got(path: str, client: Client | None = None, **headers: str) -> dict[str, object]:
    answer = (client or Client()).get(f"{API}/{path}", headers=headers)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def asked(path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(f"{API}/{path}").status_code == 200
    return len(queries)


def test_filters(world: World) -> None:
    first, second, tree = make(world)
    numbers = lambda path: [one["number"] for one in got(path)["items"]]  # noqa: E731
    assert numbers("matters") == [tree, second, first]
    assert numbers("matters?category=green") == [tree]
    assert numbers("matters?q=%E8%B7%AF%E7%81%AF") == [second]
    assert numbers("matters?place=BG/GH/&state=running") == [tree, second, first]
    assert numbers("matters?place=BG/YX/") == []
    assert numbers("matters?state=solved") == []


def test_a_list_in_parts_is_the_list_also_when_it_grows_meanwhile(world: World) -> None:
    wanted = [matter(world, f"第 {n} 件") for n in range(5)][::-1]
    seen, path = [], "matters?limit=2"
    while path:
        part = got(path)
        seen += [one["number"] for one in part["items"]]
        path = (part["next"] or "").removeprefix(f"{API}/")
        if len(seen) == 2:
            matter(world, "后来的")
    assert seen == wanted
    seqs, path = [], "register?limit=7"
    while path:
        part = got(path)
        seqs += [one["seq"] for one in part["items"]]
        path = (part["next"] or "").removeprefix(f"{API}/")
    assert seqs == list(range(Entry.objects.count(), 0, -1))


def test_the_lines_of_the_register_chain(world: World) -> None:
    make(world)
    items = got("register?limit=100")["items"]
    assert all(later["previous"] == earlier["hash"] for later, earlier in pairwise(items))


def test_the_rates_say_how_many_they_are_of(world: World) -> None:
    make(world)
    found = got("rates?months=1")
    assert set(found) >= {"answered", "solved", "satisfied", "places", "least"}
    assert found["answered"]["share"] is None, "a share of too few"
    assert [one["place"] for one in got("rates")["places"]] in ([], ["BG/GH/"])


def test_one_matter_with_its_timeline(world: World) -> None:
    first = make(world)[0]
    found = got(f"matters/{first}")
    assert (found["state"], found["place"], found["holder"]) == ("running", "BG/GH/", "桂花新村物业")
    assert [one["what"] for one in found["promises"]] == ["修好"]
    assert found["timeline"][0]["verb"] == "heard"
    english = got(f"matters/{first}?lang=en")
    assert english["category_name"] != found["category_name"]


def test_a_merged_matter_says_where_it_went(world: World) -> None:
    first, second, _tree = make(world)
    joining.merge(number=second, into=first, by=world.worker, now=NOON, reason="同一件")
    assert got(f"matters/{second}")["merged_into"] == first
    assert second not in [one["number"] for one in got("matters")["items"]]


def test_nothing_private_is_in_any_answer_whoever_asks(world: World) -> None:
    first = make(world)[0]
    paths = ["matters", f"matters/{first}", "places", "rates", "register?limit=100", "meetings", "matters.csv"]
    bodies = {}
    for who in (Client(), signed_in("gh-worker", "worker", world.gh)):
        for path in paths:
            answer = who.get(f"{API}/{path}")
            body = b"".join(answer) if answer.streaming else answer.content
            assert bodies.setdefault(path, body) == body, "a cookie changed the answer"
            for private in (WORDS, NAME, PHONE, "3 幢 201", "GH/3/"):
                assert private.encode() not in body, path
            assert who.cookies or not answer.cookies  # a sign-in is at most prolonged


def test_unchanged_is_304(world: World) -> None:
    first = make(world)[0]
    answer = Client().get(f"{API}/matters/{first}")
    for header, value in (("If-None-Match", answer["ETag"]), ("If-Modified-Since", answer["Last-Modified"])):
        again = Client().get(f"{API}/matters/{first}", headers={header: value})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Access-Control-Allow-Origin"] == "*"
    listed = Client().get(f"{API}/matters")
    matter(world, "新的一件")
    assert Client().get(f"{API}/matters", headers={"If-None-Match": listed["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("matters?limit=0", 400),
        ("matters?limit=101", 400),
        ("matters?limit=1&limit=2", 400),
        ("matters?limit=%C2%B2", 400),
        ("matters?state=", 400),
        ("matters?state=lost", 400),
        ("matters?q=%00", 400),
        ("matters?place=BG/GH/3/201/", 400),  # no asking from door to door
        ("matters?cursor=GH-2026-999999-9", 404),
        ("matters?cursor=1", 400),
        ("register?cursor=-1", 400),
        ("matters/GH-2026-999999-9", 404),
        ("meetings/none", 404),
    ],
)
def test_bad_questions_get_a_sentence(world: World, path: str, status: int) -> None:
    answer = Client().get(f"{API}/{path}")
    assert answer.status_code == status
    assert json.loads(answer.content)["error"]


def test_other_sites_may_read_and_nobody_may_write(world: World) -> None:
    answer = Client(enforce_csrf_checks=True).post(f"{API}/matters")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    read = Client().get(f"{API}/places", headers={"Origin": "https://example.org"})
    assert read["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in read


def test_who_asks_too_often_waits(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declaring, "A_MINUTE", 3)
    monkeypatch.setattr(declaring.timezone, "now", lambda: NOON)
    answers = [Client().get(f"{API}/places") for _ in range(5)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    assert answers[-1]["Retry-After"] == "60"
    assert Client().get(f"{API}/matters.csv").status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get(f"{API}/places").status_code == 200


def test_the_questions_do_not_grow_with_the_rows(world: World) -> None:
    make(world)
    few = [asked(path) for path in ("matters", "register?limit=100", "matters.csv")]
    for n in range(6):
        matter(world, f"再一件 {n}")
    assert [asked(path) for path in ("matters", "register?limit=100", "matters.csv")] == few
    assert max(few) <= 6


def test_the_open_table(world: World) -> None:
    make(world)
    answer = Client().get(f"{API}/matters.csv")
    body = b"".join(answer)
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert [row["title"] for row in rows] == ["河边的树", '路灯，"一排"不亮', "'=1+1 楼道灯"]
    assert {row["place_name"] for row in rows} == {"桂花新村社区"}


def test_the_document_names_every_address_there_is() -> None:
    document = json.loads(Client().get("/api/openapi.json").content)
    assert document["openapi"] == "3.1.0"
    assert {one.path for one in ENDPOINTS.values()} <= set(document["paths"])
    operations = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(operations) == len(set(operations)) == 14
