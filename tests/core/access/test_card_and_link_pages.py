"""Cards and links in the browser."""

from __future__ import annotations

import base64
import zlib
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from mulin.core.access import actions, tokens
from mulin.core.access.models import Card, Login, OneTimeLink
from tests.core.access.signing import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(town):
    return actions.issue_card(town.wang, by=town.at_counter, now=timezone.now())


@pytest.fixture
def made(town):
    return actions.make_unit_link(town.unit, by=town.at_counter, now=timezone.now())


def stored_sessions() -> str:
    """Everything in the session table, unpacked."""
    texts = []
    for data in Session.objects.values_list("session_data", flat=True):
        packed = data.rsplit(":", 2)[0]
        raw = base64.urlsafe_b64decode(packed.lstrip(".") + "=" * (-len(packed.lstrip(".")) % 4))
        texts.append((zlib.decompress(raw) if packed.startswith(".") else raw).decode())
    return " ".join(texts)


def test_the_qr_code_moves_into_the_session_and_the_pin_opens(client, issued):
    answer = client.get("/card/", {"t": issued.token, "next": "/in/looks/"})
    assert answer.url == "/card/?next=%2Fin%2Flooks%2F"
    text = client.get(answer.url).content.decode()
    assert issued.token not in text
    assert "卡号" not in text.split("<form", 1)[1].split("</form>", 1)[0]
    assert issued.token not in stored_sessions()
    assert tokens.mac("card", issued.token) in stored_sessions()
    assert client.post("/card/", {"pin": issued.pin, "next": "/in/looks/"}).url == "/in/looks/"
    assert client.get("/in/looks/").status_code == 200
    assert issued.pin not in stored_sessions()


def test_the_number_may_be_typed(client, issued):
    assert client.post("/card/", {"number": tokens.grouped(issued.card.number), "pin": issued.pin}).url == "/"
    assert client.get("/in/looks/").status_code == 200


def test_another_card_may_be_taken(client, issued):
    client.get("/card/", {"t": issued.token})
    assert client.get("/card/", {"t": ""}).url == "/card/"
    assert "卡号" in client.get("/card/").content.decode()


def test_the_fifth_wrong_pin_locks_here_too(client, issued):
    wrong = "472905" if issued.pin != "472905" else "472906"
    client.get("/card/", {"t": issued.token})
    answers = [client.post("/card/", {"pin": wrong}).content.decode() for _ in range(5)]
    assert ["锁住。请带上它" in text for text in answers] == [False] * 4 + [True]
    assert client.post("/card/", {"pin": issued.pin}).status_code == 422
    assert client.get("/in/looks/").status_code == 302


def test_an_unknown_card_and_a_wrong_pin_look_alike(client, issued):
    answers = []
    for token, pin in ((issued.token, "000000"), ("x" * 22, issued.pin)):
        client.get("/card/", {"t": token})
        answer = client.post("/card/", {"pin": pin})
        answers.append((answer.status_code, "卡或密码不对" in answer.content.decode()))
    assert answers == [(422, True), (422, True)]


def test_one_address_has_thirty_tries_in_ten_minutes(client, issued):
    for _ in range(30):
        client.post("/card/", {"number": "00000000", "pin": "1"})
    assert "试的次数太多" in client.post("/card/", {"number": "00000000", "pin": "1"}).content.decode()


def test_a_revoked_card_ends_the_session(client, issued, town):
    client.post("/card/", {"number": issued.card.number, "pin": issued.pin})
    assert client.get("/in/looks/").status_code == 200
    actions.revoke_card(issued.card, by=town.at_counter, now=timezone.now())
    assert client.get("/in/looks/").status_code == 302


def test_a_worker_who_comes_with_her_own_card_is_a_resident_here(client, town):
    """No second factor was asked: so no role counts."""
    login = actions.create_staff_login(
        username="wang", display_name="王", place=town.here, person=town.wang, by=town.by, now=timezone.now()
    )
    actions.grant_role(login, role="worker", place=town.here, by=town.by, now=timezone.now())
    issued = actions.issue_card(town.wang, by=town.at_counter, now=timezone.now())
    client.post("/card/", {"number": issued.card.number, "pin": issued.pin})
    assert client.get("/in/looks/").status_code == 200
    assert client.get(f"/desk/cards/{town.wang.uuid}/").status_code == 404


def test_a_preview_does_not_burn_the_link(client, made, town):
    assert client.get("/in/link/", {"t": made.token}).url == "/in/link/"
    assert client.head("/in/link/").status_code == 200
    assert town.unit.name in client.get("/in/link/").content.decode()
    assert OneTimeLink.objects.get().used_at is None
    assert made.token not in stored_sessions()
    assert client.post("/in/link/").url == "/"
    assert OneTimeLink.objects.get().used_at is not None
    assert client.get("/in/").content.decode().count(town.unit.name) >= 1


