"""Notices, large print, cards, letters, lists and forms: what each one promises."""

import re

import pytest

from mulin.engines.typeset import (
    BadSheet,
    Blank,
    Choice,
    Column,
    Heading,
    Paragraph,
    Space,
    Step,
    Steps,
    sheet,
)
from tests.engines.typeset import papers
from tests.engines.typeset.pdf_text import sizes_of, text_of

MEDIA = re.compile(rb"/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]")


def size_mm(pdf):
    return tuple(round(float(points) * 25.4 / 72) for points in MEDIA.search(pdf).groups())


def read(name, piece):
    return re.sub(r"\s", "", text_of(sheet(name, piece).pdf))


def test_notice_carries_the_days_code_and_the_telephone_on_every_page():
    long = papers.notice(paragraphs=["十二月一日起换灯。" * 200])
    printed = sheet("notice", long)
    text = text_of(printed.pdf)
    assert printed.pages > 1
    assert text.count("K7QM-2XPD-9R4T") == printed.pages
    assert text.count("1234") == printed.pages
    assert text.count("（续）") == printed.pages - 1


def test_notice_comes_on_two_papers_and_keeps_its_title_lines():
    assert size_mm(sheet("notice", papers.notice()).pdf) == (210, 297)
    large = sheet("notice", papers.notice(paper="A3", title="换灯\n请大家来", community=papers.ENGLISH))
    assert size_mm(large.pdf) == (297, 420)
    assert large.pages == 1


def test_notice_of_one_page_is_set_as_large_as_the_page_allows():
    sizes = []
    for times in (2, 40):
        pdf = sheet("notice", papers.notice(paragraphs=["灯要换。" * times * 6])).pdf
        sizes.append(max(size for size in sizes_of(pdf) if size < 22))
    assert sizes[0] > sizes[1] >= 13


def test_large_print_never_sets_the_words_under_twenty_points():
    blocks = [Heading("您说的事"), Paragraph("楼道里没有灯。" * 30), Steps([Step("修", "明天", "now")])]
    pdf = sheet("large_print", papers.large_print(blocks=blocks)).pdf
    small = {size for size in sizes_of(pdf) if size < 20}
    assert small <= {10, 11, 12, 13, 14, 15}  # the foot: whose paper it is, the page, the words beside the number
    assert {size for size in sizes_of(pdf) if size >= 20}


def test_large_print_says_in_words_how_far_each_step_is():
    text = read("large_print", papers.large_print())
    assert "登记了已办，11月20日" in text
    assert "正在换灯现在" in text
    assert "请您评一评以后" in text


@pytest.mark.parametrize(
    "changes",
    [
        {"points": 18},
        {"points": 60},
        {"blocks": []},
        {"blocks": ["文字"]},
        {"blocks": [Steps([Step("修", "", "later")])]},
        {"blocks": [Heading("")]},
    ],
)
def test_large_print_refuses(changes):
    with pytest.raises(BadSheet):
        papers.large_print(**changes)


def test_cards_are_ten_to_a_page():
    cards = [papers.card(name=f"邻居{n}") for n in range(11)]
    printed = sheet("card", cards)
    assert printed.pages == 2
    assert size_mm(printed.pdf) == (210, 297)
    assert all(f"邻居{n}" in re.sub(r"\s", "", text_of(printed.pdf)) for n in range(11))


def test_card_never_carries_a_pin_or_its_token_in_words():
    with pytest.raises(TypeError):
        papers.card(pin="408215")
    assert "7QK4M2XPD9R4T8WN" not in read("card", papers.card())


def test_card_holds_a_name_of_sixty_and_refuses_more():
    long = papers.SIXTY[:60]
    assert re.sub(r"\s", "", long) in read("card", papers.card(name=long, community=papers.ENGLISH))
    with pytest.raises(BadSheet):
        papers.card(name="王" * 61)


