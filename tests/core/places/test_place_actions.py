import pytest
from django.http import Http404

from mulin.core.gate import PASSER_BY, SYSTEM
from mulin.core.places import actions, queries
from mulin.core.places.actions import add_place, door, place_on_map, place_version, rename
from mulin.core.places.models import Kind, Place
from mulin.core.refusals import Changed, Refusal
from tests.core.nouns import NOW, build, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return build()


def test_the_tree_has_paths(town):
    assert (town.door.path, town.door.name, town.door.kind) == ("BG/GH/3/201/", "3幢201", Kind.DOOR)
    assert [row.code for row in queries.ancestors(town.door)] == ["BG", "GH", "3"]
    assert queries.community_of(town.door.path) == town.gh
    assert [row.code for row in queries.communities()] == ["GH", "YX"]
    assert queries.street() == town.street


@pytest.mark.parametrize("code", ["", "g", "G", "GH1", "桂花", "ABCDEFGHI", "G H", "../"])
def test_a_community_code_begins_register_numbers(town, code):
    with pytest.raises(Refusal):
        place(town.street, Kind.COMMUNITY, code, "某社区")


def test_a_community_code_is_used_once(town):
    with pytest.raises(Refusal):
        place(town.street, Kind.VILLAGE, "GH", "另一个")


@pytest.mark.parametrize(
    ("above", "kind"),
    [("street", Kind.BUILDING), ("gh", Kind.COMMUNITY), ("gh", Kind.DOOR), ("gh", "castle"), ("three", Kind.COMPOUND)],
)
def test_levels(town, above, kind):
    with pytest.raises(Refusal):
        place(getattr(town, above), kind, "AA", "某处")


@pytest.mark.parametrize("name", ["", "  ", "·", "长" * 81])
def test_names_that_are_refused(town, name):
    with pytest.raises(Refusal):
        rename(place=town.gh, name=name, by=SYSTEM, now=NOW)


@pytest.mark.parametrize("name", ["𠮷野家苑", "👵院", "a\u0301b", "长" * 80])
def test_names_that_survive(town, name):
    rename(place=town.gh, name=name, by=town.secretary, now=NOW)
    assert Place.objects.get(pk=town.gh.pk).name == name
    assert queries.search(name, viewer=PASSER_BY).get() == town.gh


def test_who_may(town):
    with pytest.raises(Http404):
        add_place(parent=town.gh, kind=Kind.BUILDING, code="9", name="9幢", by=town.worker, now=NOW)
    with pytest.raises(Http404):
        rename(place=town.gh, name="x", by=PASSER_BY, now=NOW)
    with pytest.raises(Http404):
        door(community=town.gh, text="3-202", by=town.stranger, now=NOW)
    assert door(community=town.gh, text="3-202", by=town.worker, now=NOW).code == "202"


@pytest.mark.parametrize("text", ["3-201", "3幢201", "3栋2单元201", "３－２０１", "桂花新村3幢201室"])
def test_one_door_however_it_is_written(town, text):
    assert queries.by_address("BG/GH/", text) == town.door
    assert door(community=town.gh, text=text, by=SYSTEM, now=NOW) == town.door


def test_a_village_door(town):
    assert queries.by_address("BG/YX/", "六组1号") is None
    made = door(community=town.yx, text="六组1号", by=SYSTEM, now=NOW)
    assert (made.path, made.name) == ("BG/YX/6/1/", "6组1号")
    assert queries.by_address("BG/YX/", "6-1") == made
    assert queries.by_address("BG/YX/", "六组").code == "6"


def test_units_tell_doors_apart(town):
    one = door(community=town.gh, text="4幢1单元101", by=SYSTEM, now=NOW)
    assert queries.by_address("BG/GH/", "4-101") == one
    two = door(community=town.gh, text="4幢2单元101", by=SYSTEM, now=NOW)
    assert one != two
    assert queries.by_address("BG/GH/", "4-101") is None
    with pytest.raises(Refusal, match="单元"):
        door(community=town.gh, text="4-101", by=SYSTEM, now=NOW)
    assert queries.by_address("BG/GH/", "4-2-101") == two


def test_compounds_tell_buildings_apart(town):
    for code, name in (("A", "桂花苑"), ("B", "丹桂苑")):
        compound = place(town.yx, Kind.COMPOUND, code, name)
        place(compound, Kind.BUILDING, "8", "8幢")
    assert queries.by_address("BG/YX/", "8幢") is None
    assert queries.by_address("BG/YX/", "丹桂苑8幢").path == "BG/YX/B/8/"
    with pytest.raises(Refusal, match="小区"):
        door(community=town.yx, text="8-1", by=SYSTEM, now=NOW)


@pytest.mark.parametrize("text", ["99-1", "随便", "", "x" * 500, "3-" + "1" * 30])
def test_no_such_building(town, text):
    with pytest.raises(Refusal):
        door(community=town.gh, text=text, by=SYSTEM, now=NOW)


def test_edits_carry_what_they_were_based_on(town):
    before = place_version(town.gh)
    rename(place=town.gh, name="桂花社区", by=SYSTEM, now=NOW, based_on=before)
    with pytest.raises(Changed):
        rename(place=town.gh, name="金桂社区", by=SYSTEM, now=NOW, based_on=before)
    assert Place.objects.get(pk=town.gh.pk).name == "桂花社区"
    assert place_version(town.gh) == before  # the old object, not the row
    assert place_version(Place.objects.get(pk=town.gh.pk)) != before


def test_a_name_keeps_what_is_not_given(town):
    rename(place=town.gh, name="桂花社区", name_en="Osmanthus", phone="000-1", by=SYSTEM, now=NOW)
    row = rename(place=town.gh, name="桂花社区", by=SYSTEM, now=NOW)
    assert (row.name_en, row.phone) == ("Osmanthus", "000-1")


def test_on_the_map(town):
    square = '{"type":"Polygon","coordinates":[[[120.1,30.1],[120.2,30.1],[120.2,30.2],[120.1,30.1]]]}'
    row = place_on_map(place=town.gh, lat_e7=301500000, lon_e7=1201500000, shape=square, by=SYSTEM, now=NOW)
    assert row.shape.startswith('{"type": "MultiPolygon"')
    for lat, lon in ((301500000, None), (910000000, 0), (0, 1800000001)):
        with pytest.raises(Refusal):
            place_on_map(place=town.gh, lat_e7=lat, lon_e7=lon, by=SYSTEM, now=NOW)
    with pytest.raises(Refusal):
        place_on_map(place=town.gh, lat_e7=1, lon_e7=1, shape="<svg>", by=SYSTEM, now=NOW)


def test_doors_are_not_found_by_passers_by(town):
    assert not queries.search("3幢201", viewer=PASSER_BY).exists()
    assert queries.search("3 幢２０１", viewer=town.worker).get() == town.door
    assert not queries.search("  ", viewer=town.worker).exists()


def test_the_path_is_not_too_deep(town):
    assert len(town.door.path) < actions.LONGEST_PATH
    compound = place(town.gh, Kind.COMPOUND, "C" * 20, "很长")
    house = place(compound, Kind.BUILDING, "B" * 20, "更长")
    assert place(house, Kind.DOOR, "D" * 20, "最长").path.count("/") == 5
