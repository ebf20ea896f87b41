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


def _setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mulin.project.settings")
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    settings.HOME.mkdir(parents=True, exist_ok=True)
    django.setup()


def _migrate(args: argparse.Namespace) -> int:  # noqa: ARG001
    _setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=1, interactive=False)
    return 0


def _verify(args: argparse.Namespace) -> int:
    _setup()
    from mulin.project.verifying import verify  # noqa: PLC0415

    return verify(args.head)


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
    one = commands.add_parser("migrate", help="bring the database up to date")
    one.set_defaults(run=_migrate)
    one = commands.add_parser("verify", help="compute the whole register again")
    one.add_argument("--head", default="", metavar="CODE", help="a day's code as printed on paper")
    one.set_defaults(run=_verify)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status."""
    args = parser().parse_args(argv)
    status: int = args.run(args)
    return status
