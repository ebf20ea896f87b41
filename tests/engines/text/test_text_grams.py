"""N-grams as numbers are the n-grams of the strings."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mulin.engines.text.grams import Vocabulary, compact, grams_of, scaled, spelled

TEXTS = st.lists(st.text(max_size=10).map(compact), max_size=5)


@given(TEXTS, st.sets(st.integers(1, 3), min_size=1))
def test_grams_are_the_pieces_of_each_text(texts: list[str], sizes: set[int]) -> None:
    grams, rows = grams_of(texts, sorted(sizes))
    found = Counter((spelled(gram), row) for gram, row in zip(grams.tolist(), rows.tolist(), strict=True))
    truth = Counter((t[i : i + n], at) for at, t in enumerate(texts) for n in sizes for i in range(len(t) - n + 1))
    assert found == truth


@given(TEXTS)
def test_matrix_holds_damped_counts_of_known_grams_only(texts: list[str]) -> None:
    vocabulary = Vocabulary.learn(texts[:2], (1, 2), least=1)
    names = [spelled(gram) for gram in vocabulary.grams.tolist()]
    matrix = vocabulary.matrix(texts).toarray()
    assert matrix.shape == (len(texts), len(names))
    for row, text in zip(matrix, texts, strict=True):
        times = np.array([sum(text.startswith(name, i) for i in range(len(text))) for name in names])
        assert np.allclose(row, np.where(times > 0, 1 + np.log(np.maximum(times, 1)), 0))


def test_rare_grams_are_left_out() -> None:
    vocabulary = Vocabulary.learn(["路灯", "路口", "路路"], (1, 2), least=2)
    assert [spelled(gram) for gram in vocabulary.grams.tolist()] == ["路"]


def test_scaled_rows_have_length_one_and_empty_rows_stay_empty() -> None:
    vocabulary = Vocabulary.learn(["路灯坏了", "灯"], (1,), least=1)
    rows = scaled(vocabulary.matrix(["路灯灯", "无"]), np.arange(1, 5, dtype=np.float32))
    assert np.allclose(np.linalg.norm(rows.toarray(), axis=1), [1, 0])
