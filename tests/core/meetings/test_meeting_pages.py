import re
from datetime import timedelta

import pytest
from django.urls import include, path
from django.utils import timezone

from mulin.core.gate import SYSTEM
from mulin.core.meetings.actions import add_item, call, close, dispose, open_meeting, sign_in, want
from mulin.core.meetings.models import Attendance, Meeting
from mulin.core.people.actions import add_person
from mulin.core.records import checks
from mulin.core.records.writing import writing
from mulin.project.urls import urlpatterns as root
from tests.core.nouns import NOW, build, client

handler404 = "mulin.portal.errors.not_found"
urlpatterns = [path("", include("mulin.core.meetings.urls")), *root]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def town():
    return build()


@pytest.fixture
def secretary(town):
    return client("secretary", town.gh)


@pytest.fixture
def matter(town):
    with writing(by=SYSTEM, now=NOW) as writer:
        thread = writer.open(
            kind="matter",
            place_code="GH",
            place_path="BG/GH/",
            state="meeting",
            year=2026,
            title="三幢的路灯",
            public=True,
        )
        writer.entry(thread, "noted", {})
    return thread.number


@pytest.fixture
def number(town, matter):
    """A meeting that began an hour ago."""
    now = timezone.now()
    number = want(number=matter, title="路灯", place_path="BG/GH/", now=now).thread.number
    call(number=number, starts_at=now - timedelta(hours=1), room="二楼", notice="都来", by=SYSTEM, now=now)
    return number


def body(page):
    return page.content.decode()


def test_everybody_reads_what_a_meeting_was_about_and_who_decided(town, matter, number, client):
    now = timezone.now()
    wang = add_person(name="王桂芳", place=town.door, by=SYSTEM, now=NOW)
    sign_in(number=number, person=wang, by=SYSTEM, now=now)
    sign_in(number=number, office=town.head, by=SYSTEM, now=now)
    dispose(number=number, order=1, text="换声控灯", by=SYSTEM, now=now)
    close(number=number, summary="大家同意。", by=SYSTEM, now=now)
    text = body(client.get(f"/meetings/{number}/"))
    for word in ("换声控灯", "大家同意", "俞主任", "桂花新村居委会 主任", matter, "三幢的路灯", "居民 <b>1</b>"):
        assert word in text
    assert "王桂芳" not in text
    assert "/desk/" not in text


@pytest.mark.parametrize(
    "address", ["/meetings/GH-2026-000777-7/", "/meetings/x/", "/meetings/GH-2026-000777-7/notice/"]
)
def test_there_is_no_such_meeting(town, client, address):
    assert client.get(address).status_code == 404


def test_the_notice_for_the_wall(town, number, client):
    text = body(client.get(f"/meetings/{number}/notice/"))
    for word in ("议事会", "二楼", "都来", "路灯", number):
        assert word in text


def test_the_list_asks_the_same_few_questions(town, client, django_assert_max_num_queries):
    asked = []
    client.get("/meetings/")  # the duty telephone is asked once a minute
    for first, last in ((0, 5), (5, 25)):
        for index in range(first, last):
            open_meeting(kind="talk", title=f"恳谈{index:02}", place=town.gh, by=SYSTEM, now=NOW)
        with django_assert_max_num_queries(12) as queries:
            page = client.get("/meetings/")
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert "25 个会" in body(page)
    assert "下一页" in body(page)
    assert "恳谈00" in body(client.get("/meetings/?page=2"))
    assert "恳谈00" in body(client.get("/meetings/?page=99&state=wanted&place=BG/GH/"))
    assert "没有这样的会" in body(client.get("/meetings/?state=held"))


@pytest.mark.parametrize("rows", [5, 25])
def test_a_page_asks_the_same_few_questions(town, number, secretary, rows, django_assert_max_num_queries):
    for index in range(rows):
        person = add_person(name=f"王{index:02}", place=town.at(f"3-{301 + index}"), by=SYSTEM, now=NOW)
        sign_in(number=number, person=person, by=SYSTEM, now=timezone.now())
        add_item(number=number, title=f"议题{index}", by=SYSTEM, now=timezone.now())
    secretary.get("/desk/meetings/")  # the duty telephone and one's seat are asked once a minute
    with django_assert_max_num_queries(12):
        assert secretary.get(f"/desk/meetings/{number}/?q=王").status_code == 200
    with django_assert_max_num_queries(12):
        assert secretary.get(f"/meetings/{number}/").status_code == 200
    with django_assert_max_num_queries(12):
        assert secretary.get("/desk/meetings/").status_code == 200


def key_of(text):
    return re.search(r'name="key" value="([0-9a-f]{32})"', text).group(1)


