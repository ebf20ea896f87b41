"""What a result shows of a text: the words where they stand, and no more than fits."""

from __future__ import annotations

import random
from itertools import pairwise

from mulin.engines.text.showing import AROUND, CUT, excerpt, spans
from mulin.engines.text.tokens import normal, query


def test_every_marked_piece_is_a_word_and_every_word_is_marked() -> None:
    dice = random.Random("showing")  # noqa: S311 - made-up texts
    signs = "路灯坏ＡbＣ１2 　\n𠮷😀é①灯灯"
    marked = 0
    for _ in range(300):
        text = "".join(dice.choice(signs) for _ in range(dice.randint(1, 40)))
        start = dice.randrange(len(text))
        words = query(text[start : start + dice.randint(1, 4)]).words
        found = spans(text, words)
        assert all(any(word in normal(text[left:right]) for word in words) for left, right in found)
        assert bool(found) == bool(words), (text, words)
        assert all(one[1] < two[0] for one, two in pairwise(found))
        marked += len(found)
    assert marked > 300


def test_a_long_text_is_cut_about_the_first_word() -> None:
    text = "前" * 500 + "灯" + "后" * 500
    pieces = excerpt(text, ("灯",))
    shown = "".join(piece.text for piece in pieces)
    assert shown[0] == shown[-1] == CUT
    assert "灯" in shown
    assert len(shown) == AROUND + 2
    assert [piece.text for piece in pieces if piece.found] == ["灯"]


def test_nothing_is_cut_from_a_short_one_and_pieces_make_the_text() -> None:
    for text in ("路灯坏了", "", "灯", "坏灯"):
        assert "".join(piece.text for piece in excerpt(text, ("灯",))) == text
