"""民声回执: public above the fold, secret below it."""

from datetime import date

import pytest

from mulin.engines.typeset import BadSheet, marks, sheet
from tests.engines.typeset.papers import COMMUNITY, DAY, ENGLISH, SIXTY, slip
from tests.engines.typeset.pdf_text import colours_of, text_of

LONGEST = {
    "community": ENGLISH,
    "about": "楼道夜里没有灯，老人上楼看不见台阶，" * 3,
    "next_step": "社区先上门看一看，再定由谁来办，" * 5,
    "hours": "工作日 8:30–17:30，周六 9:00–12:00，有人接",
    "phone": "0571-8800 1234 转 80012",
    "handed_to": "桂花新村西区12345号楼10单元10203室 " + SIXTY,
    "link": "http://mulin.example/t/" + "x" * 60,
    "reissued": True,
}
LONGEST["about"] = LONGEST["about"][:60]
LONGEST["next_step"] = LONGEST["next_step"][:80]


@pytest.mark.parametrize("paper", ["roll", "A5"])
@pytest.mark.parametrize("changes", [{}, LONGEST], ids=["plain", "longest"])
def test_the_secret_is_below_the_fold_and_covered_when_folded(paper, changes):
    found = {mark["name"]: mark["y"] for mark in marks("slip", slip(paper=paper, **changes))}
    assert found["number"] < found["public-end"] <= found["band"] < found["fold"] < found["secret"]
    flap = found["secret"] - found["fold"]
    assert found["fold"] - found["band"] > flap


@pytest.mark.parametrize("paper", ["roll", "A5"])
@pytest.mark.parametrize("changes", [{}, LONGEST], ids=["plain", "longest"])
def test_folded_up_the_paper_below_the_fold_covers_only_the_band(paper, changes):
    printed = slip(paper=paper, **changes)
    found = {mark["name"]: mark["y"] for mark in marks("slip", printed)}
    fold = found["fold"] + 9.5 / 2  # the dotted line runs through the middle of its line of text
    height = float(sheet("slip", printed).pdf.split(b"/MediaBox[0 0 ")[1].split(b"]")[0].split()[1])
    assert height - fold <= fold - found["band"]


def test_the_secret_stands_in_two_groups_and_nowhere_else():
    text = text_of(sheet("slip", slip()).pdf)
    assert "7KQ4" in text
    assert "M2XP" in text
    assert (text.count("7KQ4"), text.count("M2XP")) == (1, 1)


def test_the_secret_is_not_in_the_link_or_the_title():
    pdf = sheet("slip", slip()).pdf
    assert "7KQ4".encode("utf-16-be") not in pdf
    assert b"7KQ4" not in pdf


@pytest.mark.parametrize(("paper", "pages"), [("roll", 5), ("A5", 3)])
def test_a_stack_is_one_print_run(paper, pages):
    run = [slip(paper=paper, number=f"GH-2026-{n:06d}-7") for n in range(5)]
    printed = sheet("slip", run)
    assert printed.pages == pages
    text = text_of(printed.pdf)
    assert all(text.count(f"GH-2026-{n:06d}-7") >= 1 for n in range(5))


def test_the_promise_is_in_plain_words():
    text = text_of(sheet("slip", slip()).pdf)
    assert "最迟" in text
    assert "12月3日" in text
    assert "星期四" in text
    assert "前答复您" in text
    assert "2026年11月20日听到，11月24日登记" in text


def test_a_promise_in_the_next_year_names_the_year():
    assert "2027年1月4日" in text_of(sheet("slip", slip(answer_by=date(2027, 1, 4))).pdf)


def test_heard_and_recorded_on_one_day_is_said_once():
    assert "2026年11月24日听到并登记" in text_of(sheet("slip", slip(heard=DAY)).pdf)


def test_a_replacement_says_so():
    assert "补发" in text_of(sheet("slip", slip(reissued=True)).pdf)
    assert "补发" not in text_of(sheet("slip", slip()).pdf)


def test_the_thermal_slip_is_black_only():
    """No colour operator may reach a printer that has no colour: every colour set is one grey value or black."""
    pdf = sheet("slip", slip(paper="roll", **LONGEST)).pdf
    assert colours_of(pdf) <= {b"0", b"1", b"0 0 0", b"1 1 1"}
    assert not colours_of(sheet("slip", slip(paper="A5")).pdf) <= {b"0", b"1", b"0 0 0", b"1 1 1"}


@pytest.mark.parametrize(
    "changes",
    [
        {"number": ""},
        {"number": "GH-2026-#1"},
        {"secret": "7KQ4M2X"},
        {"secret": "7KQ4 M2X"},
        {"community": " \u200b"},
        {"community": "社" * 121},
        {"phone": "请打电话"},
        {"link": "javascript:alert(1)"},
        {"link": "http://mulin.example/" + "x" * 300},
        {"paper": "A6"},
        {"recorded": date(2026, 11, 1)},
        {"answer_by": date(2026, 11, 23)},
        {"about": None},
    ],
)
def test_what_is_wrong_is_refused(changes):
    with pytest.raises(BadSheet):
        slip(**changes)


def test_the_refusal_names_the_field():
    with pytest.raises(BadSheet, match="电话") as caught:
        slip(phone="")
    assert caught.value.field == "电话"
    assert slip(community=COMMUNITY).community == COMMUNITY


@pytest.mark.parametrize("paper", ["roll", "A5"])
@pytest.mark.parametrize("changes", [{}, LONGEST], ids=["plain", "longest"])
def test_english_is_added_to_a_slip_and_moves_nothing_over_the_fold(paper, changes):
    printed = slip(paper=paper, english=True, **changes)
    drawn = text_of(sheet("slip", printed).pdf)
    assert "3Dec2026" in drawn.replace(" ", "")
    assert "密码（只给您自己）" in drawn
    assert "Secret" not in text_of(sheet("slip", slip(paper=paper, **changes)).pdf)
    found = {mark["name"]: mark["y"] for mark in marks("slip", printed)}
    assert found["number"] < found["public-end"] <= found["band"] < found["fold"] < found["secret"]
