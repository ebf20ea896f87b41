"""`mulin bench`: one bench in this process, all of them each in its own; status 2 when something was not measured."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mulin.project import bench
from mulin.project.bench import contract, report

FILES = ("train", "test", "topics", "pbf", "pmed")


def add_parser(commands: Any) -> None:
    """Add `bench` to the subcommands."""
    one = commands.add_parser("bench", help="measure, beside peers")
    one.add_argument("name", nargs="?", default="")
    one.add_argument("--list", action="store_true")
    one.add_argument("--all", action="store_true")
    one.add_argument("--quick", action="store_true", help="within 50 s, for a look")
    one.add_argument("--million", action="store_true", help="voice: twenty years of a city district too")
    one.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    one.add_argument("--json", type=Path, metavar="FILE", help="the figures; with --all a list of them")
    one.add_argument("--markdown", type=Path, metavar="FILE", help="the figures as a page, docs/performance.md")
    for name in ("data", *FILES):
        one.add_argument(f"--{name}", type=Path)
    one.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """List, or measure."""
    if args.list:
        for name in bench.names():
            print(f"{name:10} {bench.load(name).TITLE}")
        return 0
    load = os.getloadavg()
    results = [_apart(name, args) for name in bench.names()] if args.all else [_here(args.name, args)]
    if args.json:
        kept: Any = results if args.all else results[0]
        args.json.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    if args.markdown:
        page = report.markdown(results, now=datetime.now(UTC), load=load)
        args.markdown.write_text(page, encoding="utf-8")
    return 2 if any(result["problem"] for result in results) else 0


def _options(args: argparse.Namespace) -> bench.Options:
    data = args.data or (Path(os.environ["MULIN_DATA"]) if os.environ.get("MULIN_DATA") else None)
    files = {key: getattr(args, key) for key in FILES if getattr(args, key)}
    return bench.Options(data=data, database=args.database, quick=args.quick, million=args.million, files=files)


def _here(name: str, args: argparse.Namespace) -> dict[str, Any]:
    """Measure one bench, printing its figures as they come, and what the run itself cost."""
    options = _options(args)
    print(f"== {name}")
    figures: list[bench.Figure] = []
    problem = ""

    def say(figure: bench.Figure) -> None:
        figures.append(figure)
        print(bench.row(figure), flush=True)

    wall, cpu = time.perf_counter(), bench.cpu_s()
    try:
        for figure in bench.load(name).run(options):
            say(figure)
    except bench.Missing as missing:
        problem = str(missing)
        print(f"不能测量：{problem}")
    if figures:
        wall, cpu = time.perf_counter() - wall, bench.cpu_s() - cpu
        say(bench.Figure("run.cpu_s", round(cpu, 1), "s", note=f"the whole bench; wall {wall:.1f} s"))
        say(bench.Figure("run.peak_mb", round(bench.peak_memory_mb()), "MB"))
    missing_here = contract.unmeasured(name, (figure.name for figure in figures if figure.value is not None))
    for gap in missing_here:
        print(f"{gap:34} {'—':>12}        missing")
    return bench.as_json(name, figures, options) | {"problem": problem, "missing": missing_here}


def _apart(name: str, args: argparse.Namespace) -> dict[str, Any]:
    """Measure one bench in a process of its own, so that its memory and settings are its own too."""
    with tempfile.TemporaryDirectory(prefix="mulin-bench-") as folder:
        file = Path(folder) / "figures.json"
        command = [sys.executable, "-m", "mulin", "bench", name, "--json", str(file), "--database", args.database]
        command += ["--quick"] if args.quick else []
        command += ["--million"] if args.million else []
        for key in ("data", *FILES):
            command += [f"--{key}", str(getattr(args, key))] if getattr(args, key) else []
        status = subprocess.run(command, check=False).returncode  # noqa: S603 - our own command
        if file.is_file():
            result: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            return result
    empty = bench.as_json(name, [], _options(args))
    return empty | {"problem": f"it broke off with status {status}", "missing": contract.unmeasured(name, ())}
