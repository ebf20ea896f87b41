"""Draws, weights, intervals and hidden cells, checked by other means than their own."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
from scipy.optimize import linprog, minimize
from scipy.stats import hypergeom

from mulin.engines import sample

SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
def test_sizes_add_up_and_nobody_gives_more_than_it_has(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable
    counts = {f"s{n}": chance.randint(1, 400) for n in range(chance.randint(1, 12))}
    total = chance.randint(2 * len(counts), 500)
    for sizes in (sample.proportional(counts, total), sample.equal(counts, total)):
        assert sum(sizes.values()) == min(total, sum(counts.values()))
        assert all(0 < sizes[name] <= count for name, count in counts.items())


def test_a_draw_is_the_same_for_everybody_and_fair() -> None:
    frame = {"A": [f"h{n}" for n in range(40)]}
    assert sample.draw(frame, {"A": 10}, "x") == sample.draw({"A": reversed(frame["A"])}, {"A": 10}, "x")
    often = Counter(home for turn in range(2000) for home in sample.draw(frame, {"A": 10}, f"seed {turn}")["A"])
    assert len(often) == 40
    assert max(abs(count - 500) for count in often.values()) < 100  # five standard deviations of 19


@pytest.mark.parametrize("seed", SEEDS)
def test_raked_weights_agree_with_the_margins(seed: int) -> None:
    chance = np.random.default_rng(seed)
    count = 400
    ages, places = chance.integers(0, 3, count), chance.integers(0, 2, count)
    known = {"0": 30, "1": 40, "2": 30}, {"0": 55, "1": 45}
    groups = [str(age) for age in ages], [str(place) for place in places]
    found = sample.weigh([1] * count, list(zip(groups, known, strict=True)))
    assert found.trimmed == 0
    assert found.off_permille == 0
    weights = np.array(found.weights, dtype=float)
    for margin, people in zip(groups, known, strict=True):
        for name, part in people.items():
            share = weights[np.array(margin) == name].sum() / weights.sum()
            assert abs(share - part / 100) < 1e-4
    effective = weights.sum() ** 2 / (weights**2).sum()
    assert abs(found.effective_tenths - 10 * effective) <= 0.5
    assert abs(found.design_permille - 1000 * count / effective) <= 0.5


def test_extreme_weights_are_cut_and_counted() -> None:
    found = sample.weigh([1] * 100, [(["rare"] + ["many"] * 99, {"rare": 50, "many": 50})])
    assert found.trimmed == 1
    assert max(found.weights) / min(found.weights) < 16.1
    assert found.off_permille > 0


def test_a_group_nobody_knows_of_keeps_its_part() -> None:
    found = sample.weigh([1] * 4, [(["a", "a", "b", "c"], {"a": 10, "b": 10})])
    assert found.weights[3] == 1_000_000
    assert sum(found.weights[:2]) == found.weights[2]


def test_ninety_five_of_a_hundred_intervals_hold_the_truth() -> None:
    chance = np.random.default_rng(7)
    held = 0
    for _turn in range(1000):
        chosen = chance.random(200) < 0.3
        found = sample.share([1] * 200, [bool(one) for one in chosen])
        held += found.low <= 300 <= found.high
    assert 930 <= held <= 985


def test_few_answers_are_never_called_sure() -> None:
    assert not sample.share([1] * 29, [True] * 29).sure
    assert sample.share([], []).points == 100


def table_of(seed: int) -> np.ndarray:
    chance = np.random.default_rng(seed)
    shape = chance.integers(2, 6, 2)
    return np.asarray(chance.integers(0, 40, shape) + chance.integers(0, 2, shape) * 20)


@pytest.mark.parametrize("seed", range(120))
def test_no_hidden_cell_can_be_worked_out_from_the_totals(seed: int) -> None:
    """Whoever knows all totals, what is shown, and that nobody is less than nothing, still has a choice everywhere."""
    table = table_of(seed)
    mask = sample.cover_table(table.tolist(), 10)
    if mask is None:
        assert min(*table.sum(0), *table.sum(1)) < 20 or (table > 0).sum() < 4
        return
    hidden = np.array(mask)
    assert hidden[(table > 0) & (table < 10)].all()
    assert not hidden[table == 0].any()
    cells = np.argwhere(hidden)
    if not len(cells):
        return
    rows = [[int(r == row) for r, _c in cells] for row in range(table.shape[0])]
    columns = [[int(c == column) for _r, c in cells] for column in range(table.shape[1])]
    left = table * hidden
    totals = [*left.sum(1), *left.sum(0)]
    assert all(part == 0 or part >= 10 for part in totals)
    for place in range(len(cells)):
        goal = np.zeros(len(cells))
        goal[place] = 1
        least, most = (
            sign * linprog(sign * goal, A_eq=[*rows, *columns], b_eq=totals, bounds=(0, None)).fun for sign in (1, -1)
        )
        assert most - least >= 1 - 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_list_hides_is_ten_together_and_never_one_alone(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable
    counts = [chance.choice([0, chance.randint(1, 9), chance.randint(10, 60)]) for _ in range(chance.randint(2, 7))]
    mask = sample.cover_list(counts, 10)
    hidden = [count for count, hide in zip(counts, mask, strict=True) if hide]
    assert all(hide for count, hide in zip(counts, mask, strict=True) if 0 < count < 10)
    if hidden and sum(counts) - sum(hidden):
        assert len(hidden) > 1
        assert sum(hidden) >= 10


@pytest.mark.parametrize("seed", range(20))
def test_raking_finds_the_weights_that_a_direct_minimisation_finds(seed: int) -> None:
    """Nearest to the base weights in Kullback's sense under the margins: the dual problem, solved by another method."""
    chance = np.random.default_rng(seed)
    count = 120
    base = chance.integers(1, 4, count)
    ages, places = chance.integers(0, 3, count), chance.integers(0, 2, count)
    known = [(ages, np.array([30, 45, 25])), (places, np.array([55, 45]))]
    margins = [([str(one) for one in groups], {str(n): int(c) for n, c in enumerate(size)}) for groups, size in known]
    found = sample.weigh([int(one) for one in base], margins)

    design = np.hstack([np.eye(len(size))[groups] for groups, size in known])
    wanted = np.concatenate([count * size / size.sum() for _groups, size in known])
    start = base * count / base.sum()

    def dual(multipliers: np.ndarray) -> tuple[float, np.ndarray]:
        weights = start * np.exp(design @ multipliers)
        return float(weights.sum() - multipliers @ wanted), design.T @ weights - wanted

    best = minimize(dual, np.zeros(len(wanted)), jac=True, method="BFGS", options={"gtol": 1e-10}).x
    expected = start * np.exp(design @ best)
    assert found.trimmed == int(((expected < 0.25) | (expected > 4)).sum())
    if not found.trimmed:
        assert np.abs(np.array(found.weights) / 1e6 - expected).max() < 1e-4
    coefficient = np.std(found.weights) / np.mean(found.weights)
    assert abs(found.design_permille / 1000 - (1 + coefficient**2)) < 1e-3  # Kish 1992, the other way of writing it


