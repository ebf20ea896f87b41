"""The scoreboard: `mulin bench NAME`.

A bench is a module of this package with two names: `TITLE`, one sentence, and
`run(options: Options) -> Iterator[Figure]`, which yields figures as they are measured.
A bench that cannot measure raises `Missing` and says what to install or which data to give.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import pkgutil
import platform
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

from mulin import __version__

FURNITURE = frozenset({"command", "contract", "report"})  # modules of this package that measure nothing


class Missing(Exception):  # noqa: N818 - named by what it is
    """The bench cannot run here; the message says what is missing."""


@dataclass(frozen=True)
class Options:
    """What the command line asked for."""

    data: Path | None = None
    database: str = "sqlite"
    quick: bool = False
    million: bool = False
    files: dict[str, Path] = field(default_factory=dict)  # --train, --test, --topics, --pbf, --pmed


@dataclass(frozen=True)
class Figure:
    """One measured figure, beside a peer's where there is one.

    `at_most` says which side of the target is good.
    """

    name: str
    value: float | None
    unit: str = ""
    rounds: int = 1
    peer: str = ""
    peer_value: float | None = None
    target: float | None = None
    at_most: bool = True
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Value over the peer's value."""
        if self.value is None or not self.peer_value:
            return None
        return self.value / self.peer_value

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; None without a target or a value."""
        if self.target is None or self.value is None:
            return None
        return self.value <= self.target if self.at_most else self.value >= self.target

    def as_dict(self) -> dict[str, object]:
        """The figure as the JSON contract wants it."""
        return asdict(self) | {"ratio": self.ratio, "reached": self.reached}


class Bench(Protocol):
    """What a module of this package offers."""

    TITLE: str

    def run(self, options: Options) -> Iterator[Figure]:
        """Measure."""
        ...


@dataclass(frozen=True)
class Timing:
    """Medians over rounds; CPU is user + system, children included."""

    wall_s: float
    cpu_s: float
    rounds: int


def cpu_s() -> float:
    """CPU seconds of this process so far: user and system, children that ended included."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def interleave(rounds: int, **contestants: Callable[[], object]) -> dict[str, Timing]:
    """Run the contestants turn by turn (ours, peer, ours, peer ...) and give each one's median."""
    walls: dict[str, list[float]] = {name: [] for name in contestants}
    cpus: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, contestant in contestants.items():
            wall, cpu = time.perf_counter(), cpu_s()
            contestant()
            walls[name].append(time.perf_counter() - wall)
            cpus[name].append(cpu_s() - cpu)
    return {name: Timing(statistics.median(walls[name]), statistics.median(cpus[name]), rounds) for name in contestants}


def peer_installed(module: str) -> bool:
    """Whether a peer of the optional group `bench` can be imported."""
    return importlib.util.find_spec(module) is not None


def peak_memory_mb() -> float:
    """Peak resident memory so far, of this process or the largest of its children that ended."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def names() -> list[str]:
    """The benches there are."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in FURNITURE)


def load(name: str) -> Bench:
    """One bench by its name.

    Raises
    ------
    Missing
        There is no bench of that name.
    """
    if name not in names():
        raise Missing(f"没有叫 {name} 的测量；有：{'、'.join(names())}")
    return importlib.import_module(f"{__name__}.{name}")


def row(figure: Figure) -> str:
    """One line of the table on the terminal."""
    value = "—" if figure.value is None else f"{figure.value:,.4g}"
    parts = [f"{figure.name:34} {value:>12} {figure.unit:6}"]
    if figure.peer:
        peer_value = "not installed" if figure.peer_value is None else f"{figure.peer_value:,.4g}"
        ratio = "" if figure.ratio is None else f" ×{figure.ratio:.3g}"
        parts.append(f"{figure.peer} {peer_value}{ratio}")
    if figure.target is not None:
        parts.append(f"target {'<=' if figure.at_most else '>='} {figure.target:g} {'✓' if figure.reached else '✗'}")
    return "  ".join([*parts, figure.note] if figure.note else parts)


def as_json(name: str, figures: list[Figure], options: Options) -> dict[str, object]:
    """The figures of one bench as every release publishes them."""
    return {
        "bench": name,
        "title": load(name).TITLE,
        "version": __version__,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "data": options.data.name if options.data else "synthetic",
        "database": options.database,
        "quick": options.quick,
        "figures": [figure.as_dict() for figure in figures],
    }
