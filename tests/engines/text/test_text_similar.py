"""The index finds the nearest messages as a plain cosine over all of them would, and forgets what is removed."""

import pytest

from mulin.engines.text import Index
from tests.engines.text.street import messages


def filled(count: int = 80) -> Index:
    index = Index()
    for at, said in enumerate(messages(count)):
        index.add(f"v{at}", said.detail, title=said.title)
    return index


def test_finds_the_same_issue_first() -> None:
    index = filled()
    index.add("声", "鼓楼后面的变压器一到晚上嗡嗡响", title="变压器太响")
    index.add("声2", "鼓楼后头变压器嗡嗡响,老人睡不着", title="变压器响声大")
    first, second, *_ = index.similar("鼓楼那个变压器晚上又嗡嗡响了", 5)
    assert {first.key, second.key} == {"声", "声2"}
    assert 1 >= first.score >= second.score > 0.2


def test_the_message_itself_is_nearest() -> None:
    index = filled()
    for at, said in enumerate(messages(80)):
        best = index.similar(said.detail, 3, title=said.title)
        assert best[0].score > 0.8
        same = {f"v{i}" for i, other in enumerate(messages(80)) if other == said}
        assert best[0].key in same, at


def test_nothing_alike_gives_nothing() -> None:
    index = filled()
    assert index.similar("xyzzy qwerty") == []
    assert index.similar("") == []
    assert index.similar("😀😀😀") == []
    assert Index().similar("路灯坏了") == []


def test_scores_fall_and_respect_the_least() -> None:
    matches = filled().similar("桂花里烧烤摊油烟呛人", 50, least=0.15)
    scores = [match.score for match in matches]
    assert scores == sorted(scores, reverse=True)
    assert scores
    assert min(scores) >= 0.15


def test_a_removed_message_is_found_no_more_and_may_come_again() -> None:
    index = filled()
    index.add("秘", "只有我知道的地窖漏水")
    assert index.similar("地窖漏水")[0].key == "秘"
    index.remove("秘")
    assert "秘" not in index
    assert len(index) == 80
    assert all(match.key != "秘" for match in index.similar("地窖漏水", 50, least=0.0))
    with pytest.raises(KeyError):
        index.remove("秘")
    index.add("秘", "只有我知道的地窖漏水")
    assert index.similar("地窖漏水")[0].key == "秘"


def test_a_key_is_taken_once() -> None:
    index = filled(3)
    with pytest.raises(KeyError):
        index.add("v1", "另一句话")
    assert len(index) == 3


@pytest.mark.parametrize("text", ["", "😀" * 500, "\ud800坏", "路" * 50_000, "\0\0", "？"])
def test_hostile_text_is_taken_in(text: str) -> None:
    index = filled(10)
    index.add("怪", text, title=text)
    assert "怪" in index
    assert all(0 <= match.score <= 1 for match in index.similar(text, 20, title=text, least=0.0))


def test_equal_messages_come_in_their_order() -> None:
    index = Index()
    for key in "甲乙丙丁":
        index.add(key, "水表坏了没人换")
    index.add("戊", "公交改道了")
    assert [match.key for match in index.similar("水表坏了没人换")] == ["甲", "乙", "丙", "丁"]
