"""A brief: what is asked comes first, bars are as long as their figures, nothing is left out on long ones."""

import re

import pytest

from mulin.engines.typeset import BadSheet, Section, sheet
from tests.engines.typeset import papers
from tests.engines.typeset.pdf_text import text_of


def read(piece):
    return re.sub(r"\s", "", text_of(sheet("brief", piece).pdf))


def test_the_order_is_title_asked_figures_evidence():
    text = read(papers.brief(answered="区住建局答复", answer="列入了。"))
    order = [
        "BG-2026-000002-7",
        "老小区的楼道灯",
        "请区住建局办",
        "列入了。",
        "8件事",
        "6银杏",
        "第一次",
        "换灯",
        "晚上不敢",
        "3次",
    ]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)


def test_bars_are_shares_of_the_longest():
    rows = [["甲", "8"], ["乙", "2"], ["丙", "0"]]
    assert Section("在哪里", "bars", rows).content()["shares"] == [100, 25, 0]
    assert Section("在哪里", "bars", [["甲", "0"]]).content()["shares"] == [0]


def test_every_row_of_a_long_one_is_printed():
    rows = [[f"GH-2026-{n:06d}-7", f"第{n}件", "桂花新村社区", f"{n} 次"] for n in range(120)]
    printed = sheet("brief", papers.brief(sections=[Section("根据", "matters", rows)]))
    text = re.sub(r"\s", "", text_of(printed.pdf))
    assert printed.pages > 2
    assert all(f"第{n}件" in text for n in range(120))


@pytest.mark.parametrize(
    ("way", "rows"),
    [
        ("bars", [["甲", "多"]]),
        ("bars", [["甲"]]),
        ("matters", [["甲", "乙"]]),
        ("events", []),
        ("table", [["甲", "1"]]),
    ],
)
def test_rows_that_do_not_fit_their_way_are_refused(way, rows):
    with pytest.raises(BadSheet):
        Section("题", way, rows)


@pytest.mark.parametrize("changes", [{"title": ""}, {"ask": ""}, {"link": "mulin"}, {"phone": "x"}, {"number": "一"}])
def test_what_is_wrong_is_refused(changes):
    with pytest.raises(BadSheet):
        papers.brief(**changes)
