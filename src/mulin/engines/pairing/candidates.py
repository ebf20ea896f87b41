"""Who may help whom: hard rules with a reason for each refusal, and a cost in seconds an officer can read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from mulin.engines.pairing.problem import Problem


@dataclass(frozen=True)
class Helper:
    """A helper as the engine sees her: no name, the stair or lane rather than the door.

    Parameters
    ----------
    id : str
        Pseudonymous reference.
    node : int
        Column of the table of walking times.
    capacity : int
        Most households.
    skills, dialects : frozenset of str
        Coded.
    sex : str
        `f`, `m` or empty.
    trained_until : date or None
        Last day of the training; None is untrained.
    slots : frozenset of str
        Coded times of the week; empty is any.
    active : bool
        Takes part now.

    """

    id: str
    node: int
    capacity: int = 1
    skills: frozenset[str] = frozenset()
    dialects: frozenset[str] = frozenset()
    sex: str = ""
    trained_until: date | None = None
    slots: frozenset[str] = frozenset()
    active: bool = True


@dataclass(frozen=True)
class Household:
    """A household as the engine sees it.

    Parameters
    ----------
    id : str
        Pseudonymous reference.
    node : int
        Row of the table of walking times.
    risk : int
        1 to 4.
    needs : frozenset of str
        Coded needs.
    wanted : int
        How many different helpers.
    dialect, only_sex : str
        Spoken dialect; sex of the helper where that is a condition. Empty is any.
    slots : frozenset of str
        Coded times of the week at which a visit suits; empty is any.
    consent : bool
        Consent to pairing is in force.
    assessed_until : date or None
        Last day of the assessment; a lapsed one pairs nobody.
    helper : str or None
        Helper of today.

    """

    id: str
    node: int
    risk: int = 1
    needs: frozenset[str] = frozenset()
    wanted: int = 1
    dialect: str = ""
    only_sex: str = ""
    slots: frozenset[str] = frozenset()
    consent: bool = True
    assessed_until: date | None = None
    helper: str | None = None


@dataclass(frozen=True)
class Weights:
    """Published policy: what counts how many seconds of walking.

    Parameters
    ----------
    farthest : int
        Longest walk, seconds.
    missing_skill, dialect, continuity : int
        Added per need without the skill, added for another dialect, taken off for the helper of today.
    load : tuple of int
        For a helper's first, second, third household.
    required : frozenset of str
        Needs without whose skill nobody is paired.

    """

    farthest: int = 1800
    missing_skill: int = 300
    dialect: int = 120
    continuity: int = 600
    load: tuple[int, ...] = (0, 120, 360)
    required: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Refusal:
    """Why two are no candidates, or why one pairs with nobody (the other is empty).

    Codes: `inactive`, `untrained`, `no_capacity` (helper); `no_consent`, `not_assessed` (household); `banned`,
    `too_far`, `sex`, `skill`, `slots` (both); `beyond_nearest`: allowed, but `k` others are cheaper.
    """

    code: str
    helper: str = ""
    household: str = ""


@dataclass(frozen=True)
class Candidates:
    """The problem, who was refused outright, and how often what stood in a household's way."""

    problem: Problem
    refused: tuple[Refusal, ...]
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def nobody(self) -> list[str]:
        """Households without a single candidate; `counts` says why."""
        there = set(self.problem.rows.tolist())
        return [name for place, name in enumerate(self.problem.households) if place not in there]


def refusal(helper: Helper, household: Household, walk: int, weights: Weights, *, banned: bool) -> str | None:
    """The first hard rule that keeps two apart, or None.

    Examples
    --------
    >>> refusal(Helper("h", 0), Household("a", 0, only_sex="f"), 60, Weights(), banned=False)
    'sex'

    """
    rules = (
        ("too_far", walk > weights.farthest),
        ("banned", banned),
        ("sex", bool(household.only_sex) and helper.sex != household.only_sex),
        ("skill", bool((household.needs & weights.required) - helper.skills)),
        ("slots", bool(helper.slots and household.slots) and not helper.slots & household.slots),
    )
    return next((code for code, broken in rules if broken), None)


