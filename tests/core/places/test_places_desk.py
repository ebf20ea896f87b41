import re

import pytest

from mulin.core.gate import SYSTEM
from mulin.core.places.actions import rename
from mulin.core.places.models import Kind, Place
from tests.core.nouns import NOW, build, client, place

pytestmark = pytest.mark.django_db
LIST = "/desk/places/"


@pytest.fixture
def town():
    return build()


@pytest.fixture
def secretary(town):
    return client("secretary", town.gh)


def body(page):
    return page.content.decode()


def typed(**more):
    return {"name": "桂花社区", "name_en": "Osmanthus", "phone": "000-1", "lat": "30.1", "lon": "120.2", **more}


def test_naming_and_putting_on_the_map(town, secretary):
    assert "桂花新村社区" in body(secretary.get(LIST))
    assert secretary.post(f"{LIST}{town.gh.uuid}/", typed()).status_code == 302
    row = Place.objects.get(pk=town.gh.pk)
    assert (row.name, row.name_en, row.phone, row.lat_e7, row.lon_e7) == (
        "桂花社区", "Osmanthus", "000-1", 301000000, 1202000000,
    )  # fmt: skip
    assert 'value="30.1"' in body(secretary.get(f"{LIST}{town.gh.uuid}/"))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "名称"), ({"name": "长" * 500}, "80"), ({"lat": "北"}, "经纬度"), ({"lat": "91"}, "范围"),
        ({"lon": ""}, "一起写"), ({"shape": "{"}, "GeoJSON"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_half_done(town, secretary, wrong, words):
    page = secretary.post(f"{LIST}{town.gh.uuid}/", typed(**wrong))
    assert page.status_code == 422
    assert words in body(page)
    assert 'value="Osmanthus"' in body(page)
    assert Place.objects.get(pk=town.gh.pk).name == "桂花新村社区"


def test_two_editors(town, secretary):
    address = f"{LIST}{town.gh.uuid}/"
    first = re.search(r'name="based_on" value="(\w{16})"', body(secretary.get(address))).group(1)
    rename(place=town.gh, name="金桂社区", by=SYSTEM, now=NOW)
    late = secretary.post(address, typed(based_on=first))
    assert late.status_code == 422
    assert "金桂社区" in body(late)
    assert 'value="桂花社区"' in body(late)
    again = re.search(r'name="based_on" value="(\w{16})"', body(late)).group(1)
    assert secretary.post(address, typed(based_on=again)).status_code == 302


def test_adding_below(town, secretary):
    address = f"{LIST}{town.gh.uuid}/add/"
    assert secretary.get(address).status_code == 405
    assert secretary.post(address, {"kind": "building", "code": "9", "name": "9幢"}).status_code == 302
    for wrong in ({"code": "9"}, {"code": "九"}, {"kind": "street"}, {"name": ""}):
        new = {"kind": "building", "code": "10", "name": "又一幢", **wrong}
        assert secretary.post(address, new).status_code == 422
    assert "9幢" in body(secretary.get(f"{LIST}{town.gh.uuid}/"))
    assert Place.objects.filter(parent=town.gh).count() == 3


def test_who_is_let_in(town, secretary):
    worker, elsewhere = client("worker", town.gh), client("secretary", town.yx)
    assert worker.get(LIST).status_code == 404
    for address in (f"{LIST}{town.gh.uuid}/", f"{LIST}{town.door.uuid}/"):
        assert elsewhere.get(address).status_code == 404
        assert elsewhere.post(address, typed()).status_code == 404
        assert elsewhere.post(f"{address}add/", {}).status_code == 404
    assert "新村社区" not in body(elsewhere.get(LIST, {"q": "桂花"}))
    assert "3幢201" in body(secretary.get(LIST, {"q": "3幢２０１"}))


def test_the_lists_ask_the_same_few_questions(town, secretary, django_assert_max_num_queries):
    asked = []
    for first, last in ((0, 5), (5, 25)):
        for number in range(first, last):
            place(town.gh, Kind.BUILDING, str(100 + number), f"桂{number}幢")
        with django_assert_max_num_queries(12) as one:
            secretary.get(f"{LIST}{town.gh.uuid}/")
        with django_assert_max_num_queries(12) as two:
            secretary.get(LIST, {"q": "桂"})
        asked.append((len(one), len(two)))
    assert asked[0] == asked[1]
