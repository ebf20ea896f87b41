"""Candidates with reasons, explanations per household, and what one more helper saves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from mulin.engines.pairing import (
    Helper,
    Household,
    Problem,
    Weights,
    candidates,
    explain,
    shadow_prices,
    solve,
    verify,
)
from tests.engines.pairing.towns import reference, town

DAY = date(2026, 5, 1)
FIT = date(2027, 1, 1)


def helper(name: str, node: int = 0, **values: object) -> Helper:
    return Helper(name, node, trained_until=FIT, **values)


def test_hard_rules_refuse_with_a_reason() -> None:
    helpers = [
        helper("good", skills=frozenset({"bath"}), sex="f", slots=frozenset({"mon"})),
        helper("far", 1),
        helper("lost", 2),
        helper("banned"),
        helper("away", active=False),
        helper("full", capacity=0),
        Helper("raw", 0),
        Helper("stale", 0, trained_until=date(2026, 4, 30)),
        helper("man", sex="m", skills=frozenset({"bath"}), slots=frozenset({"mon"})),
        helper("unskilled", sex="f", slots=frozenset({"mon"})),
        helper("busy", sex="f", skills=frozenset({"bath"}), slots=frozenset({"tue"})),
    ]
    households = [
        Household("a", 0, 4, frozenset({"bath"}), only_sex="f", slots=frozenset({"mon"})),
        Household("secret", 0, consent=False),
        Household("old", 0, assessed_until=date(2026, 4, 30)),
    ]
    found = candidates(
        helpers, households, np.array([[60, 1801, -1]]), day=DAY, weights=Weights(required=frozenset({"bath"})),
        bans=frozenset({("banned", "a")}),
    )  # fmt: skip
    assert found.problem.helpers[found.problem.cols[0]] == "good"
    assert len(found.problem.rows) == 1
    assert {(one.code, one.helper or one.household) for one in found.refused} == {
        ("inactive", "away"), ("no_capacity", "full"), ("untrained", "raw"), ("untrained", "stale"),
        ("no_consent", "secret"), ("not_assessed", "old"),
    }  # fmt: skip
    assert found.counts["a"] == {"too_far": 2, "banned": 1, "sex": 1, "skill": 1, "slots": 1}


def test_costs_are_seconds_an_officer_can_add_up() -> None:
    households = [Household("a", 0, needs=frozenset({"bath", "read"}), dialect="wu", helper="b")]
    helpers = [
        helper("a", skills=frozenset({"read"}), dialects=frozenset({"wu"})),
        helper("b", 1, skills=frozenset({"bath", "read"})),
    ]
    found = candidates(helpers, households, np.array([[100, 400]]), day=DAY)
    assert found.problem.cost.tolist() == [100 + 300, 400 + 120 - 600]
    assert found.problem.current.tolist() == [False, True]
    assert verify(found.problem, solve(found.problem)).optimal


def test_only_the_nearest_are_kept_but_today_s_helper_always() -> None:
    helpers = [helper(f"h{n}", n) for n in range(6)]
    households = [Household("a", 0, helper="h5"), Household("b", 0)]
    found = candidates(helpers, households, np.array([[10, 20, 30, 40, 50, 1700]]), day=DAY, k=3)
    kept = [{found.problem.helpers[col] for col in found.problem.cols[found.problem.rows == row]} for row in (0, 1)]
    assert kept == [{"h0", "h1", "h5"}, {"h0", "h1", "h2"}]
    assert found.counts["b"] == {"beyond_nearest": 3}
    assert candidates([], households, np.zeros((1, 0), np.int64), day=DAY).nobody() == ["a", "b"]


def test_each_pair_is_explained() -> None:
    ints = lambda *values: np.array(values, np.int64)  # noqa: E731
    problem = Problem(
        ["near", "far"], ["a", "b", "c", "d"], ints(0, 0, 1, 2), ints(0, 1, 0, 0), ints(60, 100, 70, 10), ints(1, 1),
        ints(4, 3, 1, 2),
    )  # fmt: skip
    plan = solve(problem)
    assert verify(problem, plan).optimal
    paired = explain(problem, plan, "a")
    assert (paired.reason, paired.chosen[0].helper) == ("paired", "far")
    assert paired.others[0].helper == "near"
    assert paired.others[0].more > 0
    left_out = explain(problem, plan, "c")
    assert (left_out.reason, left_out.blocked_by) == ("taken", ("b",))
    assert explain(problem, plan, "d").reason == "no_candidates"
    with pytest.raises(ValueError, match="nobody"):
        explain(problem, plan, "nobody")


@pytest.mark.parametrize("seed", range(4))
def test_a_shadow_price_is_what_one_more_helper_really_saves(seed: int) -> None:
    problem = town(seed, 10, 14, 5)
    plan = solve(problem)
    told = shadow_prices(problem, plan)
    saved: dict[int, int] = {}
    for place, node in enumerate(problem.nodes):
        mine = np.flatnonzero(problem.cols == place)
        rows = np.concatenate((problem.rows, problem.rows[mine]))
        order = np.argsort(rows, kind="stable")
        more = replace(
            problem,
            helpers=[*problem.helpers, "one more"],
            rows=rows[order],
            cols=np.concatenate((problem.cols, np.full(len(mine), len(problem.helpers))))[order],
            cost=np.concatenate((problem.cost, problem.cost[mine]))[order],
            capacity=np.append(problem.capacity, 1),
            current=np.zeros(len(rows), bool),
            nodes=None,
        )
        saved[node] = max(saved.get(node, 0), reference(problem) - reference(more))
    assert told == saved
    with pytest.raises(ValueError, match="nodes"):
        shadow_prices(replace(problem, nodes=None), plan)