def test_margins_that_contradict_each_other_end_and_say_how_far_they_are_off() -> None:
    """All the old live in the north, yet there are more old people than people in the north."""
    groups = ["old"] * 5 + ["young"] * 5, ["north"] * 5 + ["south"] * 5
    found = sample.weigh([1] * 10, [(groups[0], {"old": 60, "young": 40}), (groups[1], {"north": 40, "south": 60})])
    assert found.off_permille >= 100
    assert sum(found.weights) == 10_000_000


@pytest.mark.parametrize(("whole", "asked"), [(120, 90), (400, 100), (100_000, 100)])
def test_the_interval_narrows_as_the_sample_becomes_the_whole(whole: int, asked: int) -> None:
    """Against the standard deviation of the hypergeometric distribution, which draws without putting back."""
    yes = round(asked * 0.4)
    missed = round(1e6 * (1 - asked / whole))
    found = sample.share([1] * asked, [True] * yes + [False] * (asked - yes), [missed] * asked)
    spread = hypergeom(whole, round(whole * 0.4), asked).std() / asked
    assert (found.high - found.low) / 2000 == pytest.approx(1.96 * spread, abs=0.004)


def test_ninety_five_of_a_hundred_intervals_hold_the_truth_of_two_unequal_strata() -> None:
    """One stratum nearly all asked, the other hardly: the correction follows the weights, not the whole sample."""
    chance = np.random.default_rng(11)
    small, large = chance.random(120) < 0.7, chance.random(3000) < 0.25
    truth = 1000 * (small.sum() + large.sum()) / (len(small) + len(large))
    weights = [120] * 100 + [3000] * 100
    unseen = [166_667] * 100 + [966_667] * 100
    held = 0
    for _turn in range(600):
        chosen = [*chance.choice(small, 100, replace=False), *chance.choice(large, 100, replace=False)]
        found = sample.share(weights, [bool(one) for one in chosen], unseen)
        held += found.low <= truth <= found.high
    assert 560 <= held <= 595
    wider = sample.share(weights, [bool(one) for one in chosen])
    assert wider.high - wider.low > found.high - found.low