def test_a_used_link_opens_nothing(client, made):
    for browser, status in ((client, 302), (Client(), 422)):
        browser.get("/in/link/", {"t": made.token})
        assert browser.post("/in/link/").status_code == status
    text = Client().get("/in/link/", {"t": made.token}, follow=True).content.decode()
    assert "打不开门" in text


def test_an_old_or_unknown_link_says_so(client, made):
    OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for token in (made.token, "x" * 22):
        client.get("/in/link/", {"t": token})
        assert "打不开门" in client.get("/in/link/").content.decode()


def test_the_counter_issues_a_card_and_shows_its_secrets_once(client, town):
    sign_in(client, town.worker)
    path = f"/desk/cards/{town.wang.uuid}/"
    key = "form-1"
    assert "还没有发过卡" in client.get(path).content.decode()
    page = client.post(path, {"key": key, "pin": ""})
    text = page.content.decode()
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    issued = page.context["issued"]
    assert page.context["pin"] in text
    again = client.post(path, {"key": key, "pin": ""})
    assert again.status_code == 422
    assert "刚才已经办好了" in again.content.decode()
    assert Card.objects.count() == 1
    later = client.get(path).content.decode()
    assert tokens.grouped(issued.card.number) in later
    assert issued.token not in later
    assert page.context["pin"] not in later


def test_the_card_and_the_letter_are_printed_apart(client, town):
    sign_in(client, town.worker)
    page = client.post(f"/desk/cards/{town.wang.uuid}/", {"key": "k", "pin": "472905"})
    issued = page.context["issued"]
    secrets = {"token": issued.token, "pin": issued.pin}
    for name in ("card", "letter"):
        path = f"/desk/card/{issued.card.uuid}/{name}.pdf"
        answer = client.post(path, secrets)
        assert answer.status_code == 200, answer.content[:200]
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["Cache-Control"] == "no-store"
        assert client.post(path, {**secrets, "token": "other"}).status_code == 404
        assert client.get(path).status_code == 405


def test_the_counter_revokes_and_unlocks(client, town, issued):
    sign_in(client, town.worker)
    Card.objects.update(failures=5, locked_at=timezone.now())
    assert "锁住了" in client.get(f"/desk/cards/{town.wang.uuid}/").content.decode()
    client.post(f"/desk/card/{issued.card.uuid}/unlock/")
    assert Card.objects.get().locked_at is None
    client.post(f"/desk/card/{issued.card.uuid}/revoke/")
    assert Card.objects.get().revoked_at is not None
    assert "已停用" in client.get(f"/desk/cards/{town.wang.uuid}/").content.decode()


def test_the_counter_makes_a_link(client, town):
    sign_in(client, town.worker)
    page = client.post(f"/desk/unit-link/{town.unit.uuid}/", {"key": "k"})
    assert page.context["address"] in page.content.decode()
    assert client.post(f"/desk/unit-link/{town.unit.uuid}/", {"key": "k"}).status_code == 422
    assert OneTimeLink.objects.count() == 1


def test_foreign_people_and_units_are_not_there(client, town, issued):
    other = actions.create_staff_login(
        username="anders", display_name="某", place=town.there, by=town.by, now=timezone.now()
    )
    actions.grant_role(other, role="worker", place=town.there, by=town.by, now=timezone.now())
    sign_in(client, Login.objects.get(pk=other.pk))
    assert client.get(f"/desk/cards/{town.wang.uuid}/").status_code == 404
    assert client.get(f"/desk/unit-link/{town.unit.uuid}/").status_code == 404
    for path in ("revoke/", "unlock/", "card.pdf", "letter.pdf"):
        secrets = {"token": issued.token, "pin": issued.pin}
        assert client.post(f"/desk/card/{issued.card.uuid}/{path}", secrets).status_code == 404
    assert Card.objects.get().revoked_at is None


def test_she_reads_who_looked(client, town, issued):
    now = timezone.now()
    for _ in range(25):
        with actions.look(subjects=[town.wang.uuid], field="电话", purpose="上门前打电话", by=town.at_counter, now=now):
            pass
    client.post("/card/", {"number": issued.card.number, "pin": issued.pin})
    text = client.get("/in/looks/").content.decode()
    assert text.count("看了电话，为了上门前打电话") == 20
    assert "小李" in text
    assert client.get("/in/looks/?page=2").content.decode().count("看了电话") == 5
