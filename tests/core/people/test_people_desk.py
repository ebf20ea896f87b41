import re
from datetime import date

import pytest

from mulin.core.gate import SYSTEM
from mulin.core.people import actions
from mulin.core.people.models import Consent, Delegation, Person
from tests.core.nouns import NOW, TODAY, build, client

pytestmark = pytest.mark.django_db
LIST = "/desk/people/"


@pytest.fixture
def town():
    return build()


@pytest.fixture
def worker(town):
    return client("worker", town.gh)


def add(town, name="王桂芳", at=None, **more):
    return actions.add_person(name=name, place=at or town.door, by=SYSTEM, now=NOW, **more)


def test_numbers_are_masked_in_the_list(town, worker):
    add(town, phone="13800001234", birth_year=1944)
    body = worker.get(LIST, {"q": "３－２０１"}).content.decode()
    assert "138****1234" in body
    assert "13800001234" not in body
    assert "3幢201" in body
    assert "1944" in body


def test_who_is_let_in(town):
    wang = add(town)
    stranger, passer = client("worker", town.yx), client("callback", town.gh)
    for address in (LIST, f"{LIST}new/", f"{LIST}{wang.uuid}/", f"{LIST}{wang.uuid}/edit/"):
        assert passer.get(address).status_code == 404
    assert "王桂芳" not in stranger.get(LIST).content.decode()
    assert stranger.get(f"{LIST}{wang.uuid}/").status_code == 404
    for act in ("edit", "left", "consent", "withdraw", "delegation"):
        assert stranger.post(f"{LIST}{wang.uuid}/{act}/").status_code == 404
    steward = client("steward", town.street)  # reads, does not edit
    assert steward.get(f"{LIST}{wang.uuid}/").status_code == 200
    assert steward.post(f"{LIST}{wang.uuid}/edit/").status_code == 404


def test_the_list_asks_the_same_few_questions(town, worker, django_assert_max_num_queries):
    asked = []
    for first, last in ((0, 5), (5, 25)):
        for number in range(first, last):
            add(town, f"居民{number:02}", at=town.at(f"3-{301 + number}"))
        with django_assert_max_num_queries(12) as queries:
            assert f"{last} 位居民" in worker.get(LIST).content.decode()
        asked.append(len(queries))
    assert asked[0] == asked[1]
    add(town, "第二十六位")
    assert "下一页" in worker.get(LIST).content.decode()


@pytest.mark.parametrize("rows", [5, 25])
def test_a_person_page_asks_the_same_few_questions(town, worker, rows, django_assert_max_num_queries):
    wang = add(town)
    other = add(town, "女儿")
    for number in range(rows):
        actions.give_consent(person=wang, purpose="photo", wording=f"第{number}句", by=SYSTEM, now=NOW)
        actions.delegate(principal=wang, delegate=other, purposes=["voice"], starts_on=TODAY, by=SYSTEM, now=NOW)
    with django_assert_max_num_queries(12):
        worker.get(f"{LIST}{wang.uuid}/")


def form(town, **more):
    return {"name": "王桂芳", "community": town.gh.pk, "door": "3-201", "birth_year": "1944", "phone": "", **more}


def test_adding_and_finding_again(town, worker):
    first = worker.post(f"{LIST}new/", form(town, key="k1"))
    assert first.status_code == 302
    again = worker.post(f"{LIST}new/", form(town, key="k2"), follow=True)
    assert "已经登记过" in again.content.decode()
    assert Person.objects.count() == 1


