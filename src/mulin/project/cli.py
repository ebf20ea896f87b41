"""The `mulin` command."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path


def _bench(args: argparse.Namespace) -> int:
    from mulin.project import bench  # noqa: PLC0415

    if args.list:
        for name in bench.names():
            print(f"{name:10} {bench.load(name).TITLE}")
        return 0
    data = args.data or (Path(os.environ["MULIN_DATA"]) if os.environ.get("MULIN_DATA") else None)
    files = {key: getattr(args, key) for key in ("train", "test", "topics", "pbf", "pmed") if getattr(args, key)}
    options = bench.Options(data=data, database=args.database, quick=args.quick, files=files)
    status = 0
    for name in bench.names() if args.all else [args.name]:
        print(f"== {name}")
        figures = []
        try:
            for figure in bench.load(name).run(options):
                figures.append(figure)
                print(bench.row(figure), flush=True)
        except bench.Missing as missing:
            print(f"不能测量:{missing}")
            status = 2
        if args.json:
            bench.write_json(args.json, name, figures, options)
    return status


def parser() -> argparse.ArgumentParser:
    """Every subcommand and its options."""
    top = argparse.ArgumentParser(prog="mulin", description="睦邻 · Mulin")
    commands = top.add_subparsers(dest="command", required=True)
    one = commands.add_parser("bench", help="measure, beside peers")
    one.add_argument("name", nargs="?", default="")
    one.add_argument("--list", action="store_true")
    one.add_argument("--all", action="store_true")
    one.add_argument("--quick", action="store_true")
    one.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    one.add_argument("--json", type=Path)
    for name in ("data", "train", "test", "topics", "pbf", "pmed"):
        one.add_argument(f"--{name}", type=Path)
    one.set_defaults(run=_bench)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status."""
    args = parser().parse_args(argv)
    status: int = args.run(args)
    return status
