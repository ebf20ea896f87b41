import pytest

from mulin.core.places.address import Address, number, parse


@pytest.mark.parametrize(
    "text",
    [
        "3-201",
        "３－２０１",
        "3—201",
        "3幢201",
        "3 幢 201 室",
        "三幢二〇一室",
        "3号楼201",
        "3#201",
        "第3幢201户",
        "03-0201",
    ],
)
def test_the_ways_people_write_one_door(text):
    assert parse(text) == Address("3", "201")


@pytest.mark.parametrize("text", ["3栋2单元201", "3-2-201", "３栋２单元－２０１室", "三栋二单元二百零一"])
def test_with_a_unit(text):
    assert parse(text) == Address("3", "201", "2")
    assert parse(text).code == "2-201"


@pytest.mark.parametrize(
    ("text", "house", "door"), [("六组1号", "6", "1"), ("十二组三十号", "12", "30"), ("6-1", "6", "1")]
)
def test_villages_count_by_group(text, house, door):
    assert parse(text) == Address(house, door)


def test_a_compound_may_stand_in_front():
    assert parse("桂花苑3幢201") == Address("3", "201", compound="桂花苑")
    assert parse("桂花苑-3-201") == Address("3", "201", compound="桂花苑")
    assert parse("二〇二五小区3-201").compound == "二〇二五小区"


@pytest.mark.parametrize("text", ["12幢", "12", "第十二号楼"])
def test_a_building_alone(text):
    assert parse(text) == Address("12")


@pytest.mark.parametrize("text", ["3a幢201", "3A-201", "３Ａ幢２０１"])
def test_letters_of_buildings(text):
    assert parse(text).building == "3A"


@pytest.mark.parametrize(
    "text", ["", "   ", "随便写的", "--", "👵", "3-", "𠮷", "张三家隔壁那家", "123456-1", "x" * 500, "1" * 500]
)
def test_what_is_no_address(text):
    assert parse(text) is None


def test_numbers():
    assert [number(text) for text in ("十", "二十", "一百", "一百二十三", "两百零五")] == [
        "10",
        "20",
        "100",
        "123",
        "205",
    ]
