"""What a program should not have sent: refused in the format it asked for, and what was accepted is there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client as Browser
from pytest_django.live_server_helper import LiveServer

import mulin
from mulin.apps.voice.models import Posted, Voice
from mulin.apps.voice.views.open311 import endpoints
from mulin.core.access.actions import revoke_key
from mulin.core.access.models import ApiKey
from mulin.core.gate import SYSTEM
from tests.apps.voice.open311.conftest import INSIDE, token
from tests.apps.voice.open311.spec import Client
from tests.world import NOON, World

pytestmark = pytest.mark.django_db(transaction=True)
Make = Callable[..., Client]
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY b%d "&b%d;&b%d;">' % (n, n - 1, n - 1) for n in range(1, 60))
    + b"]><request>&b59;</request>"
)


@pytest.mark.parametrize(
    ("fields", "status", "about"),
    [
        ({"description": "x", **INSIDE}, 400, "service_code"),
        ({"service_code": "no-such", "description": "x", **INSIDE}, 404, "service_code"),
        ({"service_code": "clean", "description": "x"}, 400, "lat"),
        ({"service_code": "clean", "description": "x", "lat": "31.1"}, 400, "long"),
        ({"service_code": "clean", "description": "x", "lat": "95", "long": "10"}, 400, "经纬度"),
        ({"service_code": "clean", "description": "x", "lat": "nan", "long": "10"}, 400, "经纬度"),
        ({"service_code": "clean", "description": "字" * 50_000, **INSIDE}, 400, "50000"),
        ({"service_code": "utilities", "description": "x", **INSIDE}, 400, "attribute[supply]"),
        ({"service_code": "utilities", "attribute[supply]": "beer", **INSIDE}, 400, "attribute[supply]"),
        ({"service_code": "utilities", "attribute[supply]": "gas", "attribute[since]": "昨天", **INSIDE}, 400, "since"),
        ({"service_code": "clean", "jurisdiction_id": "sfgov.org", "description": "x", **INSIDE}, 404, "jurisdiction"),
    ],
)
def test_what_is_wrong_is_said(client_of: Make, fields: dict[str, str], status: int, about: str) -> None:
    answer = client_of(token()).post(**fields)
    errors = answer.valid("errors")
    assert (answer.status, {one["code"] for one in errors}) == (status, {status})
    assert any(about in one["description"] for one in errors), errors
    assert Voice.objects.count() == 0


def test_everything_wrong_is_said_at_once(client_of: Make) -> None:
    answer = client_of(token()).post(service_code="utilities", lat="x", long="y")
    assert len(answer.valid("errors")) == 2


@pytest.mark.parametrize("given", ["", "wrong", "\x00", "桂花" * 500])
def test_without_a_good_key_nothing_is_taken(client_of: Make, given: str) -> None:
    answer = client_of(given).post(service_code="clean", description="x", **INSIDE)
    assert (answer.status, answer.valid("errors")[0]["code"]) == (403, 403)
    assert Voice.objects.count() == 0


def test_a_revoked_key_is_refused_and_what_it_brought_stays(client_of: Make, town: World) -> None:
    client = client_of(token())
    number = client.post(service_code="clean", description="x", **INSIDE).value[0]["service_request_id"]
    revoke_key(ApiKey.objects.get(), town.street, by=SYSTEM, now=NOON)
    assert client.post(service_code="clean", description="y", **INSIDE).status == 403
    assert client.get(f"requests/{number}").status == 200
    assert not ApiKey.objects.filter(token_mac__contains=client.api_key).exists()


@pytest.mark.parametrize("words", ["🌙🌧️👵🏻", "\x00\x01\x0b坏了\ufffe", "<b>&amp;]]>", " 𠮷野家门口 ", "a" * 20_000])
def test_odd_words_are_kept_and_never_break_the_answer(client_of: Make, words: str) -> None:
    client = client_of(token(), "v2")
    answer = client.post(service_code="clean", description=words, address_string=words, **INSIDE)
    assert answer.status == 201
    kept = Voice.objects.select_related("words").get().words.text
    assert kept == words.replace("\x00", "").strip()
    number = answer.valid("posted")[0]["service_request_id"]
    client.get(f"requests/{number}").valid("service_requests")
    client.get("requests").valid("service_requests")


def test_no_words_but_answers_are_a_voice(client_of: Make) -> None:
    answer = client_of(token()).post(service_code="utilities", **{"attribute[supply]": "gas"}, **INSIDE)
    assert answer.status == 201
    assert Voice.objects.select_related("words").get().words.text == "水电气\n哪一样：燃气"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"start_date": "gestern"}, 400),
        ({"start_date": "2026-01-01"}, 400),
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, 400),
        ({"start_date": "0001-01-01T00:00:00+14:00"}, 400),
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-03-01T00:00:00Z"}, 200),
        ({"status": "solved"}, 400),
        ({"status": "open,closed"}, 200),
        ({"service_code": "no-such"}, 404),
        ({"page": "0"}, 400),
        ({"page_size": "1001"}, 400),
        ({"page": "²"}, 400),
        ({"jurisdiction_id": "BG"}, 200),
        ({"jurisdiction_id": ""}, 200),
        ({"service_request_id": "no,such,\x00numbers"}, 200),
        ({"service_request_id": ",".join(["x"] * 1001)}, 400),
    ],
)
def test_questions(client_of: Make, query: dict[str, str], status: int) -> None:
    answer = client_of().get("requests", **query)
    assert answer.status == status
    answer.valid("errors" if status >= 400 else "service_requests")


@pytest.mark.parametrize(
    "path", ["services/no-such", "requests/GH-2026-000001-0", "tokens/12345", "services/clean.yaml"]
)
def test_what_there_is_not_answers_404(client_of: Make, path: str) -> None:
    answer = client_of().get(path)
    assert (answer.status, answer.valid("errors")[0]["code"]) == (404, 404)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", "application/json"),
        ("text/xml", "text/xml"),
        ("<<;;,,q=/%%", "text/xml"),
        ("*/*", "text/xml"),
    ],
)
def test_a_broken_accept_gets_xml(client_of: Make, accept: str, kind: str) -> None:
    assert client_of().bare("services", accept).kind == f"{kind}; charset=utf-8"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (BOMB, "text/xml"),
        (BOMB, "application/xml"),
        (b'{"service_code": "clean"}', "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"--x\r\nbroken", "multipart/form-data"),
        (b"description=%FF%FE&api_key=%ED%A0%80", "application/x-www-form-urlencoded"),
        (b"description=x", "application/x-www-form-urlencoded; charset=gb18030"),
        (b"&".join(b"a%d=1" % n for n in range(3000)), "application/x-www-form-urlencoded"),
        (b"description=" + b"x" * 6_000_000, "application/x-www-form-urlencoded"),
    ],
)
def test_bodies_that_are_no_form(client_of: Make, body: bytes, kind: str) -> None:
    answer = client_of().raw(body, kind)
    assert answer.status in {400, 403}
    answer.valid("errors")


def test_nothing_in_mulin_reads_xml() -> None:
    """A bomb harms only who opens it. What office files hold is read by the library that knows how."""
    reader = re.compile(r"ElementTree|minidom|expat|lxml|xml\.sax\.(?!saxutils)|xmltodict|BeautifulSoup")
    files = list(Path(mulin.__file__).parent.rglob("*.py"))
    assert len(files) > 300
    only_named = "from xml.etree.ElementTree import ParseError"  # what that library raises
    assert not [path.name for path in files if reader.search(path.read_text("utf-8").replace(only_named, ""))]


def test_too_many_a_minute_are_told_to_wait_and_nothing_accepted_is_lost(
    client_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand in a minute, at the size of a test."""
    monkeypatch.setattr(endpoints, "A_MINUTE", 12)
    client, other = client_of(token()), client_of(token(name="别的程序"))
    answers = [client.post(service_code="clean", description=f"第 {n} 条", **INSIDE) for n in range(30)]
    taken = [one.value[0]["service_request_id"] for one in answers if one.status == 201]
    late = [one for one in answers if one.status == 429]
    assert (len(taken), len(late)) == (12, 18)
    assert {one.headers["Retry-After"] for one in late} == {"60"}
    late[0].valid("errors")
    assert {*Voice.objects.values_list("thread__number", flat=True)} == {*taken}
    assert Posted.objects.count() == 12
    assert other.post(service_code="clean", description="我没有多递", **INSIDE).status == 201  # each key its own


def test_a_browser_of_somebody_signed_in_sends_no_more_than_a_program(live_server: LiveServer, town: World) -> None:
    """Without a key nothing is taken, whoever is signed in: another site cannot post with her cookies."""
    cache.clear()
    browser = Browser(enforce_csrf_checks=True)
    assert browser.post("/open311/v2/requests.json", {"service_code": "clean"}).status_code == 403
    assert "Access-Control-Allow-Origin" not in browser.post("/open311/v2/requests.json", {}).headers
    assert browser.get("/open311/v2/services.json").headers["Access-Control-Allow-Origin"] == "*"
