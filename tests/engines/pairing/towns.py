"""Made-up pairing problems for the tests, and a reference that knows nothing of the engine's solver."""

from __future__ import annotations

import networkx as nx
import numpy as np

from mulin.engines.pairing import Problem


def town(seed: int, helpers: int, households: int, near: int, *, wanted: int = 1, lowest: int = 0) -> Problem:
    """A random town: each household knows some helpers at some distance."""
    draw = np.random.default_rng(seed)
    rows, cols = [], []
    for row in range(households):
        known = draw.choice(helpers, size=min(helpers, int(draw.integers(0, near + 1))), replace=False)
        rows += [row] * len(known)
        cols += sorted(known.tolist())
    current = np.zeros(len(rows), bool)
    current[draw.random(len(rows)) < 0.2] = True
    return Problem(
        [f"h{n}" for n in range(helpers)],
        [f"k{n}" for n in range(households)],
        np.array(rows, np.int64),
        np.array(cols, np.int64),
        draw.integers(lowest, 1800, len(rows)).astype(np.int64),
        draw.integers(0, 4, helpers).astype(np.int64),
        draw.integers(1, 5, households).astype(np.int64),
        None if wanted == 1 else draw.integers(0, wanted + 1, households).astype(np.int64),
        current=current,
        nodes=[int(n) for n in draw.integers(0, max(1, helpers // 2), helpers)],
    )


def reference(problem: Problem, stability: int = 0) -> int:
    """Least objective by networkx' network simplex."""
    net = nx.DiGraph()
    net.add_node("sink", demand=int(problem.demand.sum()))
    cost = problem.cost - stability * problem.current.astype(np.int64)
    several = problem.wanted is not None and (problem.demand > 1).any()
    for row in range(len(problem.households)):
        net.add_node(("k", row), demand=-int(problem.demand[row]))
        for unit in range(int(problem.demand[row])):
            last = several and unit == problem.demand[row] - 1
            weight = (int(problem.risk[row]) + (4 if last else 0)) * problem.unmet
            net.add_edge(("k", row), ("out", row, unit), capacity=1, weight=weight)
            net.add_edge(("out", row, unit), "sink", capacity=1, weight=0)
    for col in range(len(problem.helpers)):
        for slot in range(int(problem.capacity[col])):
            net.add_edge(("h", col), ("slot", col, slot), capacity=1, weight=problem.load_cost[slot])
            net.add_edge(("slot", col, slot), "sink", capacity=1, weight=0)
    for row, col, seconds in zip(problem.rows.tolist(), problem.cols.tolist(), cost.tolist(), strict=True):
        net.add_edge(("k", row), ("h", col), capacity=1, weight=seconds)
    return int(nx.network_simplex(net)[0])


def greedy(problem: Problem) -> list[int]:
    """What people do by hand: riskiest first, each takes the nearest helper who still has room."""
    load, taken = np.zeros(len(problem.helpers), np.int64), []
    for row in np.argsort(-problem.risk, kind="stable").tolist():
        edges = np.arange(problem.start[row], problem.start[row + 1])
        for edge in edges[np.argsort(problem.cost[edges], kind="stable")].tolist():
            if load[problem.cols[edge]] < problem.capacity[problem.cols[edge]]:
                load[problem.cols[edge]] += 1
                taken.append(edge)
                break
    return sorted(taken)
