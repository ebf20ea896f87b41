"""`mulin demo`: build the invented sub-district if it is not there yet, say how to get in, and serve it."""

from __future__ import annotations

import argparse
import os
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mulin.project.demo.build import Built

WIDTH = 30
SEED, RESIDENTS, PORT = 1, 3000, 8000


def add_parser(commands: Any) -> None:
    """Add `demo` to the subcommands."""
    one = commands.add_parser("demo", help="an invented sub-district to walk about in")
    one.add_argument("--port", type=int, default=PORT, help="the next free one is taken when it is in use")
    one.add_argument("--seed", type=int, default=SEED)
    one.add_argument("--residents", type=int, default=RESIDENTS, metavar="N")
    one.add_argument("--fresh", action="store_true", help="build it anew, up to today")
    one.add_argument("--no-serve", action="store_true", help="only build")
    one.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Build if needed, then serve."""
    if os.environ.setdefault("MULIN_MODE", "demo") != "demo":
        return _refuse("mulin demo 只在演示模式运行。 MULIN_MODE is not demo.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mulin.project.settings")
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    settings.HOME.mkdir(parents=True, exist_ok=True)
    django.setup()
    from django.db import connection, connections  # noqa: PLC0415

    from mulin.project.demo import build  # noqa: PLC0415

    built = build.standing()
    why = _obstacle(built, fresh=args.fresh, sqlite=connection.vendor == "sqlite")
    if why:
        return _refuse(why)
    if built is not None and not args.fresh:
        _say(_kept(built, args))
    else:
        try:
            _build(args)
        except build.DemoIsWrong as wrong:
            return _refuse(f"演示没有通过核对。 The demo does not verify.\n{wrong}")
    connections.close_all()
    if not args.no_serve:
        from mulin.project.demo import serving  # noqa: PLC0415

        port = serving.free_port(args.port)
        _say(welcome(port))
        serving.serve(port)
    return 0


def _obstacle(built: Built | None, *, fresh: bool, sqlite: bool) -> str:
    """Why nothing can be done with this database; empty when something can."""
    from mulin.project.demo import build  # noqa: PLC0415

    if built is None:
        if build.is_empty():
            return ""
        return "数据库里已经有别的东西，演示不动它。 The database holds something else; the demo leaves it alone."
    if fresh:
        return "" if sqlite else "请先清空这个数据库，再用 --fresh。 Empty the database first."
    if _behind():
        return "演示是旧版本建的，请运行 mulin demo --fresh。 Built by an older version: run mulin demo --fresh."
    return ""


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _refuse(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return 2


def _behind() -> bool:
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _build(args: argparse.Namespace) -> None:
    from django.utils import timezone  # noqa: PLC0415

    from mulin.core.records.days import local_day  # noqa: PLC0415
    from mulin.project.demo import build, year  # noqa: PLC0415

    began = time.monotonic()
    today = year.latest_morning(timezone.now())
    options = build.Options(local_day(today), seed=args.seed, residents=args.residents)
    built = build.build(options, progress=_bar if sys.stderr.isatty() else _mute)
    if sys.stderr.isatty():
        sys.stderr.write("\r" + " " * 78 + "\r")
    seconds = time.monotonic() - began
    _say(
        f"演示建好了：{built.residents} 位居民，{built.actions} 次办理，核对无误，用了 {seconds:.0f} 秒。\n"
        f"Built and verified: {built.residents} residents, {built.actions} actions, {seconds:.0f} s."
    )


def _mute(_what: str, _hundredths: int) -> None:
    pass


def _bar(what: str, hundredths: int) -> None:
    part = WIDTH * hundredths // 100
    sys.stderr.write(f"\r[{'█' * part}{' ' * (WIDTH - part)}] {hundredths:3}%  {what:<36}")
    sys.stderr.flush()


def _kept(built: Built, args: argparse.Namespace) -> str:
    line = (
        f"演示是 {built.today} 建的。换成到今天为止的一年：mulin demo --fresh\n"
        f"Built on {built.today}; mulin demo --fresh builds the year up to today."
    )
    if (args.seed, args.residents) not in {(SEED, RESIDENTS), (built.seed, built.residents)}:
        line += "\n--seed 和 --residents 只在新建时有用。 --seed and --residents need --fresh."
    return line


def welcome(port: int) -> str:
    """Where to open it, and how to sign in as each role."""
    from mulin.project.demo.cast import PASSWORD  # noqa: PLC0415

    home = f"http://127.0.0.1:{port}"
    return f"""
  睦邻 · Mulin

  打开 Open              {home}/
  一分钟导览 Tour (en)   {home}/tour/
  一键换身份 Any role    {home}/demo/

  也可以自己登录 Or sign in yourself, password {PASSWORD}
    工作人员 staff       {home}/in/staff/   gh-worker 社工 worker · gh-secretary 书记 secretary
                         office-1 街道办 office · callback 回访员 call-back · steward 管理员 steward
    单位 units           {home}/in/unit/    gh-property 物业 property · construction 城建办 · police 派出所
    居民 residents       凭回执或邻里卡，号码和密码在 {home}/demo/ with a slip or card, see there

  停下 Stop              Ctrl-C
"""
