"""The published margin keeps its promise on the cases it was found on, and is infinite when it cannot."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mulin.engines.text.quality import judge, macro_f1


def cases(right: list[bool]) -> tuple[np.ndarray, np.ndarray]:
    """Two classes, the lead falls from case to case; `right` says which cases the first choice gets right."""
    lead = np.linspace(2, 0.1, len(right), dtype=np.float32)
    values = np.stack([lead, np.zeros_like(lead)], axis=1)
    return values, np.where(right, 0, 1)


def test_margin_lies_where_errors_begin() -> None:
    quality = judge(*cases([True] * 400 + [False, True] * 200))
    assert 0.49 < quality.filed < 0.52
    assert quality.filed_right >= 0.99
    assert quality.accuracy == 0.75
    assert quality.margin < 2


def test_few_or_bad_cases_publish_no_margin() -> None:
    assert judge(*cases([True] * 99)).margin == math.inf
    assert judge(*cases([True] * 100)).filed == 0
    assert judge(*cases([True, False] * 300)).margin == math.inf


def test_top3_counts_the_first_three() -> None:
    values = np.tile(np.array([4, 3, 2, 1], np.float32), (4, 1))
    assert judge(values, np.array([0, 1, 2, 3])).top3 == 0.75


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_macro_f1_is_the_mean_of_the_classes(pairs: list[tuple[int, int]]) -> None:
    truth, said = (np.array(side) for side in zip(*pairs, strict=True))
    scores = []
    for k in set(truth.tolist()) | set(said.tolist()):
        hit = int(((truth == k) & (said == k)).sum())
        scores.append(2 * hit / (int((truth == k).sum()) + int((said == k).sum())))
    assert math.isclose(macro_f1(truth, said, 4), sum(scores) / len(scores))