def test_letter_carries_the_pin_in_a_box_and_never_in_its_title():
    pdf = sheet("letter", papers.letter()).pdf
    assert "408215" in re.sub(r"\s", "", text_of(pdf))
    assert b"408" not in re.search(rb"<x:xmpmeta.*?</x:xmpmeta>", pdf, re.DOTALL)[0].split(b"DocumentID")[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"code_label": ""},
        {"code": ""},
        {"code": "4082;15"},
        {"recipient": []},
        {"recipient": ["行"] * 7},
        {"signature": "张敏"},
        {"paragraphs": [1]},
        {"greeting": " "},
    ],
)
def test_letter_refuses(changes):
    with pytest.raises(BadSheet):
        papers.letter(**changes)


def test_list_repeats_its_head_and_numbers_its_rows():
    rows = [[f"{n}幢", "王桂芳", papers.PHONE] for n in range(1, 101)]
    printed = sheet("list", papers.list_sheet(rows=rows, total=["合计", "100户", ""]))
    text = re.sub(r"\s", "", text_of(printed.pdf))
    assert printed.pages > 2
    assert text.count("序号门牌姓名电话") == printed.pages
    assert "100100幢王桂芳" in text
    assert "合计100户" in text
    assert f"第{printed.pages}页，共{printed.pages}页" in text


def test_list_lying_with_blank_rows_to_sign():
    printed = sheet("list", papers.list_sheet(rows=[], blank_rows=12, row_mm=14, lying=True))
    assert size_mm(printed.pdf) == (297, 210)
    assert "12" in text_of(printed.pdf)


def test_list_takes_a_cell_longer_than_a_page():
    printed = sheet("list", papers.list_sheet(rows=[["话" * 2_000, "", ""]]))
    assert printed.pages > 1
    assert text_of(printed.pdf).count("话") > 1_990


def test_list_columns_fill_the_page():
    assert sum(papers.list_sheet().widths_mm()) == pytest.approx(174 - 12)


@pytest.mark.parametrize(
    "changes",
    [
        {"columns": []},
        {"columns": [Column("甲")] * 13},
        {"columns": [Column("甲", 0)]},
        {"rows": [["只有一格"]]},
        {"rows": []},
        {"rows": ["一幢二"]},
        {"total": ["一格"]},
        {"row_mm": 2},
        {"blank_rows": -1},
    ],
)
def test_list_refuses(changes):
    with pytest.raises(BadSheet):
        papers.list_sheet(**changes)


def test_form_numbers_its_fields_and_says_where_it_goes():
    text = read("form", papers.form())
    assert "1您说的事" in text
    assert "4画个图" in text
    assert "可以选几个" in text
    assert "填好以后：投进居委会一楼的意见箱。" in text
    assert text.count("F-7QK4") == 2


@pytest.mark.parametrize(
    "fields",
    [
        [],
        [Blank("")],
        [Blank("甲", 0)],
        [Choice("甲", [])],
        [Choice("甲", [""])],
        [Space("甲", 500)],
        ["姓名"],
    ],
)
def test_form_refuses(fields):
    with pytest.raises(BadSheet):
        papers.form(fields=fields)


def test_form_runs_over_pages_with_its_foot_on_each():
    printed = sheet("form", papers.form(fields=[Blank(f"第{n}问", 3) for n in range(20)]))
    assert printed.pages > 2
    assert text_of(printed.pdf).count("填好以后") == printed.pages


@pytest.mark.parametrize(
    ("name", "piece", "english", "chinese"),
    [
        ("large_print", papers.large_print, "RegisternumberGH-2026", "台账号"),
        ("form", papers.form, "Whenfilledin:", "填好以后"),
        ("card", papers.card, "Found?Pleasereturnit", "捡到请交社区"),
        ("letter", papers.letter, "From:", "寄"),
        ("list", papers.list_sheet, "telephone", "序号"),
    ],
)
def test_whoever_reads_english_finds_no_chinese_round_the_text(name, piece, english, chinese):
    drawn, plain = read(name, piece(english=True)), read(name, piece())
    assert english in drawn
    assert chinese not in drawn
    assert chinese in plain
    assert english not in plain
