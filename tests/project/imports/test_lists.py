import pytest
from django.http import Http404

from mulin.core.gate import SYSTEM
from mulin.core.groups.models import Group
from mulin.core.people.actions import add_person
from mulin.core.people.models import Household, Person
from mulin.core.places import queries
from mulin.core.places.actions import door
from mulin.core.places.models import Kind, Place
from mulin.core.refusals import Refusal
from mulin.project.imports.atlas import Atlas
from mulin.project.imports.fields import guess
from mulin.project.imports.lists import KINDS, bring_in
from mulin.project.imports.plan import Wrong
from mulin.project.imports.sheet import Cell, Line, Sheet, read
from tests.core.nouns import NOW, build, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return build()


def run(kind, text, by=SYSTEM, community=None):
    sheet = read(text.encode())
    return bring_in(KINDS[kind], sheet, guess(KINDS[kind].fields, sheet.head), by=by, now=NOW, community=community)


def said(plan):
    return [(one.line, one.column) for one in plan.problems]


def counts(plan):
    return plan.new, plan.changed, plan.same


PEOPLE = (
    "姓名,社区,门牌,电话,出生年份\n"
    "王桂芳,GH,3幢201,13800001234,1944\n"
    "𠮷田👵,桂花新村,4-2-101,,\n"
    "阿依古丽·买买提,银杏村,六组1号,,1970\n"
)


def test_people_come_in_with_their_doors_and_households(town):
    plan = run("people", PEOPLE)
    assert (counts(plan), plan.problems) == ((3, 0, 0), [])
    rows = {row.name: row for row in Person.objects.select_related("place", "household__door")}
    assert {name: row.place_path for name, row in rows.items()} == {
        "王桂芳": "BG/GH/3/201/", "𠮷田👵": "BG/GH/4/2-101/", "阿依古丽·买买提": "BG/YX/6/1/",
    }  # fmt: skip
    assert rows["王桂芳"].phone == "13800001234"
    assert all(row.household.door == row.place for row in rows.values())


def test_the_same_list_again_makes_no_doubles(town):
    run("people", PEOPLE)
    assert counts(run("people", PEOPLE)) == (0, 0, 3)
    assert (Person.objects.count(), Household.objects.count()) == (3, 3)
    plan = run("people", PEOPLE.replace("13800001234", "13900001234"))
    assert counts(plan) == (0, 1, 2)
    assert Person.objects.get(name="王桂芳").phone == "13900001234"


def test_an_empty_cell_changes_nothing(town):
    run("people", PEOPLE)
    run("people", "姓名,社区,门牌,电话,出生年份\n王桂芳,GH,3-201,,\n")
    row = Person.objects.get(name="王桂芳")
    assert (row.phone, row.birth_year) == ("13800001234", 1944)


def test_a_number_of_the_list_finds_her_after_a_move(town):
    run("people", "编号,姓名,社区,门牌\nA001,王桂芳,GH,3-201\n")
    assert counts(run("people", "编号,姓名,社区,门牌\nA001,王桂英,GH,4-101\n")) == (0, 1, 0)
    row = Person.objects.select_related("household__door").get()
    assert (row.name, row.name_key, row.place_path) == ("王桂英", "王桂英", "BG/GH/4/101/")
    assert row.household.door.path == "BG/GH/4/101/"


def test_who_was_registered_by_hand_is_not_doubled(town):
    wang = add_person(name="王桂芳", place=town.door, by=SYSTEM, now=NOW)
    assert counts(run("people", PEOPLE)) == (2, 1, 0)
    wang.refresh_from_db()
    assert wang.phone == "13800001234"


def test_two_of_one_name_are_told_apart_by_year(town):
    for year in (1944, 1980):
        add_person(name="王桂芳", place=town.door, birth_year=year, by=SYSTEM, now=NOW)
    assert counts(run("people", PEOPLE)) == (2, 1, 0)
    assert said(run("people", "姓名,社区,门牌\n王桂芳,GH,3-201\n")) == [(2, "姓名")]


def test_every_mistake_is_told_and_nothing_comes_in(town):
    plan = run(
        "people",
        "姓名,社区,门牌,电话,出生年份\n"
        "好的,GH,3-201,,\n"
        ",GH,3-201,,\n"
        f"{'长' * 500},GH,3-201,,\n"
        "甲,没有的社区,3-201,,\n"
        "乙,GH,99-1,,\n"
        "丙,GH,随便,,\n"
        "丁,GH,3-201,=cmd|x,\n"
        "戊,GH,3-201,,1899\n"
        "己,GH,3-201,,2999\n"
        "庚,GH,3-201,,去年\n"
        "辛,,3-201,,\n"
        "好 的,GH,３幢２０１,,\n",
    )
    assert said(plan) == [
        (3, "姓名"), (4, "姓名"), (5, "社区或村"), (6, "门牌"), (7, "门牌"), (8, "电话"), (9, "出生年份"),
        (10, "出生年份"), (11, "出生年份"), (12, "社区或村"), (13, "姓名"),
    ]  # fmt: skip
    assert all(one.what for one in plan.problems)
    assert not Person.objects.exists()
    assert Place.objects.filter(kind=Kind.DOOR).count() == 1


