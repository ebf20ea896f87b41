"""Siting to proven optimum beside HiGHS on the classic model."""

from __future__ import annotations

import csv
import importlib
import resource
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, hstack, kron, vstack
from scipy.sparse.csgraph import shortest_path

from mulin.engines import siting
from mulin.engines.siting.kernel import library
from mulin.project.bench import Figure, Options, interleave, peer_installed

TITLE = "Siting: p-median proven and certified, beside HiGHS; equity for 300 doors"

Ints = NDArray[np.int64]
BESIDE_HIGHS = ("pmed1", "pmed3", "pmed7")


def run(options: Options) -> Iterator[Figure]:
    """Measure."""
    yield Figure("kernel", float(library() is not None), note="1 = compiled loops in use")
    folder = options.files.get("pmed") or (options.data / "siting" if options.data else None)
    instances = _instances(folder) if folder else _synthetic()
    if options.quick:
        instances = instances[:: max(1, len(instances) // 8)]
    yield from _medians(instances)
    yield from _beside_highs({name: (cost, p) for name, cost, p, _ in instances}, 1 if options.quick else 3)
    yield from _equity(3)


def read_pmed(path: Path) -> tuple[Ints, int]:
    """Distances and p of an OR-Library p-median file: edges, the last of two equal ones wins, then shortest ways."""
    lines = [[round(float(word)) for word in line.split()] for line in path.read_text().splitlines() if line.strip()]
    n, _, p = lines[0]
    graph = np.full((n, n), np.inf)
    for a, b, length in lines[1:]:
        graph[a - 1, b - 1] = graph[b - 1, a - 1] = length
    np.fill_diagonal(graph, np.inf)
    graph[np.isinf(graph)] = 0
    return shortest_path(graph, directed=False).astype(np.int64), p


def _instances(folder: Path) -> list[tuple[str, Ints, int, int | None]]:
    found: list[tuple[str, Ints, int, int | None]] = []
    tables = sorted(folder.glob("*.csv"))
    rows = [row for table in tables for row in csv.DictReader(table.open(encoding="utf-8")) if "optimum" in row]
    for row in sorted(rows, key=lambda row: (len(row["instance"]), row["instance"])):
        cost, p = read_pmed(folder / f"{row['instance']}.txt")
        found.append((row["instance"], cost, p, int(row["optimum"])))
    return found


def _synthetic() -> list[tuple[str, Ints, int, int | None]]:
    return [
        (f"made-up {n}/{p}", _network(n, p), p, None) for n, p in ((100, 5), (100, 10), (200, 10), (300, 30), (400, 10))
    ]


def _network(n: int, seed: int) -> Ints:
    rng = np.random.default_rng(seed)
    graph = np.zeros((n, n))
    pairs = [(a, a + 1) for a in range(n - 1)] + [tuple(rng.choice(n, 2, replace=False)) for _ in range(n * n // 50)]
    for a, b in pairs:
        graph[a, b] = graph[b, a] = rng.integers(1, 101)
    lengths: Ints = shortest_path(graph, directed=False).astype(np.int64)
    return lengths


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _medians(instances: list[tuple[str, Ints, int, int | None]]) -> Iterator[Figure]:
    optimal = proven = certified = cases = 0
    total = checking = 0.0
    slowest = ("", 0.0)
    for name, cost, p, best in instances:
        begin = _cpu()
        plan = siting.p_median(cost, p)
        spent = _cpu() - begin
        begin = _cpu()
        certified += siting.verify(cost, p, plan)
        checking += _cpu() - begin
        total += spent
        optimal += plan.value == best if best is not None else plan.proven
        proven += plan.proven
        cases = max(cases, plan.nodes)
        slowest = max(slowest, (name, spent), key=lambda pair: pair[1])
    count = len(instances)
    yield Figure("pmed.instances", count)
    yield Figure("pmed.optimal", optimal, target=count, at_most=False, note="value equal to the published optimum")
    yield Figure("pmed.proven", proven, target=count - 1, at_most=False)
    yield Figure("certificates.verified", certified, target=count, at_most=False, note="without a solver")
    yield Figure(
        "pmed.cpu_s", total, "s", target=60, note=f"slowest {slowest[0]} {slowest[1]:.2f} s, most cases {cases}"
    )
    yield Figure("certificates.cpu_s", checking, "s")


def _beside_highs(instances: dict[str, tuple[Ints, int]], rounds: int) -> Iterator[Figure]:
    names = [name for name in BESIDE_HIGHS if name in instances] or list(instances)[:1]
    if not peer_installed("highspy"):
        yield Figure("highs.ratio_min", None, "x", peer="highspy", target=10, at_most=False)
        return
    ratios = []
    for name in names:
        cost, p = instances[name]
        times = interleave(rounds, ours=partial(siting.p_median, cost, p), peer=partial(_classic, cost, p))
        ratio = times["peer"].cpu_s / max(times["ours"].cpu_s, 1e-4)
        ratios.append(ratio)
        note = f"CPU: HiGHS on the classic model {times['peer'].cpu_s:.3f} s, ours {times['ours'].cpu_s:.4f} s"
        yield Figure(f"highs.ratio.{name}", ratio, "x", rounds, target=10, at_most=False, note=note)
    yield Figure("highs.ratio_min", min(ratios), "x", rounds, target=10, at_most=False)


def _classic(cost: Ints, p: int) -> int:
    """The model of the textbook: x_ij <= y_j for every pair, gap 0; building it is part of the work."""
    highspy: Any = importlib.import_module("highspy")
    n, m = cost.shape
    served = hstack([kron(eye_array(n), np.ones((1, m))), csr_array((n, m))])
    linked = hstack([eye_array(n * m), -kron(np.ones((n, 1)), eye_array(m))])
    chosen = hstack([csr_array((1, n * m)), csr_array(np.ones((1, m)))])
    rows = csr_array(vstack([served, linked, chosen]))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = n * m + m, rows.shape[0]
    model.col_cost_ = np.concatenate([cost.ravel(), np.zeros(m)]).astype(float)
    model.col_lower_, model.col_upper_ = np.zeros(n * m + m), np.ones(n * m + m)
    model.row_lower_ = np.concatenate([np.ones(n), np.full(n * m, -highspy.kHighsInf), [p]])
    model.row_upper_ = np.concatenate([np.ones(n), np.zeros(n * m), [p]])
    model.integrality_ = [highspy.HighsVarType.kContinuous] * (n * m) + [highspy.HighsVarType.kInteger] * m
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.passModel(model)
    solver.run()
    value: int = round(solver.getInfo().objective_function_value)
    return value


def _equity(rounds: int) -> Iterator[Figure]:
    cost = _network(300, 5)
    people = np.random.default_rng(6).integers(1, 60, 300)
    times = interleave(rounds, ours=lambda: siting.equity(cost, 5, weight=people))
    plan = siting.equity(cost, 5, weight=people)
    note = (
        f"300 x 300, p = 5, proven: {plan.siting.proven}, checked: {siting.verify_equity(cost, 5, plan, weight=people)}"
    )
    yield Figure("equity300.cpu_s", times["ours"].cpu_s, "s", rounds, target=1.0, note=note)
