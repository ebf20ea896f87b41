"""Finding by words: exactly the texts that contain them, newest first, on either database."""

from __future__ import annotations

import random

import pytest

from mulin.core.records import finding
from mulin.core.records.models import Findable, Sealed
from mulin.engines.text.tokens import normal

pytestmark = pytest.mark.django_db

COMMON = "的一是在不了有和人这中大为上个国我以要他"
OTHERS = "路灯坏楼道垃圾水电abcZ019，。！ 　\n𠮷𪚥𫝀𰻝😀👵🏻‍é①Ａ"


def chance(name: str) -> random.Random:
    return random.Random(f"finding {name}")  # noqa: S311 - made-up texts


def written(dice: random.Random, length: int) -> str:
    return "".join(dice.choice(COMMON if dice.random() < 0.6 else OTHERS) for _ in range(length))


def put(texts: list[str], *, kind: str = "t", marks: list[list[str]] | None = None) -> dict[int, str]:
    rows = [Sealed.objects.create(text=text.replace("\x00", "")) for text in texts]
    for place, row in enumerate(rows):
        finding.index(kind, row.pk, row.text, marks=marks[place] if marks else ())
    return {row.pk: row.text for row in rows}


def answer(words: str, *, kind: str = "t", marks: tuple[str, ...] = ()) -> list[int]:
    return list(finding.matching(Sealed.objects.all(), kind, words, marks=marks).values_list("pk", flat=True))


def truth(words: str, texts: dict[int, str]) -> list[int]:
    """What a plain look through every text finds, newest first."""
    wanted = normal(words).split()
    return sorted((pk for pk, text in texts.items() if all(word in normal(text) for word in wanted)), reverse=True)


def test_what_is_found_is_what_contains_the_words() -> None:
    dice = chance("property")
    texts = put([written(dice, dice.randint(1, 60)) for _ in range(250)])
    spoken = list(texts.values())
    hits = 0
    for _ in range(400):
        words = []
        for _word in range(dice.choice([1, 1, 2, 3])):
            text = dice.choice(spoken)
            start, length = dice.randrange(len(text)), dice.randint(1, 6)
            words.append(text[start : start + length] if dice.random() < 0.8 else written(dice, length))
        asked = " ".join(words)
        wanted = truth(asked, texts) if normal(asked) else sorted(texts, reverse=True)
        assert answer(asked) == wanted, repr(asked)
        hits += len(wanted)
    assert hits > 1000, "the questions find something"


def test_long_texts_are_found_to_the_last_character() -> None:
    dice = chance("long")
    long = written(dice, 19_000) + "末尾𠮷路灯"
    again = "哈" * 3000 + "哈嘿" + "哈" * 3000
    texts = put([long, again, "路灯末尾", written(dice, 20_000)])
    for asked in (
        "末尾𠮷",
        "𠮷路灯",
        "尾路",
        "哈嘿哈",
        "哈哈哈",
        "嘿",
        "嘿哈嘿",
        "哈 路灯",
        long[9000:9006],
        long[-5:],
    ):
        assert answer(asked) == truth(asked, texts), asked


def test_nothing_reaches_across_a_blank_and_nothing_is_syntax() -> None:
    texts = put(["路 灯", "路灯", 'a"b AND c*', "100%_是", "it's \\ (x)"])
    for asked in ("路灯", '"', "AND", "*", "%", "_", "'", "\\", "(x)", "NOT", "'':*"):
        assert answer(asked) == truth(asked, texts), asked


def test_marks_narrow_and_are_never_found_as_words() -> None:
    texts = put(["路灯", "路灯", "路灯坏"], marks=[["a"], ["b"], ["b", "c"]])
    one, two, three = texts
    assert answer("路灯", marks=("b",)) == [three, two]
    assert answer("路灯", marks=("a", "c")) == [three, one]
    assert answer("坏", marks=("a",)) == []
    assert answer("", marks=("a",)) == [one]
    assert answer("a") == answer("0") == []


def test_kinds_do_not_meet() -> None:
    row = Sealed.objects.create(text="x")
    finding.index("one", row.pk, "路灯")
    assert answer("路灯", kind="one") == [row.pk]
    assert answer("路灯", kind="two") == []


def test_replaced_and_forgotten_texts_are_found_no_more() -> None:
    (key,) = put(["旧的话"])
    finding.index("t", key, "新的话")
    assert answer("旧") == []
    assert answer("新的") == [key]
    finding.forget("t", [key])
    assert answer("新的") == []
    assert not Findable.objects.exists()


def test_the_gate_and_filters_go_on_top() -> None:
    texts = put(["路灯一", "路灯二", "路灯三"])
    rows = finding.matching(Sealed.objects.filter(text__endswith="二"), "t", "路灯")
    assert [row.text for row in rows] == ["路灯二"]
    assert rows.count() == 1
    inside = Sealed.objects.filter(pk__in=finding.matching(Sealed.objects.all(), "t", "三").values("pk"))
    assert [row.text for row in inside] == ["路灯三"]
    assert len(texts) == 3