@pytest.mark.parametrize(
    ("kind", "row", "columns"),
    [
        (
            "people",
            "姓名,社区,门牌,电话,出生年份\n,没有的,3-201,=cmd|x,去年\n",
            ["姓名", "社区或村", "电话", "出生年份"],
        ),
        ("people", "姓名,社区,门牌,电话,出生年份\n甲,GH,99-1,abc,2999\n", ["门牌", "电话", "出生年份"]),
        ("places", "类别,代号,名称,上级,纬度,经度\n社区,g1,,没有的,91,\n", ["代号", "名称", "在哪里下面", "经度"]),
        ("places", "类别,代号,名称,上级,纬度,经度\n城堡,g1,,没有的,91,120\n", ["类别", "名称", "纬度"]),
        (
            "units",
            "名称,类别,社区,代号,电话,承接事项\n,帮派,没有的,,abc,也许\n",
            ["名称", "类别", "在哪里", "电话", "承接事项"],
        ),
    ],
)
def test_every_fault_of_a_row_is_told_at_once(town, kind, row, columns):
    plan = run(kind, row)
    assert {line for line, _column in said(plan)} == {2}
    assert sorted(column for _line, column in said(plan)) == sorted(columns)
    assert all(one.what.endswith("。") for one in plan.problems)
    assert (plan.rows, counts(plan)) == (1, (0, 0, 0))


def test_rows_that_do_not_say_belong_to_the_chosen_community(town):
    assert counts(run("people", "姓名\n王桂芳\n", community=town.gh)) == (1, 0, 0)
    assert Person.objects.get().place == town.gh


def test_telephones_must_be_text():
    head, cells = ("姓名", "电话"), (Cell("王"), Cell("13800001234", number=True))
    plan = bring_in(KINDS["people"], Sheet(head, (Line(2, cells),)), {"name": 0, "phone": 1}, by=SYSTEM, now=NOW)
    assert said(plan) == [(2, "社区或村"), (2, "电话")]
    assert "文本" in plan.problems[1].what


def test_formulas_are_kept_as_text(town):
    run("people", "姓名,社区\n=cmd|' /C calc'!A0,GH\n")
    assert Person.objects.get().name == "=cmd|' /C calc'!A0"


def test_a_worker_brings_in_only_her_own(town):
    plan = run("people", PEOPLE, by=town.worker)
    assert said(plan) == [(4, "社区或村")]
    assert "不归您" in plan.problems[0].what
    assert said(run("units", "名称,类别\n物业,物业\n", by=town.secretary)) == [(2, "在哪里")]
    assert said(run("places", "类别,代号,名称\n社区,AB,新社区\n", by=town.secretary)) == [(2, "在哪里下面")]


def test_somebody_of_another_place_is_not_taken_over(town):
    run("people", "编号,姓名,社区\nA001,王桂芳,YX\n")
    with pytest.raises(Http404):
        run("people", "编号,姓名,社区\nA001,王桂芳,GH\n", by=town.worker)
    assert Person.objects.get().place == town.yx


PLACES = (
    "类别,代号,名称,上级,英文名,纬度,经度\n"
    "街道,BG,百果街道,,,,\n"
    "社区,HT,荷塘社区,,Lotus Pond,30.1,120.2\n"
    "小区,A,荷塘苑,HT,,,\n"
    "楼栋,8,8幢,HT/A,,,\n"
    "户,101,8幢101,BG/HT/A/8,,,\n"
    "村,ZW,竹坞村,百果街道,,,\n"
    "组,2,2组,竹坞,,,\n"
)


def test_a_tree_of_places(town):
    assert counts(run("places", PLACES)) == (6, 0, 1)
    assert queries.by_address("BG/HT/", "荷塘苑8-101").path == "BG/HT/A/8/101/"
    lotus = Place.objects.get(code="HT")
    assert (lotus.lat_e7, lotus.lon_e7, lotus.name_en, lotus.parent) == (
        301000000,
        1202000000,
        "Lotus Pond",
        town.street,
    )
    assert counts(run("places", PLACES)) == (0, 0, 7)
    assert counts(run("places", PLACES.replace("荷塘苑", "荷花苑").replace("30.1", "30.2"))) == (0, 2, 5)
    lotus.refresh_from_db()
    assert (lotus.lat_e7, Place.objects.get(path="BG/HT/A/").name) == (302000000, "荷花苑")


