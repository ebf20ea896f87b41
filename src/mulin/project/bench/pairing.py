"""Pairing beside bare SciPy, OR-Tools' minimum-cost flow, and nearest-first by hand; repairs beside solving anew."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching
from scipy.spatial import KDTree

from mulin.engines import pairing
from mulin.engines.pairing.problem import Ints
from mulin.project.bench import Figure, Options, interleave, peak_memory_mb, peer_installed

TITLE = "Pairing: 50,000 helpers with 20,000 households, proven; a helper leaves"

FULL, QUICK, NEAR = (50_000, 20_000), (12_000, 5_000), 50


def run(options: Options) -> Iterator[Figure]:
    """Measure."""
    helpers, households = QUICK if options.quick else FULL
    rounds = 1 if options.quick else 3
    problem, walk = _town(7, helpers, households)
    yield from _match(problem, walk, rounds, f"{len(problem.rows):,} edges")
    yield from _repairs(problem, 8 if options.quick else 20)
    scarce = _scarce(problem)
    yield from _match(
        scarce, walk, 1 if options.quick else 2, "12 helpers for 20 households, one each", prefix="scarce."
    )
    yield Figure("peak_mb", peak_memory_mb(), "MB")


def _town(seed: int, helpers: int, households: int) -> tuple[pairing.Problem, Ints]:
    """Homes in clusters, as buildings stand; each household knows its 50 nearest helpers within half an hour."""
    draw = np.random.default_rng(seed)
    centres = draw.uniform(0, 6_000, (60, 2))
    where = centres[draw.integers(0, 60, helpers)] + draw.normal(0, 350, (helpers, 2))
    asking = centres[draw.integers(0, 60, households)] + draw.normal(0, 350, (households, 2))
    distance, col = KDTree(where).query(asking, k=NEAR, distance_upper_bound=1_800)
    row = np.repeat(np.arange(households), NEAR)
    far = ~np.isfinite(distance.ravel())
    rows, cols, walk = row[~far], col.ravel()[~far], distance.ravel()[~far]
    allowed = draw.random(len(rows)) < 0.84  # bans, sex, times that do not suit
    rows, cols, walk = rows[allowed], cols[allowed], walk[allowed]
    extra = 300 * (draw.random(len(rows)) < 0.25) + 120 * (draw.random(len(rows)) < 0.2)  # a skill, a dialect
    problem = pairing.Problem(
        [f"h{n}" for n in range(helpers)],
        [f"k{n}" for n in range(households)],
        rows.astype(np.int64),
        cols.astype(np.int64),
        (walk.astype(np.int64) + extra).astype(np.int64),
        draw.integers(1, 4, helpers).astype(np.int64),
        draw.choice([1, 2, 3, 4], households, p=[0.5, 0.3, 0.15, 0.05]).astype(np.int64),
    )
    return problem, walk.astype(np.int64)


def _scarce(problem: pairing.Problem) -> pairing.Problem:
    """Too few helpers, one household each: some doors must stay without."""
    draw = np.random.default_rng(8)
    keep = draw.random(len(problem.helpers)) < 0.6 * len(problem.households) / len(problem.helpers)
    return replace(problem, capacity=keep.astype(np.int64))


class _Bare:
    """SciPy's matching called on a finished matrix: no model, no prices, no proof."""

    def __init__(self, problem: pairing.Problem) -> None:
        households = len(problem.households)
        first = np.concatenate(([0], np.cumsum(problem.capacity)))
        copies = problem.capacity[problem.cols]
        edge = np.repeat(np.arange(len(problem.rows)), copies)
        slot = np.arange(len(edge)) - np.repeat(np.cumsum(copies) - copies, copies)
        loads = np.array(problem.load_cost, np.int64)
        nobody = np.arange(households)
        row = np.concatenate((problem.rows[edge], nobody))
        column = np.concatenate((first[problem.cols[edge]] + slot, first[-1] + nobody))
        weight = np.concatenate((problem.cost[edge] + loads[slot] + 1, problem.risk * problem.unmet + 1))
        shape = (households, int(first[-1]) + households)
        self.matrix = csr_array((weight.astype(np.float64), (row, column)), shape=shape)
        self.households = households

    def __call__(self) -> int:
        """Objective of the best plan."""
        rows, cols = min_weight_full_bipartite_matching(self.matrix)
        return int(self.matrix[rows, cols].sum()) - self.households


def _flow(problem: pairing.Problem) -> int:
    """Objective by OR-Tools' minimum-cost flow, model included."""
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415 - an optional peer

    households, helpers = len(problem.households), len(problem.helpers)
    sink = households + helpers
    nobody, everybody = np.arange(households), np.arange(helpers)
    tails, heads = [problem.rows, nobody], [households + problem.cols, np.full(households, sink)]
    costs: list[NDArray[np.int64]] = [problem.cost, problem.risk * problem.unmet]
    for slot, load in enumerate(problem.load_cost):
        able = everybody[problem.capacity > slot]
        tails.append(households + able)
        heads.append(np.full(len(able), sink))
        costs.append(np.full(len(able), load))
    net = min_cost_flow.SimpleMinCostFlow()
    tail, head, cost = np.concatenate(tails), np.concatenate(heads), np.concatenate(costs)
    net.add_arcs_with_capacity_and_unit_cost(tail, head, np.ones(len(tail), np.int64), cost)
    net.set_nodes_supplies(np.append(nobody, sink), np.append(np.ones(households, np.int64), -households))
    if net.solve() != net.OPTIMAL:
        raise ArithmeticError("the peer found no flow")
    return int(net.optimal_cost())


