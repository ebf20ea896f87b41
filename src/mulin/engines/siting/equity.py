"""Fair siting: the Kolm-Pollak equally-distributed equivalent of walking times, minimised exactly.

The equivalent is the one time that, walked by everybody, would be as bad as the times as they are:
EDE = ln( sum w_i exp(kappa d_i) / sum w_i ) / kappa. It grows with the sum of w_i exp(kappa d_i), so the least EDE is a
p-median with costs w exp(kappa d) (Horton, Logan, Murrell, Skipper, Speakman, arXiv 2401.15452).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mulin.engines.siting.errors import BadCosts
from mulin.engines.siting.exchange import search
from mulin.engines.siting.median import Siting, check, solve
from mulin.engines.siting.problem import Problem, allowed, problem, table

Ints = NDArray[np.int64]
UNITS = 10**9  # a known plan costs so many units: n rounded costs are off by at most n / 2 of them


@dataclass(frozen=True)
class Equity:
    """A fair plan.

    Parameters
    ----------
    siting
        The plan; its value and bound are in units of `exp(log_unit)`, and the proof is for costs rounded to them.
    kappa
        Aversion to long walks, per second.
    log_unit
        Natural logarithm of one unit.
    ede_s, mean_s, worst_s
        The equivalent, the mean and the longest time of the plan, whole seconds, rounded up.

    """

    siting: Siting
    kappa: float
    log_unit: float
    ede_s: int
    mean_s: int
    worst_s: int


def equity(
    cost_s: ArrayLike,
    p: int,
    *,
    kappa: float | None = None,
    weight: ArrayLike | None = None,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    max_nodes: int = 20_000,
    kernel: bool = True,
) -> Equity:
    """Choose p sites with the least Kolm-Pollak equivalent of the walking times.

    Parameters
    ----------
    cost_s
        (n, m) whole seconds of demand i to site j.
    p, fixed, forbidden, max_nodes, kernel
        As in `p_median`.
    kappa
        Aversion per second; larger looks more at the worst-off. None takes 1 / mean of `cost_s`.
    weight
        (n,) whole numbers of people; None = 1 each.

    Raises
    ------
    BadCosts, Impossible
        As in `p_median`; also a kappa that is not positive, or nobody to be served.

    Examples
    --------
    >>> plan = equity([[0, 900], [300, 300], [900, 0]], 1, kappa=0.01)
    >>> plan.siting.sites, plan.siting.proven, plan.worst_s
    ((0,), True, 900)

    """
    seconds, people = _input(cost_s, weight)
    if kappa is None:
        kappa = 1.0 / max(float(seconds.mean()), 1.0)
    if not (math.isfinite(kappa) and kappa > 0):
        raise BadCosts("对远路的厌恶程度 kappa 必须是正数")
    may, must = allowed(seconds.shape[1], p, fixed, forbidden)
    plain = Problem(np.ascontiguousarray(seconds[:, may]), may, np.isin(may, must), p)
    known = search(plain, 20, kernel=kernel)
    bad = np.log(np.maximum(people, 1))[:, None] + kappa * seconds
    least = bad[:, may[known]].min(axis=1)[people > 0]
    log_unit = float(np.logaddexp.reduce(least)) - math.log(UNITS)
    siting = solve(
        problem(units(seconds, people, kappa, log_unit), p, None, fixed, forbidden),
        max_nodes=max_nodes,
        kernel=kernel,
        note=f"Kolm-Pollak 公平时间最小，kappa = {kappa:.6g}/秒；成本取整到 e^{log_unit:.4f}",
    )
    return Equity(siting, kappa, log_unit, *_told(seconds, people, kappa, siting))


def units(seconds: Ints, people: Ints, kappa: float, log_unit: float) -> Ints:
    """(n, m) costs in whole units.

    A single demand that costs more than a whole known plan is in no best plan: such costs are cut there, exactly.
    """
    power = np.log(np.maximum(people, 1))[:, None] + kappa * seconds - log_unit
    cost: Ints = np.rint(np.exp(np.minimum(power, math.log(UNITS + 1.0)))).astype(np.int64)
    cost[people == 0] = 0
    return cost


def verify_equity(
    cost_s: ArrayLike,
    p: int,
    plan: Equity,
    *,
    weight: ArrayLike | None = None,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
) -> bool:
    """Check a fair plan without a solver: costs from the formula, then the certificate, then the told times."""
    seconds, people = _input(cost_s, weight)
    cost = units(seconds, people, plan.kappa, plan.log_unit)
    told = _told(seconds, people, plan.kappa, plan.siting)
    return check(problem(cost, p, None, fixed, forbidden), plan.siting) and told == (
        plan.ede_s,
        plan.mean_s,
        plan.worst_s,
    )


def _input(cost_s: ArrayLike, weight: ArrayLike | None) -> tuple[Ints, Ints]:
    seconds = table(cost_s, "步行时间表")
    people = np.ones(len(seconds), np.int64) if weight is None else table(np.atleast_2d(weight), "人数")[0]
    if len(people) != len(seconds):
        raise BadCosts(f"步行时间表有 {len(seconds)} 行，人数却有 {len(people)} 个")
    if not people.sum():
        raise BadCosts("没有要服务的人：人数都是 0")
    return seconds, people


def _told(seconds: Ints, people: Ints, kappa: float, siting: Siting) -> tuple[int, int, int]:
    time = seconds[:, list(siting.sites)].min(axis=1)
    some = people > 0
    total = int(people.sum())
    log_sum = float(np.logaddexp.reduce(np.log(people[some]) + kappa * time[some]))
    # A rounding error of the logarithm must not make a whole second more.
    ede = math.ceil((log_sum - math.log(total)) / kappa - 1e-6)
    return ede, -(-int(people @ time) // total), int(time[some].max())
