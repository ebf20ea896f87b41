"""The door in the browser: passwords, phones, sessions."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.http import Http404, HttpRequest
from django.test import Client
from django.utils import timezone

from mulin.core.access import actions, sessions
from mulin.core.access.models import Login, SecondFactor
from tests.core.access.signing import code, sign_in

pytestmark = pytest.mark.django_db
GOOD = "桂花开了满院香 2026"


@pytest.fixture
def worker(town):
    actions.set_password(town.worker, password=GOOD, by=town.at_counter)
    return town.worker


@pytest.fixture
def clock(monkeypatch):
    """Moves the clock of the pages."""
    real = timezone.now
    offset = [timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: real() + offset[0])

    def move(**by: float) -> None:
        offset[0] += timedelta(**by)

    return move


def knock(client, password=GOOD, **more):
    return client.post("/in/staff/", {"username": "xiaoli", "password": password, **more})


def inside(client) -> bool:
    return client.get("/in/password/").status_code == 200


def test_three_ways_in(client, town):
    text = client.get("/in/").content.decode()
    assert all(words in text for words in ("我有邻里卡", "我是工作人员", "我是单位的"))


def test_a_page_that_wants_a_sign_in_sends_to_the_door_and_back(client, worker):
    answer = client.get("/in/password/")
    assert answer.status_code == 302
    assert answer.url == "/in/?next=/in/password/"
    assert "/in/staff/?next=%2Fin%2Fpassword%2F" in client.get(answer.url).content.decode()


def test_a_worker_sets_up_her_phone_at_the_first_time(client, worker):
    key = client.session.session_key
    assert knock(client, next="/in/password/").url == "/in/second/"
    assert not inside(client)
    page = client.get("/in/second/")
    text = page.content.decode()
    svg = re.search(r"<svg class=\"qr\".*?</svg>", text, re.DOTALL)
    assert svg is not None
    assert "style" not in svg.group()
    phone = SecondFactor.objects.get()
    assert phone.written_key in text
    assert "no-store" in page.headers["Cache-Control"]
    assert client.post("/in/second/", {"code": "abc"}).status_code == 422
    answer = client.post("/in/second/", {"code": code(phone)})
    assert answer.url == "/in/password/"
    assert inside(client)
    assert client.session.session_key != key


def test_the_next_time_the_phone_is_asked_and_no_secret_shown(client, worker):
    sign_in(client, worker)
    client.logout()
    knock(client)
    text = client.get("/in/second/").content.decode()
    assert "qr" not in text
    assert SecondFactor.objects.get().written_key not in text
    assert client.post("/in/second/", {"code": code(SecondFactor.objects.get(), 1)}).url == "/"
    assert inside(client)


def test_the_session_key_changes_at_every_step(client, worker):
    session = client.session
    session["slips"] = ["BG-2026-000001-1"]
    session.save()
    keys = [client.cookies["session"].value if "session" in client.cookies else session.session_key]
    client.cookies["session"] = session.session_key
    knock(client)
    keys.append(client.cookies["session"].value)
    client.post("/in/second/", {"code": code(SecondFactor.objects.get())})
    keys.append(client.cookies["session"].value)
    assert len(set(keys)) == 3
    assert "slips" not in client.session
    assert Session.objects.count() == 1


def test_wrong_passwords_say_nothing_exact_and_are_limited(client, worker):
    answers = [knock(client, "falsch") for _ in range(10)]
    assert {answer.status_code for answer in answers} == {422}
    assert all("登录名或密码不对" in answer.content.decode() for answer in answers)
    eleventh = knock(client)
    assert eleventh.status_code == 422
    assert "试的次数太多" in eleventh.content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)", "\\\\evil"])
def test_nobody_is_sent_elsewhere(client, worker, target):
    page = client.get("/in/", {"next": target})
    assert page.context["onward"] == ""
    assert 'href="/in/staff/"' in page.content.decode()
    knock(client, next=target)
    answer = client.post("/in/second/", {"code": code(SecondFactor.objects.get())})
    assert answer.url == "/"


def test_a_first_password_must_be_changed_before_the_phone(client, town, now):
    first = actions.give_first_password(town.worker, by=town.by, now=timezone.now())
    assert knock(client, first).url == "/in/new-password/"
    assert client.get("/in/second/").status_code == 302
    assert client.post("/in/new-password/", {"password": first, "again": first}).status_code == 422
    assert client.post("/in/new-password/", {"password": GOOD, "again": GOOD + "x"}).status_code == 422
    assert client.post("/in/new-password/", {"password": GOOD, "again": GOOD}).url == "/in/second/"
    assert client.post("/in/second/", {"code": code(SecondFactor.objects.get())}).url == "/"
    assert inside(client)


def test_half_way_in_is_not_in_and_ends_after_ten_minutes(client, worker, clock):
    knock(client)
    clock(minutes=9)
    assert client.get("/in/second/").status_code == 200
    clock(minutes=1)
    assert client.get("/in/second/").url == "/in/"
    assert client.get("/in/new-password/").url == "/in/"


def test_a_password_changed_in_between_ends_it_too(client, worker, town):
    knock(client)
    actions.set_password(Login.objects.get(pk=worker.pk), password=GOOD + "!", by=town.at_counter)
    assert client.get("/in/second/").url == "/in/"


def test_without_the_second_factor_a_worker_has_no_powers(client, worker, settings):
    client.force_login(worker)
    assert client.get(f"/desk/unit-link/{worker.uuid}/").status_code == 404
    assert client.get("/desk/logins/").status_code == 404
    request = HttpRequest()
    request.session = client.session
    request.user = worker
    worker.is_verified = lambda: False
    assert not sessions.has_powers(request, worker)
    settings.MULIN_MODE = "demo"
    assert sessions.has_powers(request, worker)


def test_a_steward_with_her_phone_has_them(client, town):
    assert sign_in(client, town.steward).get("/desk/logins/").status_code == 200


def test_a_lost_phone_ends_the_session(client, town, now):
    sign_in(client, town.worker)
    assert client.get("/in/looks/").status_code == 200
    actions.reset_second_factor(town.worker, by=town.by, now=now)
    assert client.get("/in/looks/").status_code == 302


def test_a_session_whose_phone_was_taken_away_by_hand_has_no_powers(client, town):
    sign_in(client, town.steward)
    SecondFactor.objects.all().delete()
    assert client.get("/desk/logins/").status_code == 404


@pytest.mark.parametrize("end", ["disable", "password", "out"])
def test_sessions_die(client, worker, town, now, end):
    sign_in(client, worker)
    assert inside(client)
    kept = client.cookies["session"].value
    if end == "disable":
        actions.disable_login(worker, by=town.by, now=now)
        actions.enable_login(worker, by=town.by, now=now)
    elif end == "password":
        actions.set_password(Login.objects.get(pk=worker.pk), password=GOOD + "!", by=town.at_counter)
    else:
        assert client.post("/in/out/").url == "/in/"
    client.cookies["session"] = kept
    assert not inside(client)


def test_an_ended_role_has_no_effect_from_the_next_request_on(client, town, now):
    actions.grant_role(town.worker, role="steward", place=town.here, by=town.by, now=timezone.now())
    sign_in(client, town.worker)
    assert client.get("/desk/logins/").status_code == 200
    actions.end_role(town.worker.role_grants.get(role="steward"), by=town.by, now=now)
    assert client.get("/desk/logins/").status_code == 404


def test_signing_out_takes_a_post(client, worker):
    sign_in(client, worker)
    assert client.get("/in/out/").status_code == 405
    assert inside(client)


def test_every_form_wants_its_csrf_token(worker):
    strict = Client(enforce_csrf_checks=True)
    for path in ("/in/staff/", "/in/unit/", "/in/second/", "/in/new-password/", "/in/out/", "/card/", "/in/link/"):
        assert strict.post(path, {}).status_code == 403, path


def test_changing_the_password_keeps_this_session_and_ends_the_others(client, worker):
    here, there = sign_in(client, worker), sign_in(Client(), worker)
    data = {"old": GOOD, "password": "银杏叶子黄了一地 7", "again": "银杏叶子黄了一地 7"}
    assert here.post("/in/password/", {**data, "old": "falsch"}).status_code == 422
    assert here.post("/in/password/", {**data, "password": "kurz", "again": "kurz"}).status_code == 422
    assert here.post("/in/password/", data).status_code == 302
    assert inside(here)
    assert not inside(there)


def test_a_worker_is_signed_out_after_half_an_hour_without_a_request(client, worker, clock):
    sign_in(client, worker)
    clock(minutes=29)
    assert inside(client)
    clock(minutes=29)
    assert inside(client)
    clock(minutes=30)
    assert not inside(client)
    assert not Session.objects.exists()


def test_reading_does_not_write_to_the_session(client, worker, clock):
    sign_in(client, worker)
    before = Session.objects.get().session_data
    clock(minutes=20)
    inside(client)
    clock(minutes=20)
    inside(client)
    assert Session.objects.get().session_data == before


@pytest.mark.parametrize("forgery", ["another session's", "made up", "none"])
def test_a_foreign_or_forged_cookie_does_not_help(client, worker, clock, forgery):
    sign_in(client, worker)
    clock(minutes=29)
    other = sign_in(Client(), worker)
    clock(minutes=2)
    assert inside(other)
    forged = {"another session's": other.cookies["seen"].value, "made up": "9999999999.x:y", "none": ""}
    client.cookies["seen"] = forged[forgery]
    assert not inside(client)


def test_a_worker_is_signed_out_after_eight_hours_however_busy(client, worker, clock):
    sign_in(client, worker)
    for _ in range(23):
        clock(minutes=20)
        assert inside(client)
    clock(minutes=20)
    assert not inside(client)


def test_limits_may_be_set(client, worker, clock, settings):
    settings.MULIN_SESSIONS = {"staff": (timedelta(hours=1), None)}
    sign_in(client, worker)
    clock(minutes=59)
    assert inside(client)
    clock(minutes=1)
    assert not inside(client)


def test_a_unit_signs_in_with_a_password_and_without_a_phone(client, town, now):
    login = actions.create_unit_login(username="wuye", display_name="陈", group=town.unit, by=town.by, now=now)
    first = actions.give_first_password(login, by=town.by, now=timezone.now())
    client.post("/in/unit/", {"username": "wuye", "password": first})
    assert client.post("/in/new-password/", {"password": GOOD, "again": GOOD}).url == "/"
    assert inside(client)


def test_stepping_into_somebody_is_for_the_demo_only(client, worker, settings):
    request = HttpRequest()
    request.session = client.session
    with pytest.raises(Http404):
        actions.step_into(request, worker)
    settings.MULIN_MODE = "demo"
    actions.step_into(request, worker)
    assert request.session[sessions.HOW] == sessions.DEMO
