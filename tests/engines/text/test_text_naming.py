"""Shared pieces are whole words of the group, and evidence is cut from the text."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mulin.engines.text.evidence import terms
from mulin.engines.text.grams import compact
from mulin.engines.text.naming import shared_pieces
from mulin.engines.text.sketch import COLUMNS, KEPT, sketches

TITLES = ["海棠湾搅拌站太吵", "反对海棠湾建搅拌站", "海棠湾的搅拌站扬尘", "投诉搅拌站在海棠湾旁", "关于海棠湾搅拌站"]


def test_pieces_are_words_not_fragments() -> None:
    rows = sketches(TITLES, [""] * len(TITLES))
    columns = np.unique(rows.indices).astype(np.int64)
    centre = np.asarray(rows.sum(axis=0)).ravel()[columns].astype(float)
    pieces = shared_pieces([compact(title) for title in TITLES], columns, centre, 2)
    assert set(pieces) == {"海棠湾", "搅拌站"}


def test_nothing_shared_gives_no_piece() -> None:
    assert shared_pieces(["路灯", "公交"], np.zeros(0, np.int64), np.zeros(0), 3) == []
    assert shared_pieces(["", ""], np.zeros(0, np.int64), np.zeros(0), 3) == []


@settings(deadline=None, max_examples=20)
@given(st.lists(st.text(max_size=30), max_size=6))
def test_sketches_have_length_one_or_none(texts: list[str]) -> None:
    rows = sketches(texts, texts)
    assert rows.shape == (len(texts), COLUMNS)
    assert (np.diff(rows.indptr) <= KEPT).all()
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    assert np.all((np.abs(lengths - 1) < 1e-5) | (lengths == 0))


def test_the_heaviest_grams_are_kept() -> None:
    common = ["麻烦社区看一看这件事情" + str(i) for i in range(400)]
    rows = sketches([*common, "麻烦社区看一看变压器"], [""] * 401)
    lone, other = rows[400], rows[399]
    assert (lone @ other.T).nnz == 0


@given(st.text(max_size=20), st.data())
def test_evidence_stands_in_the_text(text: str, data: st.DataObject) -> None:
    text = compact(text)
    felt = np.array(data.draw(st.lists(st.floats(-1, 1), min_size=len(text), max_size=len(text))), float)
    found = terms(text, felt, 3)
    assert len(found) <= 3
    assert all(term.words in text and term.weight > 0 for term in found)
