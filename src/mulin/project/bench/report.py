"""docs/performance.md from the JSON of a run: when and on what it was measured, every figure, every gap."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

Result = Mapping[str, Any]


def _cpu_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _memory_gb() -> float:
    return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")) / 2**30


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:,.4g}"


def _row(figure: Result) -> str:
    value = "missing" if figure["value"] is None else f"{_number(figure['value'])} {figure['unit']}".strip()
    peer = ""
    if figure["peer"]:
        theirs = figure["peer_value"]
        peer = f"{figure['peer']}: " + ("not installed" if theirs is None else _number(theirs))
    target = ""
    if figure["target"] is not None:
        target = f"{'≤' if figure['at_most'] else '≥'} {_number(figure['target'])}"
        target += {True: " ✓", False: " ✗", None: ""}[figure["reached"]]
    ratio = "" if figure["ratio"] is None else f"{figure['ratio']:.3g}"
    cells = (f"`{figure['name']}`", value, peer, ratio, target, str(figure["note"]).replace("|", "/"))
    return "| " + " | ".join(cells) + " |"


def _section(result: Result) -> list[str]:
    lines = [f"## {result['bench']}", "", f"{result['title']}.", ""]
    kind = "a quick look, not the full run" if result["quick"] else "the full run"
    rounds = max((figure["rounds"] for figure in result["figures"]), default=1)
    lines += [
        f"Data: {result['data']}. Database: {result['database']}. {kind.capitalize()}; up to {rounds} rounds.",
        "",
    ]
    if result["problem"]:
        lines += [f"**Could not be measured to the end:** {result['problem']}", ""]
    if result["figures"]:
        lines += ["| figure | value | peer | ratio | target | |", "|---|---|---|---|---|---|"]
        lines += [_row(figure) for figure in result["figures"]]
        lines.append("")
    if result["missing"]:
        lines += ["Missing here: " + ", ".join(f"`{name}`" for name in result["missing"]) + ".", ""]
    return lines


def markdown(results: Iterable[Result], *, now: datetime, load: tuple[float, float, float]) -> str:
    """The whole page."""
    found = list(results)
    newest = found[0] if found else {"version": "", "python": ""}
    lines = [
        "# Performance",
        "",
        (
            f"Written by `mulin bench --all --markdown` on {now:%Y-%m-%d %H:%M} UTC, Mulin {newest['version']}, Python "
            f"{newest['python']}, {platform.system()} on {platform.machine()}: {_cpu_name() or 'unknown processor'}, "
            f"{os.cpu_count()} cores, {_memory_gb():.0f} GB. Load of the machine at the start: "
            f"{load[0]:.1f} (1 min), {load[2]:.1f} (15 min)."
        ),
        "",
        (
            "A value and its peer's are measured in turns in the same run, several rounds, and the median is shown. "
            "Where the load is above the number of cores, wall seconds say little and CPU seconds are long; "
            "ratios hold, because both sides suffered alike. *Ratio* is ours over the peer's. What could not be "
            "measured here is named as missing."
        ),
        "",
    ]
    for result in found:
        lines += _section(result)
    return "\n".join(lines).rstrip() + "\n"
