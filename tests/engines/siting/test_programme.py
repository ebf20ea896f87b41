import itertools
from dataclasses import replace

import pytest

from mulin.engines import siting
from mulin.engines.siting import Room, Wish

ROOMS = [
    Room("lib", "图书室", "quiet", 60, 300, 30, sessions=1, priority=3),
    Room("choir", "合唱室", "quiet", 50, 120, 15, priority=2),
    Room("clinic", "诊室", "clinic", 40, 80, 60, sessions=2, priority=5),
    Room("help", "家政服务点", "desk", 20, 60, 40, priority=2),
]
WISHES = [
    Wish("老人", "lib", "上午", 60),
    Wish("老人", "choir", "下午", 50),
    Wish("老人", "clinic", "上午", 10),
    Wish("孩子", "lib", "下午", 40),
    Wish("村里", "clinic", "下午", 8),
    Wish("村里", "help", "上午", 12),
]


def test_time_sharing_makes_one_room_do_for_two():
    alone = [replace(room, share=room.code) for room in ROOMS]
    shared, apart = (siting.programme({"centre": 250}, rooms, WISHES) for rooms in (ROOMS, alone))
    assert shared.proven
    assert shared.unmet < apart.unmet
    assert siting.check_programme({"centre": 250}, ROOMS, WISHES, shared) == []
    assert siting.check_programme({"centre": 250}, alone, WISHES, apart) == []


def test_no_division_of_a_small_centre_serves_more():
    rooms = [Room("a", "甲", "a", 2, 6, 10, priority=3), Room("b", "乙", "b", 1, 6, 20, priority=4)]
    wishes = [Wish("x", "a", "早", 5), Wish("y", "b", "早", 4), Wish("x", "a", "晚", 2)]
    plan = siting.programme({"c": 7}, rooms, wishes)
    best = 10**9
    for a, b in itertools.product(range(8), repeat=2):
        if a + b > 7:
            continue
        early = min(5, min(a, 6) if a >= 2 else 0)
        late = min(2, min(a, 6) if a >= 2 else 0)
        second = min(4, b // 2 if b >= 1 else 0)
        best = min(best, 3 * (5 - early) + 3 * (2 - late) + 4 * (4 - second))
    assert (plan.unmet, plan.lower_bound, plan.proven) == (best, best, True)


def test_people_only_go_where_they_can_walk():
    reach = {"老人": ["near"], "孩子": ["near", "far"], "村里": ["far"]}
    sites = {"near": 300, "far": 200}
    plan = siting.programme(sites, ROOMS, WISHES, reach=reach)
    assert siting.check_programme(sites, ROOMS, WISHES, plan, reach=reach) == []
    assert all(site in reach[WISHES[number].who] for number, site in plan.served)
    one = siting.programme(sites, ROOMS, WISHES, reach=reach, p=1)
    assert len(one.sites) == 1
    assert one.unmet > plan.unmet


def test_the_checker_finds_every_kind_of_lie():
    plan = siting.programme({"centre": 250}, ROOMS, WISHES)
    check = lambda plan: siting.check_programme({"centre": 250}, ROOMS, WISHES, plan)  # noqa: E731
    key = next(iter(plan.offered))
    number, site = next(iter(plan.served))
    assert any("算错" in word for word in check(replace(plan, unmet=plan.unmet - 1)))
    assert any("不在允许" in word for word in check(replace(plan, offered={**plan.offered, key: 9999})))
    assert any("比建的多" in word for word in check(replace(plan, area={})))
    assert any("坐不下" in word for word in check(replace(plan, served={**plan.served, (number, site): 500})))
    assert any("排的人" in word for word in check(replace(plan, served={**plan.served, (number, site): 500})))
    assert any("场次" in word for word in check(replace(plan, offered={})))
    assert any("没有启用" in word for word in check(replace(plan, sites=())))


@pytest.mark.parametrize(
    ("sites", "rooms", "wishes", "kind", "message"),
    [
        ({"c": 90}, ROOMS, WISHES, siting.TooLittleRoom, "至少要 100 平方米，地点一共只有 90 平方米"),
        ({}, ROOMS, WISHES, siting.BadCosts, "至少要有一个地点"),
        ({"c": 0}, ROOMS, WISHES, siting.BadCosts, "没有面积"),
        ({"c": 500}, ROOMS[1:], WISHES, siting.BadCosts, "房间 lib 不存在"),
        ({"c": 500}, [*ROOMS, ROOMS[0]], WISHES, siting.BadCosts, "编号一样"),
        ({"c": 500}, ROOMS, [Wish("x", "lib", "早", -1)], siting.BadCosts, "负数"),
        ({"c": 500}, [replace(ROOMS[0], sessions=9)], WISHES[:1], siting.Impossible, "只够 1 场"),
        ({"c": 500}, [replace(ROOMS[0], least_m2=400)], WISHES[:1], siting.BadCosts, "不对"),
    ],
)
def test_programmes_that_make_no_sense(sites, rooms, wishes, kind, message):
    with pytest.raises(kind, match=message):
        siting.programme(sites, rooms, wishes)
