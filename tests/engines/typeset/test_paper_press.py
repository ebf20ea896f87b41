"""What holds for all paper: text arrives as typed, nothing is code, equal input gives equal bytes."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mulin.engines.typeset import BadSheet, Column, Noted, Paragraph, marks, pictures, sheet
from mulin.engines.typeset.press import TEMPLATES
from tests.engines.typeset import papers
from tests.engines.typeset.pdf_text import TOFU, text_of

HOSTILE = '#import "@preview/x:1.0.0": * #read("/etc/passwd") $x^2$ \\#panic() */ // "]) } <end> @a = * _ `'
WITH_TEXT = {  # one free text of each kind
    "slip": lambda text: papers.slip(about=text[:60]),
    "large_print": lambda text: papers.large_print(blocks=[Paragraph("甲" + text)]),
    "notice": lambda text: papers.notice(paragraphs=["甲" + text]),
    "card": lambda text: papers.card(name=("甲" + text)[:60]),
    "letter": lambda text: papers.letter(paragraphs=["甲" + text], greeting="甲" + text[:100]),
    "list": lambda text: papers.list_sheet(columns=[Column("话")], rows=[[text]]),
    "form": lambda text: papers.form(intro=["甲" + text]),
    "volume": lambda text: papers.volume(notes=[Noted(day=papers.DAY, time="9:30", place="甲", text="甲" + text)]),
    "brief": lambda text: papers.brief(ask="甲" + text),
}


def squeezed(text):
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("name", papers.PLAIN)
def test_plain_piece_is_tagged_in_chinese_on_as_few_pages_as_can_be(name):
    printed = sheet(name, papers.PLAIN[name]())
    assert printed.pdf.startswith(b"%PDF-")
    assert (printed.pages, printed.missing) == (papers.PAGES.get(name, 1), ())
    assert b"/Lang(zh-CN)" in printed.pdf
    assert b"/MarkInfo<</Marked true" in printed.pdf
    assert b"pdfuaid:part>1" in printed.pdf
    text = squeezed(text_of(printed.pdf))
    assert squeezed(papers.PHONE) in text
    assert TOFU not in text


@pytest.mark.parametrize("name", papers.PLAIN)
def test_equal_input_gives_equal_bytes_without_a_date(name):
    first = sheet(name, papers.PLAIN[name]())
    sheet("notice", papers.notice(title="别的"))
    assert sheet(name, papers.PLAIN[name]()).pdf == first.pdf
    assert b"CreationDate" not in first.pdf
    assert b"xmp:CreateDate" not in first.pdf


def test_a_large_run_leaves_nothing_behind_that_shows():
    run = [papers.slip(number=f"GH-2026-{n:06d}-7") for n in range(10)]
    assert sheet("slip", run) == sheet("slip", run)


def test_printing_at_the_same_time_gives_the_same_paper():
    alone = {name: sheet(name, piece()).pdf for name, piece in papers.PLAIN.items()}
    with ThreadPoolExecutor(4) as pool:
        together = {name: pool.submit(sheet, name, piece()) for name, piece in papers.PLAIN.items()}
    assert {name: printed.result().pdf for name, printed in together.items()} == alone


@pytest.mark.parametrize("name", WITH_TEXT)
def test_hostile_text_is_printed_letter_by_letter(name):
    room = 60 if name in {"slip", "card"} else 200
    wanted = squeezed(HOSTILE)[: room // 2]
    assert wanted in squeezed(text_of(sheet(name, WITH_TEXT[name](HOSTILE)).pdf))


@pytest.mark.parametrize("name", WITH_TEXT)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(text=st.text(st.characters(codec=None), max_size=120))
def test_no_string_crashes_or_becomes_tofu(name, text):
    printed = sheet(name, WITH_TEXT[name](text))
    assert printed.pages >= 1
    assert TOFU not in text_of(printed.pdf)


@pytest.mark.parametrize("name", ["large_print", "notice", "letter", "volume", "brief"])
def test_ten_thousand_characters_flow_over_pages(name):
    printed = sheet(name, WITH_TEXT[name]("邻里守望，" * 2_000))
    assert printed.pages > 3
    assert squeezed(text_of(printed.pdf)).count("邻") >= 2_000


def test_ten_thousand_letters_without_a_space_stay_on_the_paper():
    printed = sheet("letter", papers.letter(paragraphs=["W" * 10_000]))
    assert printed.pages > 3
    assert text_of(printed.pdf).count("W") == 10_000


def test_missing_characters_are_named_once_and_shown_as_codes():
    odd = "张" + chr(0x20000) + chr(0) + chr(0xD800) + chr(0xE000) + chr(0x20000) + "三"
    printed = sheet("letter", papers.letter(recipient=[odd]))
    assert printed.missing == ("U+20000", "U+0000", "U+D800", "U+E000")
    assert "张〔U+20000〕〔U+0000〕〔U+D800〕〔U+E000〕〔U+20000〕三" in text_of(printed.pdf)


def test_a_copied_number_loses_its_direction_marks_only():
    printed = sheet("letter", papers.letter(paragraphs=["打\u202d13800001234\u202c吧"]))
    assert "打13800001234吧" in text_of(printed.pdf)
    assert printed.missing == ()


def test_a_run_of_pieces_is_one_file_and_numbers_pages_afresh():
    printed = sheet("letter", [papers.letter(paragraphs=["很长。" * 900]), papers.letter()])
    text = squeezed(text_of(printed.pdf))
    folios = [(int(n), int(m)) for n, m in re.findall(r"第(\d+)页，共(\d+)页", text)]
    first = printed.pages - 1
    assert first > 1
    assert folios == [(n, first) for n in range(1, first + 1)] + [(1, 1)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("poster", papers.notice()),
        ("slip", papers.notice()),
        ("slip", []),
        ("slip", [papers.slip(), papers.card()]),
        ("slip", [papers.slip(paper="A5"), papers.slip(paper="roll")]),
        ("notice", [papers.notice(paper="A4"), papers.notice(paper="A3")]),
    ],
)
def test_what_does_not_fit_the_name_is_refused(name, data):
    with pytest.raises(BadSheet):
        sheet(name, data)


@pytest.mark.parametrize("name", papers.PLAIN)
def test_pictures_show_the_same_pages(name):
    drawn = pictures(name, papers.PLAIN[name](), ppi=20)
    assert len(drawn) == sheet(name, papers.PLAIN[name]()).pages
    assert all(png.startswith(b"\x89PNG") for png in drawn)


def test_marks_are_empty_where_a_template_sets_none():
    assert marks("letter", papers.letter()) == []


def test_templates_import_only_each_other_and_evaluate_nothing():
    for path in sorted(Path(TEMPLATES).glob("*.typ")):
        source = path.read_text(encoding="utf-8")
        assert set(re.findall(r'#import "([^"]+)"', source)) <= {"paper.typ"}, path.name
        assert not re.search(r"@preview|\beval\(|\bread\(|\bplugin\(|datetime\.today", source), path.name
