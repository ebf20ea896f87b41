"""CPU time and queries of one request: of this process, and of the database server's where it has one."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from mulin.project.bench import Figure
from mulin.project.bench.pages.routes import Route

WARM = 3
CPU_MS, QUERIES = 25, 12


def server_cpu() -> float:
    """CPU seconds of the database process that serves this connection; 0 where there is none to be seen."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    with suppress(OSError, ValueError):
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9
    return 0.0


def _spent(act: Callable[[], bytes], times: int) -> tuple[float, float, float]:
    """CPU of this process, of the server, and wall time, each in milliseconds for one request."""
    served, wall, cpu = server_cpu(), time.perf_counter(), time.process_time()
    for _ in range(times):
        act()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return cpu / times * 1e3, (server_cpu() - served) / times * 1e3, wall / times * 1e3


def questions(act: Callable[[], bytes]) -> list[str]:
    """The SQL of one warm request."""
    with CaptureQueriesContext(connection) as asked:
        act()
    kept = ("SELECT", "INSERT", "UPDATE", "DELETE")
    return [row["sql"] for row in asked.captured_queries if row["sql"].lstrip().upper().startswith(kept)]


def page(route: Route, *, rounds: int, times: int) -> Iterator[Figure]:
    """The figures of one page; ours and bare in turn."""
    for _ in range(WARM):
        route.ours()
        route.bare()
    queries, plain = len(questions(route.ours)), len(questions(route.bare))
    ours, bare = [], []
    for _ in range(rounds):
        ours.append(_spent(route.ours, times))
        bare.append(_spent(route.bare, times))
    cpu, served, wall = (statistics.median(part) for part in zip(*ours, strict=True))
    bare_cpu, bare_served, _wall = (statistics.median(part) for part in zip(*bare, strict=True))
    aim = CPU_MS if route.aim else None
    note = f"wall {wall:.1f} ms"
    if connection.vendor == "postgresql":
        note += f", of it {served:.1f} ms CPU in the server" if served else ", the server's share cannot be seen"
    yield Figure(
        f"{route.name}.cpu_ms",
        round(cpu + served, 2),
        "ms",
        rounds,
        "bare Django view",
        round(bare_cpu + bare_served, 2),
        aim,
        note=note,
    )
    yield Figure(f"{route.name}.queries", queries, "", 1, "bare Django view", plain, QUERIES if route.aim else None)
    yield Figure(f"{route.name}.ratio_to_bare", round((cpu + served) / (bare_cpu + bare_served), 2), "×", rounds)


def load() -> str:
    """How busy the machine is."""
    return " ".join(f"{part:.1f}" for part in os.getloadavg())
