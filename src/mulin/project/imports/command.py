"""`mulin import places|people|units FILE`: the same lists as in the browser, larger, with a progress bar."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from mulin.project.tables import BadTable


def add_parser(commands: Any) -> None:
    """Add the three kinds of lists to the kinds of `mulin import`."""
    for kind, what in (("places", "places"), ("people", "residents"), ("units", "units, committees, bureaus")):
        one: argparse.ArgumentParser = commands.add_parser(kind, help=f"a list of {what}, CSV or XLSX")
        one.add_argument("file", type=Path)
        one.add_argument("--community", default="", metavar="CODE", help="whose they are when the list does not say")
        one.add_argument("--map", action="append", default=[], metavar="WHAT=COLUMN", help="which column holds what")
        one.add_argument("--dry-run", action="store_true", help="check only")
        one.add_argument("--errors", type=Path, help="where to write the mistakes, as CSV")
        one.set_defaults(run=run, kind=kind)


def _bar(done: int, of: int) -> None:
    if sys.stderr.isatty() and (done == of or done % 100 == 0):
        filled = 30 * done // max(of, 1)
        sys.stderr.write(f"\r{'█' * filled}{'░' * (30 - filled)} {done}/{of} ")
        sys.stderr.flush()


def run(args: argparse.Namespace) -> int:
    """Check the list and write it when nothing is wrong: 0 done, 1 mistakes (nothing written), 2 not readable."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mulin.project.settings")
    import django  # noqa: PLC0415

    django.setup()
    try:
        return _run(args)
    except BadTable as bad:
        sys.stdout.write(f"读不了：{bad}\n")
        return 2


def _mapped(args: argparse.Namespace, fields: Any, head: tuple[str, ...]) -> dict[str, int]:
    from mulin.project.imports.fields import guess  # noqa: PLC0415

    mapped = guess(fields, head)
    known = {one.code for one in fields}
    for part in args.map:
        what, _equals, column = part.partition("=")
        if what not in known:
            raise BadTable(f"没有“{what}”这一项；可以写：{'、'.join(sorted(known))}")
        if column not in head:
            raise BadTable(f"没有叫“{column}”的列。文件里有：{'、'.join(filter(None, head))}")
        mapped[what] = head.index(column)
    return mapped


def _run(args: argparse.Namespace) -> int:
    from django.utils import timezone  # noqa: PLC0415

    from mulin.core.gate import SYSTEM  # noqa: PLC0415
    from mulin.core.places.queries import communities  # noqa: PLC0415
    from mulin.core.written import as_csv  # noqa: PLC0415
    from mulin.project.imports.lists import KINDS, bring_in  # noqa: PLC0415
    from mulin.project.imports.plan import missing  # noqa: PLC0415
    from mulin.project.imports.sheet import ALL_ROWS, read  # noqa: PLC0415

    if not args.file.is_file():
        raise BadTable(f"没有这个文件：{args.file}")
    community = communities().filter(code=args.community).first() if args.community else None
    if args.community and community is None:
        raise BadTable(f"没有代号是 {args.community} 的社区（村）。")
    sheet = read(args.file.read_bytes(), most_rows=ALL_ROWS)
    kind, now = KINDS[args.kind], timezone.now()
    mapped = _mapped(args, kind.fields, sheet.head)
    if absent := missing(kind.fields, mapped):
        raise BadTable(f"看不出哪一列是：{'、'.join(absent)}。请用 --map 指明。")
    if args.dry_run:
        plan = kind.make(by=SYSTEM, now=now, community=community).check(sheet, mapped, _bar)
    else:
        plan = bring_in(kind, sheet, mapped, by=SYSTEM, now=now, community=community, progress=_bar)
    if plan.problems:
        for one in plan.problems[:50]:
            sys.stdout.write(f"第 {one.line} 行 {one.column}：{one.what}\n")
        sys.stdout.write(f"有 {len(plan.problems)} 处要改，什么也没有存。\n")
        if args.errors:
            rows = [("行", "列", "问题"), *((one.line, one.column, one.what) for one in plan.problems)]
            args.errors.write_bytes(as_csv(rows))
        return 1
    said = "试读，什么也没有存" if args.dry_run else "存好了"
    sys.stdout.write(f"{said}：{plan.rows} 行，新 {plan.new}，改 {plan.changed}，没变 {plan.same}\n")
    return 0