def edge_cost(helper: Helper, household: Household, walk: int, weights: Weights) -> int:
    """Seconds: walk, skills that are missing, another dialect, less continuity.

    Examples
    --------
    >>> edge_cost(Helper("h", 0), Household("a", 0, needs=frozenset({"bath"}), helper="h"), 240, Weights())
    -60

    """
    other_dialect = bool(household.dialect) and household.dialect not in helper.dialects
    return (
        walk
        + weights.missing_skill * len(household.needs - helper.skills)
        + weights.dialect * other_dialect
        - weights.continuity * (household.helper == helper.id)
    )


def _unfit(helper: Helper, day: date) -> str | None:
    if not helper.active:
        return "inactive"
    if helper.trained_until is None or helper.trained_until < day:
        return "untrained"
    return "no_capacity" if helper.capacity <= 0 else None


def _unready(household: Household, day: date) -> str | None:
    if not household.consent:
        return "no_consent"
    lapsed = household.assessed_until is not None and household.assessed_until < day
    return "not_assessed" if lapsed else None


def candidates(
    helpers: Sequence[Helper],
    households: Sequence[Household],
    walk: NDArray[np.integer],
    *,
    day: date,
    weights: Weights | None = None,
    bans: frozenset[tuple[str, str]] = frozenset(),
    k: int = 50,
) -> Candidates:
    """Candidate edges, each household's `k` cheapest and its helper of today.

    Parameters
    ----------
    helpers, households : sequences
        Everybody; who is unfit is refused with the reason.
    walk : integer array, shape (household nodes, helper nodes)
        Walking seconds; negative is no way.
    day : date
        Trainings and assessments must hold on it.
    weights : Weights or None
        Published policy.
    bans : frozenset of (str, str)
        Helper and household who are kept apart, whoever asked for it.
    k : int
        Most candidates per household.

    Returns
    -------
    Candidates
        Problem over fit helpers and ready households, refusals, and per household how often which rule refused.

    """
    weights = weights or Weights()
    refused = [Refusal(code, helper=one.id) for one in helpers if (code := _unfit(one, day))]
    refused += [Refusal(code, household=one.id) for one in households if (code := _unready(one, day))]
    fit = [one for one in helpers if _unfit(one, day) is None]
    ready = [one for one in households if _unready(one, day) is None]
    edges: list[tuple[int, int, int, bool]] = []
    counts: dict[str, Counter[str]] = {}
    nodes = np.array([one.node for one in fit], np.int64)
    for row, household in enumerate(ready):
        counts[household.id] = Counter()
        seconds = walk[household.node][nodes] if len(nodes) else nodes
        near = np.flatnonzero((seconds >= 0) & (seconds <= weights.farthest)).tolist()
        counts[household.id]["too_far"] += len(fit) - len(near)
        allowed: list[tuple[int, int, bool]] = []
        for col in near:
            helper, away = fit[col], int(seconds[col])
            code = refusal(helper, household, away, weights, banned=(helper.id, household.id) in bans)
            if code:
                counts[household.id][code] += 1
            else:
                cost = edge_cost(helper, household, away, weights)
                allowed.append((cost, col, helper.id == household.helper))
        allowed.sort(key=lambda item: (not item[2], item[0], item[1]))
        counts[household.id]["beyond_nearest"] = max(0, len(allowed) - k)
        edges += [(row, col, cost, today) for cost, col, today in sorted(allowed[:k], key=lambda item: item[1])]
    table = np.array(edges, np.int64).reshape(-1, 4)
    problem = Problem(
        [one.id for one in fit],
        [one.id for one in ready],
        table[:, 0].copy(),
        table[:, 1].copy(),
        table[:, 2].copy(),
        np.array([min(one.capacity, len(weights.load)) for one in fit], np.int64),
        np.array([one.risk for one in ready], np.int64),
        np.array([one.wanted for one in ready], np.int64) if any(one.wanted != 1 for one in ready) else None,
        weights.load,
        table[:, 3].astype(bool),
        [one.node for one in fit],
    )
    return Candidates(problem, tuple(refused), {name: dict(+counter) for name, counter in counts.items()})
