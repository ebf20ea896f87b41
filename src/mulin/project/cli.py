"""The `mulin` command."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from mulin.project import migrating, reindexing, steward
from mulin.project.backup import command as backup
from mulin.project.bench import command as bench
from mulin.project.checking import command as checking
from mulin.project.demo import command as demo
from mulin.project.imports import command as lists
from mulin.project.moving import command as moving
from mulin.project.serving import command as serving


def _setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mulin.project.settings")
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    settings.HOME.mkdir(parents=True, exist_ok=True)
    django.setup()


def _verify(args: argparse.Namespace) -> int:
    _setup()
    from mulin.project.verifying import verify  # noqa: PLC0415

    return verify(args.head)


def _messages(args: argparse.Namespace) -> int:
    _setup()
    from django.utils import timezone  # noqa: PLC0415

    from mulin.core.gate import SYSTEM  # noqa: PLC0415
    from mulin.core.places.queries import communities, street  # noqa: PLC0415
    from mulin.project import messages, tables  # noqa: PLC0415

    place = communities().filter(code=args.community).first() if args.community else street()
    if place is None:
        print("还没有这个社区；先建好街道和社区（mulin demo，或导入地方）。")
        return 2
    try:
        chosen = dict(part.split("=", 1) for part in args.map)
        outcome = messages.run(
            args.file, place=place, by=SYSTEM, now=timezone.now(), chosen=chosen, dry=args.dry_run, limit=args.limit
        )
    except (tables.BadTable, ValueError) as bad:
        print(f"读不了：{bad}")
        return 2
    kind = "试读，什么也没有存" if args.dry_run else f"存进了{place.name}"
    print(f"\n{kind}：读了 {outcome.read} 条，新 {outcome.new}，已有 {outcome.known}，退回 {len(outcome.rejected)}")
    for line, why, _cells in outcome.rejected[:20]:
        print(f"  第 {line} 行：{why}")
    if outcome.rejected and args.rejects:
        messages.write_rejects(args.rejects, outcome)
        print(f"退回的都在 {args.rejects}，改好以后可以再导入。")
    return 0


def parser() -> argparse.ArgumentParser:
    """Every subcommand and its options."""
    top = argparse.ArgumentParser(prog="mulin", description="睦邻 · Mulin")
    commands = top.add_subparsers(dest="command", required=True)
    bench.add_parser(commands)
    migrating.add_parser(commands)
    steward.add_parser(commands)
    checking.add_parser(commands)
    one = commands.add_parser("verify", help="compute the whole register again")
    one.add_argument("--head", default="", metavar="CODE", help="a day's code as printed on paper")
    one.set_defaults(run=_verify)
    reindexing.add_parser(commands)
    backup.add_parser(commands)
    moving.add_parser(commands)
    demo.add_parser(commands)
    serving.add_parser(commands)
    imports = commands.add_parser("import", help="bring in real data").add_subparsers(dest="what", required=True)
    lists.add_parser(imports)
    one = imports.add_parser("messages", help="messages people wrote, CSV or XLSX, into voices")
    one.add_argument("file", type=Path)
    one.add_argument("--community", default="", metavar="CODE", help="whose they are; without it the street's")
    one.add_argument("--map", action="append", default=[], metavar="WHAT=COLUMN", help="id, user, title, time, words")
    one.add_argument("--dry-run", action="store_true")
    one.add_argument("--rejects", type=Path, help="where the rows that did not come in are written")
    one.add_argument("--limit", type=int, default=0)
    one.set_defaults(run=_messages)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status."""
    args = parser().parse_args(argv)
    status: int = args.run(args)
    return status
