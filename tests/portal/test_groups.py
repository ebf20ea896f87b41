"""Units and other groups at the desk."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from mulin.core.gate import SYSTEM
from mulin.core.groups.actions import edit_group, found_group
from mulin.core.groups.models import Group
from tests import world
from tests.browsers import signed_in

pytestmark = pytest.mark.django_db
LIST = "/desk/groups/"


@pytest.fixture
def town() -> world.World:
    cache.clear()
    return world.build()


@pytest.fixture
def clerk(town: world.World) -> Client:
    return signed_in("office-1", "office", town.street)


@pytest.fixture
def worker(town: world.World) -> Client:
    return signed_in("gh-worker", "worker", town.gh)


def body(page: Any) -> str:
    return str(page.content.decode())


def test_a_worker_finds_her_own_units_and_those_of_the_street(worker: Client) -> None:
    page = body(worker.get(LIST))
    assert "桂花新村物业" in page
    assert "自来水营业所" in page
    assert "银杏里居委会" not in page
    assert "登记一个" not in page
    assert "自来水营业所" not in body(worker.get(f"{LIST}?kind=property"))
    assert "桂花新村物业" not in body(worker.get(f"{LIST}?q=自来水"))


def test_the_list_asks_the_database_no_more_for_fifty(
    town: world.World, clerk: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(50):
        found_group(
            key=f"street:{number}", kind="unit", name=f"单位{number}", place=town.street, by=SYSTEM, now=world.NOON
        )
    clerk.get(LIST)
    with django_assert_max_num_queries(12):
        page = body(clerk.get(LIST))
    assert "55 个单位和组织" in page
    assert page.count('<th scope="row"') == 25


def test_from_the_page_of_a_unit_one_link_leads_to_the_link_for_it(town: world.World, worker: Client) -> None:
    address = f"/desk/unit-link/{town.property.uuid}/"
    assert address in body(worker.get(f"{LIST}{town.property.uuid}/"))
    assert worker.get(address).status_code == 200
    assert f"/desk/unit-link/{town.water.uuid}/" not in body(worker.get(f"{LIST}{town.water.uuid}/"))


def test_who_signs_in_for_it_is_the_stewards_to_see(town: world.World, clerk: Client) -> None:
    steward = signed_in("gh-colleague", "steward", town.street)
    assert "unit-gh-property" in body(steward.get(f"{LIST}{town.property.uuid}/"))
    assert "unit-gh-property" not in body(clerk.get(f"{LIST}{town.property.uuid}/"))


def test_registering_and_correcting(town: world.World, clerk: Client) -> None:
    typed = {"name": "供电服务站", "kind": "unit", "place": town.street.pk, "key": "street:power", "answers": "on"}
    page = clerk.post(f"{LIST}new/", typed)
    assert page.status_code == 302
    row = Group.objects.get(key="street:power")
    assert (row.name, row.answers, row.place) == ("供电服务站", True, town.street)
    assert clerk.post(f"{LIST}new/", typed).status_code == 422  # the key is taken
    given = {"name": "供电所", "phone": "000-1", "hours": "每天", "answers": ""}
    assert clerk.post(f"{LIST}{row.uuid}/", given).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.phone, row.answers) == ("供电所", "000-1", False)


def test_two_editors(town: world.World, clerk: Client) -> None:
    address = f"{LIST}{town.water.uuid}/"
    found = re.search(r'name="based_on" value="(\w+)"', body(clerk.get(address)))
    assert found
    edit_group(group=town.water, name="自来水站", by=SYSTEM, now=world.NOON)
    page = clerk.post(address, {"name": "水厂", "based_on": found[1]})
    assert page.status_code == 422
    assert "现在登记的是" in body(page)
    assert Group.objects.get(pk=town.water.pk).name == "自来水站"


def test_a_unit_that_was_dissolved_is_given_nothing_more(town: world.World, clerk: Client) -> None:
    assert clerk.post(f"{LIST}{town.water.uuid}/end/").status_code == 302
    page = body(clerk.get(f"{LIST}{town.water.uuid}/"))
    assert "撤销" in page
    assert "/desk/unit-link/" not in page
    assert "自来水营业所" not in body(clerk.get(LIST))
    assert clerk.post(f"{LIST}{town.water.uuid}/", {"name": "水厂"}).status_code == 404
    again = clerk.post(f"{LIST}{town.water.uuid}/end/", follow=True)
    assert "已经撤销了" in body(again)


def test_a_worker_changes_nothing(town: world.World, worker: Client) -> None:
    address = f"{LIST}{town.property.uuid}/"
    assert worker.post(address, {"name": "别的"}).status_code == 404
    assert worker.post(f"{address}end/").status_code == 404
    assert worker.get(f"{LIST}new/").status_code == 404
    secretary = signed_in("gh-colleague", "secretary", town.gh)
    assert secretary.post(f"{LIST}{town.water.uuid}/", {"name": "别的"}).status_code == 404
    assert secretary.post(f"{LIST}{town.water.uuid}/end/").status_code == 404
