"""Charts: bars end to end, figures beside them, nothing drawn with styles."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mulin.portal import charts


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=4), st.integers(0, 10**9))
def test_parts_lie_end_to_end_and_never_leave_the_drawing(values: list[int], more: int) -> None:
    most = sum(values) + more
    drawn = charts.parts(values, most)
    assert [part.value for part in drawn] == values
    edge = 0
    for part in drawn:
        assert part.x == edge
        assert part.width >= 0
        edge += part.width
    assert edge <= charts.WIDTH
    if not more and most:
        assert edge == charts.WIDTH


def test_bars_carry_their_figures_and_names() -> None:
    drawn = charts.bars("今年收到的话", [("停车", 50), ("<b>", 100), ("其他", 0)], unit="句")
    assert re.findall(r'class="chart__bar"[^>]*width="(\d+)"', drawn) == ["500", "1000", "0"]
    assert "50 句" in drawn
    assert "&lt;b&gt;" in drawn
    assert "<caption>今年收到的话</caption>" in drawn
    assert "style=" not in drawn


def test_stacked_bars_keep_the_order_of_the_key() -> None:
    drawn = charts.stacked("办得怎样", ["解决了", "没解决"], [("甲", [3, 1]), ("乙", [0, 2])])
    assert re.findall(r'class="chart__part--(\d)" x="(\d+)" y="2" width="(\d+)"', drawn) == [
        ("1", "0", "750"),
        ("2", "750", "250"),
        ("1", "0", "0"),
        ("2", "0", "500"),
    ]
    assert 'data-label="没解决">1<' in drawn


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="less than nothing"):
        charts.parts([1, -1], 5)
    with pytest.raises(ValueError, match="at most 4"):
        charts.stacked("多", ["a", "b", "c", "d", "e"], [])


def test_nothing_to_show_is_no_error() -> None:
    assert "<table" in charts.bars("空", [("甲", 0)])
    assert "<polyline" in charts.sparkline("空", [], says="没有")


def test_sparkline_says_it_in_words_and_ends_in_a_dot() -> None:
    drawn = charts.sparkline("每月", [1, 3, 2], says="从 1 到 2")
    assert "<title>每月</title><desc>从 1 到 2</desc>" in drawn
    points = re.search(r'points="([^"]+)"', drawn)
    assert points is not None
    assert points.group(1) == "4,26 60,4 116,15"
    assert 'cx="116" cy="15"' in drawn
