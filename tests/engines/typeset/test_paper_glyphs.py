"""Text made ready: kept to the letter, drawable, breakable."""

import pytest

from mulin.engines.typeset import FontBook
from mulin.engines.typeset.glyphs import Ink, name_of


@pytest.fixture(scope="module")
def book():
    return FontBook.of_machine()


def test_ordinary_text_is_left_alone(book):
    ink = Ink(book, room=24)
    text = '王桂芳说：“3幢2单元没有灯。” #1 $5 \\ "x" 𠮷'
    assert ink.ready(text) == text
    assert ink.missing == ()


def test_long_runs_can_break_anywhere_and_short_ones_nowhere(book):
    ink = Ink(book, room=8)
    assert ink.ready("12345678") == "12345678"
    assert ink.ready("123456789") == "\u200b".join("123456789")
    assert ink.ready("前123456789后") == "前" + "\u200b".join("123456789") + "后"


def test_a_hyphen_before_a_letter_is_a_place_to_break(book):
    assert Ink(book, room=8).ready("abcdefg-hijklmn") == "abcdefg-hijklmn"
    assert "\u200b" in Ink(book, room=8).ready("abcdefg-1234567")


@pytest.mark.parametrize("char", ["\u202e", "\u2066", "\ufeff", "\u200e", "\u00ad"])
def test_controls_without_ink_are_left_out(book, char):
    ink = Ink(book, room=24)
    assert ink.ready(f"甲{char}乙") == "甲乙"
    assert ink.missing == ()


@pytest.mark.parametrize(
    "char", [chr(0), chr(0x1B), chr(0x85 + 1), chr(0xD800), chr(0xE000), chr(0xFFFF), chr(0x20000)]
)
def test_what_cannot_be_drawn_is_shown_and_named(book, char):
    ink = Ink(book, room=24)
    assert ink.ready(f"甲{char}乙") == f"甲〔U+{ord(char):04X}〕乙"
    assert ink.missing == (name_of(char),)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_line_ends_are_one_kind(book, end):
    assert Ink(book, room=24).ready(f"甲{end}乙") == "甲\n乙"
