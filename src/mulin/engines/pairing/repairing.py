"""Keep a plan when somebody leaves, joins or changes, and break as few relationships as the price asks for."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from mulin.engines.pairing.prices import nobody_pays
from mulin.engines.pairing.problem import Chain, Ints, Move, Plan, Problem, effective_cost
from mulin.engines.pairing.residual import HELPER, HOUSEHOLD, Residual


def _name(problem: Problem, helper: int | None) -> str | None:
    return None if helper is None else problem.helpers[helper]


def _chain(problem: Problem, cost: Ints, path: list[int], orphans: dict[int, int]) -> Chain:
    """Tell an augmenting path as moves of households."""
    joined: dict[int, int] = {}
    parted: dict[int, int] = dict(orphans)
    total = 0
    for position, edge in enumerate(path):
        household, helper = int(problem.rows[edge]), int(problem.cols[edge])
        if position % 2:
            parted[household] = helper
            total -= int(cost[edge])
        else:
            joined[household] = helper
            total += int(cost[edge])
    order = list(dict.fromkeys(int(problem.rows[edge]) for edge in path)) or list(orphans)
    moves = tuple(
        Move(problem.households[who], _name(problem, parted.get(who)), _name(problem, joined.get(who))) for who in order
    )
    return Chain(moves, total)


def repair(
    problem: Problem,
    plan: Plan,
    *,
    leave: Collection[str] = (),
    join: Collection[str] = (),
    change: Collection[str] = (),
    price: int = 300,
) -> Plan:
    """Repair a plan by augmenting paths.

    Parameters
    ----------
    problem : Problem
        The problem as it is now: the same helpers, households and edges in the same order as when `plan` was made;
        costs, capacities and risks of those named below may differ.
    plan : Plan
        Made by `solve` or by an earlier repair.
    leave : collection of str
        Helpers who leave; their capacity becomes 0.
    join : collection of str
        Helpers who are new or can take more: until now their capacity was lower.
    change : collection of str
        Households whose edges or risk changed; they are paired anew.
    price : int
        Seconds that breaking a pair must save. 0 is exact: as good as solving anew. Above 0 the parts are repaired
        one after another, so several at once are not jointly best; `verify` tells the gap.

    Returns
    -------
    Plan
        With the chains of moves, and those who left; each household named in a chain left one helper and joined
        another.

    """
    left = tuple(sorted({*plan.left, *leave} - {*join}))
    problem = problem.without(left)
    cost = effective_cost(problem, plan.stability)
    helper_price = np.where(problem.capacity == 0, nobody_pays(problem, cost), plan.helper_price)
    work = Residual(problem, cost, plan.household_price, helper_price, toll=price)
    again = {place for place, name in enumerate(problem.households) if name in change} if change else set()
    served = np.bincount(problem.rows[plan.edges], minlength=len(problem.households))
    work.unmet = np.maximum(0, problem.demand - served)
    gone = problem.capacity[problem.cols[plan.edges]] == 0
    if again:
        gone |= np.isin(problem.rows[plan.edges], list(again))
    orphans = [(int(problem.rows[edge]), int(problem.cols[edge])) for edge in plan.edges[gone].tolist()]
    work.begin(plan.edges[~gone])
    freed = {helper for household, helper in orphans if household in again}
    waiting = _renewed(work, again)
    joined = [place for place, name in enumerate(problem.helpers) if name in join] if join else []
    chains = [
        chain
        for household, helper in sorted(orphans, key=lambda pair: (-int(problem.risk[pair[0]]), pair))
        if (chain := _chain(problem, cost, work.place(household), {household: helper})).moves
    ]
    for household in waiting:
        path = work.place(household)
        chains += [_chain(problem, cost, path, {})] if path else []
    for helper in joined:
        work.offer(helper)
    for helper in dict.fromkeys((*joined, *sorted(freed))):
        while (better := work.fill(helper)) is not None:
            chains.append(_chain(problem, cost, better, {}))
    prices = (work.price[HOUSEHOLD], work.price[HELPER])
    return Plan(work.edges(), *prices, "repair", plan.stability, tuple(chains), left)


def _renewed(work: Residual, again: set[int]) -> list[int]:
    """Begin anew with the households that changed: lowest true price, nothing left out; who must be placed besides."""
    waiting: list[int] = []
    problem, cost = work.problem, work.cost
    for place in sorted(again):
        begin, end = int(problem.start[place]), int(problem.start[place + 1])
        offers = cost[begin:end] + work.price[HELPER][problem.cols[begin:end]]
        lowest = problem.unmet_cost(place, 0) if problem.demand[place] else 0
        work.price[HOUSEHOLD][place] = min(lowest, int(offers.min())) if len(offers) else lowest
        waiting += [place] * int(work.unmet[place])
        work.unmet[place] = 0
    return waiting