def test_a_meeting_from_beginning_to_end_at_the_desk(town, secretary):
    new = secretary.post("/desk/meetings/new/", {"kind": "talk", "title": "春季恳谈", "place": town.gh.pk, "key": "a"})
    number = Meeting.objects.get().thread.number
    assert new["Location"] == f"/desk/meetings/{number}/call/"
    address = f"/desk/meetings/{number}/"
    began = timezone.localtime() - timedelta(hours=1)
    typed = {"kind": "talk", "title": "春季恳谈", "starts_at": began.strftime("%Y-%m-%dT%H:%M"), "room": "活动室"}
    assert secretary.post(f"{address}call/", typed).status_code == 302
    assert secretary.post(f"{address}item/", {"title": "停车"}).status_code == 302
    wang = add_person(name="王桂芳", place=town.door, by=SYSTEM, now=NOW)
    found = body(secretary.get(f"{address}?q=3-201"))
    assert str(wang.uuid) in found
    for _press in range(2):  # a second press signs nobody in again
        secretary.post(f"{address}in/", {"person": wang.uuid, "capacity": "resident", "key": key_of(found)})
    assert secretary.post(f"{address}in/", {"name": "过路的𠮷田", "capacity": "guest"}).status_code == 302
    assert secretary.post(f"{address}in/office/", {"office": town.head.uuid}).status_code == 302
    assert list(Attendance.objects.order_by("pk").values_list("name", flat=True)) == ["王桂芳", "过路的𠮷田", "俞主任"]
    seat = Attendance.objects.get(name="过路的𠮷田")
    assert secretary.post(f"{address}out/{seat.uuid}/").status_code == 302
    assert secretary.post(f"{address}items/1/", {"text": "划线"}).status_code == 302
    assert secretary.post(f"{address}close/", {"summary": "划线停车"}).status_code == 302
    assert Meeting.objects.get().state == "held"
    assert list(checks.findings()) == []
    assert secretary.post(f"{address}cancel/", {"reason": "晚了"}).status_code == 422


@pytest.mark.parametrize(
    ("act", "typed", "words"),
    [
        ("in/", {"name": "", "capacity": "resident"}, "请写名字"),
        ("in/", {"name": "长" * 500, "capacity": "resident"}, "120"),
        ("in/", {"name": "某人", "capacity": "king"}, "以什么身份来"),
        ("in/office/", {"office": "x"}, "任职的人"),
        ("item/", {"title": "停车", "about": "GH-2026-000777-0"}, "台账号"),
        ("items/1/", {"text": "没有人在场就定了"}, "还没有人签到"),
        ("items/1/", {"text": ""}, "怎么定的"),
        ("close/", {"summary": "没开就结束"}, "还没有人签到"),
        ("cancel/", {"reason": ""}, "为什么取消"),
    ],
)
def test_what_is_wrong_is_said(number, secretary, act, typed, words):
    page = secretary.post(f"/desk/meetings/{number}/{act}", typed)
    assert page.status_code == 422
    assert words in body(page)
    for value in typed.values():
        assert value in {"", "x", "king"} or value[:120] in body(page)


@pytest.mark.parametrize("year", ["1899", "2999"])
def test_years_that_are_mistyped(town, number, secretary, year):
    typed = {"kind": "talk", "title": "会", "starts_at": f"{year}-01-01T09:00", "room": "活动室"}
    page = secretary.post(f"/desk/meetings/{number}/call/", typed)
    assert page.status_code == 422
    assert "请检查年份" in body(page)


def test_two_secretaries_call_one_meeting(town, number, secretary):
    address = f"/desk/meetings/{number}/call/"
    first = re.search(r'name="based_on" value="(\w{16})"', body(secretary.get(address))).group(1)
    typed = {"kind": "talk", "title": "会", "starts_at": "2027-01-05T09:00", "room": "活动室", "based_on": first}
    assert secretary.post(address, typed).status_code == 302
    late = secretary.post(address, {**typed, "room": "二楼大厅"})
    assert late.status_code == 422
    assert "活动室" in body(late)
    assert 'value="二楼大厅"' in body(late)
    again = re.search(r'name="based_on" value="(\w{16})"', body(late)).group(1)
    assert secretary.post(address, {**typed, "room": "二楼大厅", "based_on": again}).status_code == 302
    assert Meeting.objects.get().room == "二楼大厅"


def test_who_is_let_in(town, number):
    worker, stranger = client("worker", town.gh), client("secretary", town.yx)
    for browser in (worker, stranger):
        for address in (f"/desk/meetings/{number}/", f"/desk/meetings/{number}/call/"):
            assert browser.get(address).status_code == 404
        for act in ("call", "item", "in", "in/office", "items/1", "close", "cancel"):
            assert browser.post(f"/desk/meetings/{number}/{act}/").status_code == 404
        assert browser.post(f"/desk/meetings/{number}/out/{town.head.uuid}/").status_code == 404
    assert worker.get("/desk/meetings/").status_code == 404
    assert number not in body(stranger.get("/desk/meetings/"))


def test_what_is_not_there(town, number, secretary):
    assert secretary.post(f"/desk/meetings/{number}/items/9/", {"text": "x"}).status_code == 404
    assert secretary.post(f"/desk/meetings/{number}/in/", {"person": town.head.uuid}).status_code == 404
    gone = secretary.post(f"/desk/meetings/{number}/out/{town.head.uuid}/", follow=True)
    assert "没有签到" in body(gone)
