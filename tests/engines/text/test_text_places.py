"""Names are found at their longest, where they stand in the text as written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mulin.engines.text import Gazetteer, Span, places

STREET = Gazetteer(
    {
        "桂": ["桂花里", "桂花里小区"],
        "东": ["东塘新村", "东塘"],
        "3": ["3号楼", "三栋"],
        "甲3": ["三栋"],
        "A": ["A区"],
    }
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("桂花里小区停水", [Span(0, 5, ("桂",))]),
        ("我住东塘,不是东塘新村", [Span(2, 4, ("东",)), Span(7, 11, ("东",))]),
        ("桂花里三栋", [Span(0, 3, ("桂",)), Span(3, 5, ("3", "甲3"))]),
        ("13号楼和３号楼", [Span(5, 8, ("3",))]),
        ("a区与ｂa区", [Span(0, 2, ("A",))]),
        ("桂花 里", []),
        ("", []),
        ("\ud800😀", []),
    ],
)
def test_names_are_found(text: str, found: list[Span]) -> None:
    assert places(text, STREET) == found


@given(st.text(alphabet="桂花里小区东塘新村三栋３3号楼aA ﷺ", max_size=30))
def test_spans_are_names_in_order_without_overlap(text: str) -> None:
    at = 0
    for span in places(text, STREET):
        assert at <= span.start < span.end <= len(text)
        assert places(text[span.start : span.end], STREET) == [Span(0, span.end - span.start, span.places)]
        at = span.end


def test_an_empty_name_is_refused() -> None:
    with pytest.raises(ValueError, match="empty name"):
        Gazetteer({"甲": [" "]})


def test_a_long_text_is_read_to_its_end() -> None:
    assert places("路" * 50_000 + "桂花里", STREET) == [Span(50_000, 50_003, ("桂",))]