def test_places_from_nothing():
    assert counts(run("places", PLACES)) == (7, 0, 0)
    assert queries.street().name == "百果街道"


def test_what_is_wrong_with_places(town):
    plan = run(
        "places",
        "类别,代号,名称,上级,纬度,经度\n"
        "城堡,AA,某处,,,\n"
        "社区,g1,某社区,,,\n"
        "社区,AB,,,,\n"
        "楼栋,9,9幢,没有的,,\n"
        "户,1,1号,GH,,\n"
        "村,GH,同码村,,,\n"
        "楼栋,9,9幢,GH,91,120\n"
        "楼栋,9,9幢,GH,30,\n"
        "楼栋,9,9幢,GH,,\n"
        "楼栋,9,又9幢,GH,,\n"
        "小区,3,三幢变小区,GH,,\n",
    )
    assert said(plan) == [
        (2, "类别"), (3, "代号"), (4, "名称"), (5, "在哪里下面"), (6, "在哪里下面"), (7, "类别"), (8, "纬度"),
        (9, "经度"), (11, "代号"), (12, "类别"),
    ]  # fmt: skip
    assert not Place.objects.filter(code="9").exists()


UNITS = (
    "名称,类别,社区,代号,电话,办公时间,承接事项\n"
    "桂花物业,物业,GH,GH:property,0571-88001234,8-17,是\n"
    "水务所,辖区单位,,,,,\n"
    "邻里社团,社团,GH,,,,否\n"
)


def test_units(town):
    assert counts(run("units", UNITS)) == (2, 1, 0)
    assert counts(run("units", UNITS)) == (0, 0, 3)
    assert Group.objects.get(key="GH:property").phone == "0571-88001234"
    water = Group.objects.get(name="水务所")
    assert (water.place, water.answers) == (town.street, True)
    assert Group.objects.get(name="邻里社团").answers is False
    assert counts(run("units", UNITS.replace("8-17", "9-17"))) == (0, 1, 2)


def test_what_is_wrong_with_units(town):
    plan = run(
        "units",
        "名称,类别,社区,代号,电话,承接事项\n"
        "甲,帮派,GH,,,\n"
        f"{'长' * 500},物业,GH,,,\n"
        "乙,物业,没有的,,,\n"
        "丙,物业,GH,,abc,\n"
        "丁,物业,GH,,,也许\n"
        "戊,科室,GH,GH:property,,\n"
        "己,物业,GH,,,\n"
        "己,物业,GH,,,\n"
        "庚,物业,3,,,\n",
    )
    assert said(plan) == [
        (2, "类别"), (3, "名称"), (4, "在哪里"), (5, "电话"), (6, "承接事项"), (7, "代号"), (9, "名称"), (10, "在哪里"),
    ]  # fmt: skip
    assert Group.objects.count() == 4


def test_a_fault_in_the_middle_leaves_nothing(town, monkeypatch):
    def broken(**_):
        raise Refusal("断电")

    monkeypatch.setattr("mulin.project.imports.people.register_many", broken)
    with pytest.raises(Refusal):
        run("people", PEOPLE)
    assert Place.objects.filter(kind=Kind.DOOR).count() == 1


@pytest.mark.parametrize(
    "text",
    [
        "3-201",
        "3幢201",
        "3栋1单元201",
        "4-101",
        "4-1-101",
        "4-2-101",
        "4-3-101",
        "8-1",
        "甲苑8-1",
        "4幢",
        "9-1",
        "随便",
        "甲苑3幢",
    ],
)
def test_the_atlas_finds_what_the_database_finds(town, text):
    for code, name in (("A", "甲苑"), ("B", "乙苑")):
        place(place(town.gh, Kind.COMPOUND, code, name), Kind.BUILDING, "8", "8幢")
    for written in ("4-1-101", "4-2-101", "甲苑8-1"):
        town.at(written)
    atlas = Atlas()
    try:
        home = atlas.home(atlas.called("GH"), text, "door")
    except Wrong:
        home = None
    found = queries.by_address("BG/GH/", text)
    assert (home.place if home and home.door is None else None) == found
    if found is None:
        if home is None:
            with pytest.raises(Refusal):
                door(community=town.gh, text=text, by=SYSTEM, now=NOW)
        else:
            assert door(community=town.gh, text=text, by=SYSTEM, now=NOW).path == home.path


def test_a_long_list_asks_few_questions(town, django_assert_max_num_queries):
    text = "姓名,社区,门牌,电话\n" + "".join(f"居民{n},GH,3-{n + 300},1380000{n:04}\n" for n in range(1000))
    with django_assert_max_num_queries(60):  # SQLite takes a hundred rows a statement
        assert counts(run("people", text)) == (1000, 0, 0)
