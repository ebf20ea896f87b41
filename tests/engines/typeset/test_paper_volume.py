"""The bound volume: in order of the days, every note whole, an index that names the right pages."""

import re
from datetime import timedelta

import pytest

from mulin.engines.typeset import BadSheet, Noted, sheet
from tests.engines.typeset import papers
from tests.engines.typeset.pdf_text import text_of


def note(text="灯不亮", *, days=0, place="3 幢 201", **more):
    return Noted(day=papers.DAY + timedelta(days=days), time="9:30", place=place, text=text, **more)


def pages_of(pdf):
    """The text of each page, cut at the folios."""
    return re.split(r"第\d+页，共\d+页", re.sub(r"\s", "", text_of(pdf)))


def test_the_index_names_the_pages_on_which_notes_of_a_place_stand():
    notes = [note(f"第{n}条。" + "很长的一段话，" * 60, days=n, place=f"{n % 3 + 9} 幢 101") for n in range(12)]
    printed = sheet("volume", papers.volume(notes=notes))
    text = re.sub(r"\s", "", text_of(printed.pdf))
    index = text[text.rindex("按地点查") :]
    starts = dict.fromkeys(range(12), 0)
    # The title page has no folio, so the first piece holds it and page 2, the next one page 3, and so on.
    for page, words in enumerate(pages_of(printed.pdf), start=2):
        for n in starts:
            if f"第{n}条。" in words:
                starts[n] = page
    assert all(starts.values())
    assert len(set(starts.values())) > 3
    for house in (9, 10, 11):
        wanted = sorted({starts[n] for n in range(12) if n % 3 + 9 == house})
        assert f"{house}幢101" + "、".join(map(str, wanted)) in index
    assert index.index("9幢101") < index.index("10幢101") < index.index("11幢101")


def test_what_was_added_stands_under_its_note_with_its_margin_beside():
    one = note("灯不亮", margin=["限期督办 物业"], later=[("补记 12月1日", "修好了")])
    text = re.sub(r"\s", "", text_of(sheet("volume", papers.volume(notes=[one, note("水管", days=1)])).pdf))
    order = ["限期督办物业", "灯不亮", "补记12月1日", "修好了", "水管", "按地点查"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)


def test_characters_nobody_can_draw_are_named_wherever_they_stand():
    odd = [chr(0x20000 + n) for n in range(5)]
    one = note(odd[0], place="甲" + odd[1], margin=[odd[2]], later=[("补记", odd[3])])
    printed = sheet("volume", papers.volume(notes=[one], writer="张" + odd[4]))
    assert set(printed.missing) == {f"U+2000{n}" for n in range(5)}


@pytest.mark.parametrize(
    "changes",
    [
        {"notes": []},
        {"writer": ""},
        {"phone": "a"},
        {"notes": [note(days=1), note()]},
    ],
)
def test_a_book_that_cannot_be_is_refused(changes):
    with pytest.raises(BadSheet):
        papers.volume(**changes)


@pytest.mark.parametrize("bad", [{"place": "门" * 121}, {"text": "字" * 20_001}])
def test_a_note_that_cannot_be_is_refused(bad):
    with pytest.raises(BadSheet):
        note(**bad)
