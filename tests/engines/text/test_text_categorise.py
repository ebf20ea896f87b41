"""Categories are learnt, suggested with reasons, and never filed below the margin."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mulin.engines.text import Example, Model, ModelError, categorise, train
from tests.engines.text.street import ISSUES, message, messages


@pytest.fixture(scope="module")
def model() -> Model:
    return train(messages(400))


def test_learns_what_the_street_speaks_of(model: Model) -> None:
    rng = random.Random(1)  # noqa: S311
    for label in ISSUES:
        for _ in range(10):
            said = message(rng, label)
            assert categorise(model, said.detail, title=said.title).suggestions[0].label == label
            assert categorise(model, said.title).suggestions[0].label == label
            assert categorise(model, said.detail).suggestions[0].label == label


def test_names_the_words_that_decided(model: Model) -> None:
    first = categorise(model, "荷塘路的烧烤摊天天冒油烟").suggestions[0]
    assert first.label == "环境"
    assert any("油烟" in term.words or "烧烤" in term.words for term in first.evidence)
    assert all(term.words in "荷塘路的烧烤摊天天冒油烟" and term.weight > 0 for term in first.evidence)
    weights = [term.weight for term in first.evidence]
    assert weights == sorted(weights, reverse=True)


def test_influence_adds_up_to_the_decision_value(model: Model) -> None:
    text = "异地看病怎么备案,门诊报销说不清"
    values = model.detail.values([text])[0] - model.detail.weights[-1]
    reading = model.detail.read(text)
    assert np.allclose(reading.values() - reading.bias, values, atol=1e-5)
    felt = reading.influence(len(text), range(4)).sum(axis=1)
    assert np.allclose(felt, values - values.mean(), atol=1e-4)


def test_ranks_by_value_and_says_the_margin(model: Model) -> None:
    ranking = categorise(model, "小学门口车太多,孩子过马路危险", most=4)
    values = [suggestion.value for suggestion in ranking.suggestions]
    assert values == sorted(values, reverse=True)
    assert ranking.margin == pytest.approx(values[0] - values[1])
    assert len({suggestion.label for suggestion in ranking.suggestions}) == 4


def test_files_nothing_below_the_published_margin(model: Model) -> None:
    quality = model.qualities["both"]
    assert quality.examples == 400
    assert quality.filed_right >= 0.98
    for said in messages(60, seed=3):
        ranking = categorise(model, said.detail, title=said.title)
        assert ranking.sure == (ranking.margin >= quality.margin)
    assert not categorise(model, "嗯").sure


def test_noise_is_never_sure() -> None:
    rng = random.Random(5)  # noqa: S311
    shuffled = [Example(rng.choice(sorted(ISSUES)), said.title, said.detail) for said in messages(400)]
    confused = train(shuffled)
    assert all(quality.margin == math.inf and quality.filed == 0 for quality in confused.qualities.values())
    assert not categorise(confused, shuffled[0].detail, title=shuffled[0].title).sure


def test_a_new_installation_knows_its_words_and_learns() -> None:
    words = {"环境": ["噪音", "油烟", "垃圾清运"], "交通": ["公交班次", "停车位", "红绿灯"], "文化": ["图书馆", "戏台"]}
    fresh = Model.from_taxonomy(words)
    assert categorise(fresh, "楼下停车位总被占").suggestions[0].label == "交通"
    assert not categorise(fresh, "楼下停车位总被占").sure
    assert categorise(fresh, "窗台漏雨").suggestions[0].label != "房屋"
    taught = train([Example("房屋", "窗台漏雨"), Example("房屋", "屋顶漏雨没人修")], words)
    assert taught.labels == ("交通", "房屋", "文化", "环境")
    assert categorise(taught, "我家屋顶漏雨").suggestions[0].label == "房屋"
    assert categorise(taught, "想去图书馆").suggestions[0].label == "文化"


def test_equal_examples_give_equal_bytes_and_bytes_give_the_same_model(model: Model) -> None:
    data = model.to_bytes()
    assert train(messages(400)).to_bytes() == data
    again = Model.from_bytes(data)
    assert again.to_bytes() == data
    assert again.qualities == model.qualities
    for said in messages(20, seed=9):
        assert categorise(again, said.detail, title=said.title) == categorise(model, said.detail, title=said.title)


def test_damaged_or_foreign_bytes_are_refused(model: Model) -> None:
    data = bytearray(model.to_bytes())
    with pytest.raises(ModelError, match="not a model"):
        Model.from_bytes(b"PK" + bytes(100))
    with pytest.raises(ModelError, match="too short"):
        Model.from_bytes(b"")
    with pytest.raises(ModelError, match="damaged"):
        Model.from_bytes(bytes(data[:-1]))
    data[-1] ^= 1
    with pytest.raises(ModelError, match="damaged"):
        Model.from_bytes(bytes(data))
    data[16] = 9
    with pytest.raises(ModelError, match="version 9"):
        Model.from_bytes(bytes(data))


@pytest.mark.parametrize("text", ["", " \n", "😀" * 30, "\ud800\udfff坏", "\0", "路" * 50_000, "？！……", "𰻝𰻝面"])
def test_hostile_text_is_ranked_all_the_same(model: Model, text: str) -> None:
    for ranking in (categorise(model, text), categorise(model, "", title=text), categorise(model, text, title=text)):
        assert len(ranking.suggestions) == 3
        assert not ranking.sure
        assert all(np.isfinite(suggestion.value) for suggestion in ranking.suggestions)


@settings(deadline=None, max_examples=25)
@given(st.text(max_size=60), st.text(max_size=120))
def test_any_text_is_ranked(model: Model, title: str, detail: str) -> None:
    ranking = categorise(model, detail, title=title, most=9)
    assert {suggestion.label for suggestion in ranking.suggestions} == set(ISSUES)
    assert ranking.margin >= 0


@settings(deadline=None, max_examples=15)
@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.text(max_size=8), st.text(max_size=8)), min_size=1, max_size=6))
def test_any_examples_can_be_learnt(known: list[tuple[str, str, str]]) -> None:
    taught = train(Example(*example) for example in known)
    assert set(taught.labels) == {label for label, *_ in known}
    assert Model.from_bytes(taught.to_bytes()).labels == taught.labels


def test_nothing_to_learn_is_an_error() -> None:
    with pytest.raises(ValueError, match="no category"):
        train([])