def test_people_of_one_name_are_told_apart_by_door(town, worker):
    add(town, birth_year=1944)
    page = worker.post(f"{LIST}new/", form(town, door="4-302", key="k"))
    assert page.status_code == 422
    body = page.content.decode()
    assert "3幢201" in body
    assert "都不是" in body
    assert worker.post(f"{LIST}new/", form(town, door="4-302", another="on", key="k")).status_code == 302
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"door": "99-1"}, "没有 99 幢"), ({"name": "长" * 500}, "120"), ({"birth_year": "1899"}, "出生年份"),
        ({"birth_year": "2999"}, "出生年份"), ({"phone": "=cmd|x"}, "电话"), ({"name": ""}, "姓名"),
        ({"name": "\x00"}, "姓名"), ({"birth_year": "9" * 30}, "出生年份"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(town, worker, wrong, words):
    page = worker.post(f"{LIST}new/", form(town, **{"phone": "110", **wrong}))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert 'value="110"' in page.content.decode() or "phone" in wrong
    assert not Person.objects.exists()


def based_on(page):
    return re.search(r'name="based_on" value="([0-9a-f]{16})"', page.content.decode()).group(1)


def test_two_editors(town, worker):
    wang = add(town, birth_year=1944, phone="13800001234")
    address = f"{LIST}{wang.uuid}/edit/"
    opened = worker.get(address)
    assert "13800001234" not in opened.content.decode()
    first = based_on(opened)
    assert worker.post(address, form(town, door="3幢201", name="王桂英", based_on=first)).status_code == 302
    late = worker.post(address, form(town, door="3幢201", name="王桂香", based_on=first))
    assert late.status_code == 422
    body = late.content.decode()
    assert "王桂英" in body  # theirs
    assert 'value="王桂香"' in body  # what was typed
    assert Person.objects.get().name == "王桂英"
    assert worker.post(address, form(town, door="3幢201", name="王桂香", based_on=based_on(late))).status_code == 302
    row = Person.objects.get()
    assert (row.name, row.phone) == ("王桂香", "13800001234")


def test_editing_moves_and_forgets_the_number(town, worker):
    wang = add(town, phone="13800001234")
    address = f"{LIST}{wang.uuid}/edit/"
    assert worker.post(address, form(town, door="4-101", no_phone="on")).status_code == 302
    row = Person.objects.select_related("place").get()
    assert (row.place.name, row.phone) == ("4幢101", "")
    assert worker.post(address, form(town, door="88-1")).status_code == 422


def test_leaving(town, worker):
    wang = add(town)
    address = f"{LIST}{wang.uuid}/left/"
    assert worker.get(address).status_code == 405
    assert worker.post(address, {"on": "2999-01-01"}).status_code == 422
    assert worker.post(address, {"on": "2025-01-01"}).status_code == 302
    assert Person.objects.get().left_on == date(2025, 1, 1)


def test_consent_at_the_counter(town, worker):
    wang = add(town)
    address = f"{LIST}{wang.uuid}/"
    assert worker.post(f"{address}consent/", {"purpose": "photo", "wording": ""}).status_code == 422
    assert worker.post(f"{address}consent/", {"purpose": "photo", "wording": "同意登照片"}).status_code == 302
    assert "同意登照片" in worker.get(address).content.decode()
    worker.post(f"{address}withdraw/", {"purpose": "photo"})
    assert Consent.objects.get().withdrawn_at is not None


def test_a_childs_consent_is_asked_of_her_guardian(town, worker):
    child = add(town, "王小小", birth_year=2018)
    mother = add(town, "王妈妈")
    address = f"{LIST}{child.uuid}/"
    yes = {"purpose": "photo", "wording": "同意登照片"}
    assert "监护人" in worker.post(f"{address}consent/", yes).content.decode()
    trust = {"delegate": "王妈妈", "purposes": ["photo", "voice"], "starts_on": "2020-01-01"}
    assert worker.post(f"{address}delegation/", trust).status_code == 302
    assert worker.post(f"{address}consent/", {**yes, "given_by": str(mother.uuid)}).status_code == 302
    assert Consent.objects.get().given_by == mother
    assert worker.post(f"/desk/delegation/{Delegation.objects.get().uuid}/end/").status_code == 302
    assert Delegation.objects.get().ends_on is not None


def test_a_delegate_of_a_common_name_needs_a_door(town, worker):
    wang = add(town)
    add(town, "李明")
    add(town, "李明", at=town.at("4-101"))
    address = f"{LIST}{wang.uuid}/delegation/"
    trust = {"delegate": "李明", "purposes": ["voice"], "starts_on": "2026-01-01"}
    page = worker.post(address, trust)
    assert page.status_code == 422
    assert "4幢101" in page.content.decode()
    assert worker.post(address, {**trust, "delegate_door": "4幢101"}).status_code == 302
    assert worker.post(address, {**trust, "delegate": "没有的人"}).status_code == 422


def test_hostile_names_are_only_text(town, worker):
    add(town, "<script>alert(1)</script>")
    assert "<script>alert" not in worker.get(LIST).content.decode()
