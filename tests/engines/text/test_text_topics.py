"""What many say about one thing is one topic; heat counts people and fades; a flood is neither lost nor hot."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from mulin.engines.text import Gazetteer, Message, topics
from tests.engines.text.street import messages

DAY = datetime(2031, 3, 1, tzinfo=UTC)
MIXER = ["搅拌站彻夜轰鸣", "搅拌站粉尘呛人", "旁边建了搅拌站", "搅拌站噪音太大", "搅拌站灰尘落满阳台", "反对建搅拌站"]
LIFT = ["电梯三天两头停", "电梯坏了没人修", "电梯困住老人", "要求更换电梯", "电梯维修费去哪了"]


def background(count: int) -> list[Message]:
    return [
        Message(m.detail, f"背{i}", DAY - timedelta(days=i % 90), m.title) for i, m in enumerate(messages(count, 11))
    ]


def complaints(place: str, what: list[str], people: int, when: datetime) -> list[Message]:
    rng = random.Random(place)  # noqa: S311
    said = []
    for i in range(people):
        one, two = rng.sample(what, 2)
        said.append(
            Message(f"{place}{one},{two},请管一管。", f"{place}{i}", when - timedelta(hours=i), f"{place}{one}")
        )
    return said


def test_finds_the_two_hot_topics_among_everything_else() -> None:
    mixer = complaints("海棠湾小区", MIXER, 25, DAY)
    lift = complaints("银杏苑", LIFT, 12, DAY)
    said = [*background(150), *mixer, *lift]
    found = topics(said)
    by_mixer = next(topic for topic in found if 150 in topic.members)
    assert by_mixer.members == tuple(range(150, 175))
    assert by_mixer.people == 25
    assert by_mixer.place.startswith("海棠湾")
    assert any("粉尘" in word or "噪音" in word or "搅拌" in word for word in by_mixer.words)
    by_lift = next(topic for topic in found if 175 in topic.members)
    assert by_lift.members == tuple(range(175, 187))
    assert by_lift.place.startswith("银杏苑")


def test_no_message_is_in_two_topics_and_heat_falls() -> None:
    found = topics(background(200), fewest=1, most=1000)
    members = [at for topic in found for at in topic.members]
    assert sorted(members) == list(range(200))
    heats = [topic.heat for topic in found]
    assert heats == sorted(heats, reverse=True)


def test_heat_counts_people_not_messages() -> None:
    many = [Message("海棠湾小区搅拌站噪音", "一人", DAY - timedelta(minutes=i)) for i in range(30)]
    few = complaints("银杏苑", LIFT, 3, DAY)
    found = topics([*background(40), *many, *few], now=DAY, fewest=1, most=1000)
    flood = next(topic for topic in found if 40 in topic.members)
    assert set(range(40, 70)) <= set(flood.members)
    lift = next(topic for topic in found if 70 in topic.members)
    assert lift.people >= 2
    assert lift.heat > flood.heat
    assert flood.people == 1
    assert (flood.first, flood.last) == (DAY - timedelta(minutes=29), DAY)


def test_heat_halves_with_the_half_life() -> None:
    said = complaints("银杏苑", LIFT, 2, DAY)
    said = [Message(m.text, m.reporter, DAY, m.title) for m in said]
    now = topics(said, now=DAY)[0]
    later = topics(said, now=DAY + timedelta(days=180))[0]
    assert now.heat == 2
    assert later.heat == pytest.approx(1)


def test_a_thousand_equal_messages_are_one_topic() -> None:
    flood = [Message("楼道感应灯全灭了", f"人{i}", DAY) for i in range(1000)]
    found = topics([*background(30), *flood])
    assert set(range(30, 1030)) <= set(found[0].members)
    assert found[0].people == 1000


def test_a_gazetteer_names_the_place_by_its_own_key() -> None:
    gazetteer = Gazetteer({"GH-07": ["海棠湾小区", "海棠湾"], "GH-08": ["银杏苑"]})
    found = topics([*background(60), *complaints("海棠湾", MIXER, 12, DAY)], gazetteer=gazetteer)
    assert next(topic.place for topic in found if 60 in topic.members) == "GH-07"


def test_is_the_same_every_time() -> None:
    said = [*background(100), *complaints("银杏苑", LIFT, 9, DAY)]
    assert topics(said) == topics(said)


@pytest.mark.parametrize("text", ["", "😀", "\ud800", "\0", "路" * 50_000])
def test_hostile_messages_are_grouped_all_the_same(text: str) -> None:
    found = topics([Message(text, "甲", DAY), Message("路灯坏了", "乙", DAY), Message(text, "丙", DAY, text)], fewest=1)
    assert sorted(at for topic in found for at in topic.members) == [0, 1, 2]


def test_no_messages_no_topics() -> None:
    assert topics([]) == []