def _greedy(problem: pairing.Problem, by: Ints) -> Ints:
    """Riskiest first, each takes the helper who is least by a measure and has room."""
    load, taken = problem.capacity.tolist(), []
    order = np.lexsort((by, problem.rows))
    edges, cols, start = order.tolist(), problem.cols[order].tolist(), problem.start.tolist()
    for row in np.argsort(-problem.risk, kind="stable").tolist():
        for place in range(start[row], start[row + 1]):
            if load[cols[place]]:
                load[cols[place]] -= 1
                taken.append(edges[place])
                break
    return np.array(sorted(taken), np.int64)


def _match(problem: pairing.Problem, walk: Ints, rounds: int, note: str, prefix: str = "match.") -> Iterator[Figure]:
    bare = _Bare(problem)
    kept: list[tuple[pairing.Plan, pairing.Certificate]] = []
    objectives: dict[str, int] = {}

    def ours() -> None:
        plan = pairing.solve(replace(problem))
        kept[:] = [(plan, pairing.verify(problem, plan))]

    def scipy() -> None:
        objectives["scipy"] = bare()

    def ortools() -> None:
        objectives["ortools"] = _flow(problem)

    contestants = {"ours": ours, "scipy": scipy} | ({"ortools": ortools} if peer_installed("ortools") else {})
    timing = interleave(rounds, **contestants)
    plan, proof = kept[0]
    mine, base = timing["ours"].cpu_s, timing["scipy"].cpu_s
    flow = timing["ortools"].cpu_s if "ortools" in timing else None
    main = prefix == "match."
    yield Figure(
        f"{prefix}cpu_s", mine, "s", rounds, "OR-Tools min-cost flow", flow, note=f"model and proof included; {note}"
    )
    yield Figure(
        f"{prefix}ratio_scipy",
        mine / base,
        "x",
        rounds,
        target=1.5 if main else None,
        note="bare SciPy call on a finished matrix",
    )
    same = all(value == proof.objective for value in objectives.values()) and proof.optimal
    told = ", ".join(objectives) + ("" if "ortools" in objectives else "; OR-Tools not installed")
    yield Figure(
        f"{prefix}same_objective", float(same), "", target=1, at_most=False, note=f"proven, and equal to {told}"
    )
    where = "greedy." if main else "scarce.greedy_"
    for name, by in (("", walk), ("by_cost_", problem.cost)):
        hand = pairing.verify(problem, replace(plan, edges=_greedy(problem, by)))
        ours_cover, their_cover = ([one.cover[risk][0] for risk in (4, 3, 2, 1)] for one in (proof, hand))
        target = 1.3 if main and not name else None
        note = "nearest first, as done by hand" if not name else "least cost first, which nobody does by hand"
        yield Figure(
            f"{where}{name}cost_ratio", hand.cost / max(1, proof.cost), "x", target=target, at_most=False, note=note
        )
        note = f"by risk: ours {ours_cover}, greedy {their_cover}"
        yield Figure(
            f"{where}{name}not_below", float(ours_cover >= their_cover), "", target=1, at_most=False, note=note
        )


def _repairs(problem: pairing.Problem, departures: int) -> Iterator[Figure]:
    """Helpers leave one at a time; CPU against solving anew, and how many other pairs change."""
    draw = np.random.default_rng(9)
    plan = pairing.solve(problem)
    before = set(plan.edges.tolist())
    busy = np.unique(problem.cols[plan.edges])
    shares: list[float] = []
    changed: list[int] = []
    gaps: list[float] = []
    exact = 0
    for helper in draw.choice(busy, departures, replace=False).tolist():
        gone = problem.helpers[helper]
        gc.collect()
        start = time.process_time()
        repaired = pairing.repair(problem, plan, leave=[gone], price=300)
        middle = time.process_time()
        anew = pairing.solve(problem.without([gone]))
        shares.append((middle - start) / (time.process_time() - middle))
        orphans = {edge for edge in before if problem.cols[edge] == helper}
        others = {int(problem.rows[edge]) for edge in before - set(repaired.edges.tolist()) - orphans}
        changed.append(len(others))
        best = pairing.verify(problem.without([gone]), anew)
        ours = pairing.verify(problem, repaired)
        gaps.append((ours.objective - best.objective) / max(1, best.cost))
        zero = pairing.verify(problem, pairing.repair(problem, plan, leave=[gone], price=0))
        exact += zero.optimal and zero.objective == best.objective
    yield Figure("repair.ratio_full", statistics.median(shares), "x", departures, target=0.15, note="CPU, price 300")
    yield Figure("repair.other_pairs_changed_max", float(max(changed)), "", departures, target=2)
    yield Figure("repair.cost_above_best", 100 * max(gaps), "%", departures, note="worst, price 300")
    yield Figure("repair.exact_at_price_0", exact / departures, "", departures, target=1, at_most=False)
