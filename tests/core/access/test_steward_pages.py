"""The steward's pages, and who may open which page of access."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern
from django.utils import timezone

from mulin.core.access import actions, urls
from mulin.core.access.models import Login
from mulin.core.gate import SYSTEM
from tests.core.access.signing import sign_in

pytestmark = pytest.mark.django_db
GOOD = "桂花开了满院香 2026"


@pytest.fixture
def steward(client, town):
    return sign_in(client, town.steward)


def test_a_worker_is_opened_with_role_and_first_password_at_once(steward, town):
    data = {"key": "k", "display_name": "张三", "username": "zhangsan", "place": town.here.uuid, "role": "worker"}
    page = steward.post("/desk/logins/new/staff/", data)
    assert page.status_code == 200
    first = page.context["first"]
    assert first in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    login = Login.objects.get(username="zhangsan")
    assert town.viewer(login).can("voice.record", town.here.path)
    assert login.check_password(first)
    again = steward.post("/desk/logins/new/staff/", data)
    assert again.status_code == 422
    assert "刚才已经办好了" in again.content.decode()
    taken = steward.post("/desk/logins/new/staff/", {**data, "key": "other"})
    assert "已经有人用" in taken.content.decode()
    assert login.role_grants.count() == 1


def test_a_unit_login_is_opened(steward, town):
    data = {"key": "k", "display_name": "陈", "username": "wuye", "group": town.unit.uuid}
    assert steward.post("/desk/logins/new/unit/", data).status_code == 200
    assert Login.objects.get(username="wuye").group == town.unit


def test_roles_are_given_and_taken(steward, town):
    path = f"/desk/logins/{town.worker.uuid}/"
    assert steward.post(path, {"key": "k", "role": "office", "place": town.street.uuid}).status_code == 302
    assert "街道办" in steward.get(path).content.decode()
    assert steward.post(path, {"key": "l", "role": "office", "place": town.street.uuid}).status_code == 422
    grant = town.worker.role_grants.get(role="office")
    assert steward.post(f"/desk/grants/{grant.uuid}/end/").url == path
    assert not town.viewer(town.worker).can_somewhere("office.see")


def test_logins_are_closed_opened_and_reset(steward, town):
    path = f"/desk/logins/{town.worker.uuid}/"
    sign_in(Client(), town.worker)
    assert "清掉手机验证" in steward.get(path).content.decode()
    steward.post(f"{path}reset-second/")
    assert "清掉手机验证" not in steward.get(path).content.decode()
    steward.post(f"{path}disable/")
    assert not Login.objects.get(pk=town.worker.pk).is_active
    assert "已停用" in steward.get(path).content.decode()
    steward.post(f"{path}enable/")
    assert Login.objects.get(pk=town.worker.pk).is_active
    page = steward.post(f"{path}first-password/", {"key": "k"})
    assert Login.objects.get(pk=town.worker.pk).check_password(page.context["first"])
    assert steward.post(f"{path}first-password/", {"key": "k"}).status_code == 302
    assert steward.post(f"{path}first-password/", {}).status_code == 404


def test_the_last_steward_is_told_why_she_stays(steward, town):
    answer = steward.post(f"/desk/logins/{town.steward.uuid}/disable/", follow=True)
    assert "最后一位管理员" in answer.content.decode()
    grant = town.steward.role_grants.get()
    assert "最后一位管理员" in steward.post(f"/desk/grants/{grant.uuid}/end/", follow=True).content.decode()


def test_the_list_is_paginated_filtered_and_asks_the_same_number_of_questions(steward, town):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert steward.get("/desk/logins/").status_code == 200
        return len(asked)

    few = count()
    for index in range(25):
        login = actions.create_staff_login(
            username=f"w{index:02}", display_name=f"社工{index:02}", place=town.here, by=town.by, now=timezone.now()
        )
        actions.grant_role(login, role="worker", place=town.here, by=town.by, now=timezone.now())
    assert count() == few
    assert few <= 12
    assert "社工24" not in steward.get("/desk/logins/").content.decode()
    assert "社工24" in steward.get("/desk/logins/?page=2").content.decode()
    found = steward.get("/desk/logins/?q=社工24").content.decode()
    assert "社工24" in found
    assert "社工23" not in found


def test_a_local_steward_sees_and_touches_only_her_place(client, town):
    local = actions.create_staff_login(
        username="local", display_name="某", place=town.there, by=town.by, now=timezone.now()
    )
    actions.grant_role(local, role="steward", place=town.there, by=town.by, now=timezone.now())
    sign_in(client, local)
    assert "小李" not in client.get("/desk/logins/").content.decode()
    assert client.get(f"/desk/logins/{town.worker.uuid}/").status_code == 404
    for act in ("disable", "enable", "reset-second", "first-password"):
        assert client.post(f"/desk/logins/{town.worker.uuid}/{act}/", {"key": "k"}).status_code == 404
    grant = town.worker.role_grants.get()
    assert client.post(f"/desk/grants/{grant.uuid}/end/").status_code == 404
    data = {"key": "k", "display_name": "张", "username": "zh", "place": town.street.uuid, "role": "steward"}
    assert client.post("/desk/logins/new/staff/", data).status_code == 422
    assert not Login.objects.filter(username="zh").exists()


# who is let in: passer-by, resident (by card), unit (by link), worker, steward; by page
OPEN, GATE, NONE = 200, 302, 404
ADMITTED = {
    "door": (200, 200, 200, 200, 200),
    "staff": (200, 200, 200, 200, 200),
    "unit": (200, 200, 200, 200, 200),
    "card": (200, 200, 200, 200, 200),
    "link": (200, 200, 200, 200, 200),
    "new_password": (302, 302, 302, 302, 302),  # nobody is half way in: back to the door
    "second": (302, 302, 302, 302, 302),
    "sign_out": (405, 405, 405, 405, 405),
    "change_password": (302, 302, 302, 200, 302),  # residents, units by link and this steward have no password
    "looks": (302, 200, 200, 200, 200),
    "cards": (302, 404, 404, 200, 404),
    "unit_link": (302, 404, 404, 200, 404),
    "card_pdf": (405, 405, 405, 405, 405),
    "letter_pdf": (405, 405, 405, 405, 405),
    "revoke_card": (405, 405, 405, 405, 405),
    "unlock_card": (405, 405, 405, 405, 405),
    "logins": (302, 404, 404, 404, 200),
    "new_staff": (302, 404, 404, 404, 200),
    "new_unit": (302, 404, 404, 404, 200),
    "login": (302, 404, 404, 404, 200),
    "first_password": (405, 405, 405, 405, 405),
    "disable": (405, 405, 405, 405, 405),
    "enable": (405, 405, 405, 405, 405),
    "reset_second": (405, 405, 405, 405, 405),
    "keys": (302, 404, 404, 404, 200),
    "revoke_key": (405, 405, 405, 405, 405),
    "end_role": (405, 405, 405, 405, 405),
}
RIGHTS = {  # pages about what is held of one person have tests of their own: test_rights_pages
    "me", "my_copy_pdf", "my_copy_json", "my_withdraw", "my_ask", "my_part",
    "rights", "requests", "request", "copy", "copy_pdf", "copy_json", "refusal_pdf", "answer",
}  # fmt: skip
POSTED = {  # what an empty POST answers, where it could do harm
    "cards": (404, 404, 404, 422, 404),
    "unit_link": (404, 404, 404, 422, 404),
    "card_pdf": (404, 404, 404, 404, 404),
    "letter_pdf": (404, 404, 404, 404, 404),
    "revoke_card": (404, 404, 404, 302, 404),
    "unlock_card": (404, 404, 404, 302, 404),
    "logins": (405, 405, 405, 405, 405),
    "new_staff": (404, 404, 404, 404, 422),
    "new_unit": (404, 404, 404, 404, 422),
    "login": (404, 404, 404, 404, 422),
    "first_password": (404, 404, 404, 404, 404),
    "disable": (404, 404, 404, 404, 302),
    "enable": (404, 404, 404, 404, 302),
    "reset_second": (404, 404, 404, 404, 302),
    "keys": (404, 404, 404, 404, 422),
    "revoke_key": (404, 404, 404, 404, 302),
    "end_role": (404, 404, 404, 404, 302),
    "change_password": (404, 302, 302, 422, 302),
    "looks": (405, 405, 405, 405, 405),
}


@pytest.fixture
def visitors(town):
    now = timezone.now()
    actions.set_password(town.worker, password=GOOD, by=town.at_counter)
    issued = actions.issue_card(town.wang, by=town.at_counter, now=now)
    resident, unit = Client(), Client()
    resident.post("/card/", {"number": issued.card.number, "pin": issued.pin})
    unit.get("/in/link/", {"t": actions.make_unit_link(town.unit, by=town.at_counter, now=now).token})
    unit.post("/in/link/")
    ids = {
        "person": town.wang.uuid,
        "group": town.unit.uuid,
        "card": issued.card.uuid,
        "login": town.worker.uuid,
        "key": actions.make_key(town.street, name="小程序", scope="open311.post", by=SYSTEM, now=now).row.uuid,
        "grant": town.worker.role_grants.get().uuid,
    }
    return [Client(), resident, unit, sign_in(Client(), town.worker), sign_in(Client(), town.steward)], ids


def path_of(pattern: URLPattern, ids: dict[str, object]) -> str:
    text = str(pattern.pattern)
    for name, value in ids.items():
        text = text.replace(f"<uuid:{name}>", str(value))
    return f"/{text}"


def test_every_page_lets_in_exactly_whom_it_says(visitors):
    clients, ids = visitors
    seen = {
        pattern.name: tuple(client.get(path_of(pattern, ids)).status_code for client in clients)
        for pattern in urls.urlpatterns
        if pattern.name not in RIGHTS
    }
    assert seen == ADMITTED


@pytest.mark.parametrize("name", sorted(POSTED))
def test_every_button_obeys_exactly_those(visitors, name):
    clients, ids = visitors
    pattern = next(pattern for pattern in urls.urlpatterns if pattern.name == name)
    assert tuple(client.post(path_of(pattern, ids)).status_code for client in clients) == POSTED[name]
