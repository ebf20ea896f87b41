"""`mulin serve` and `mulin work`: web server and worker of a real installation."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

BIND = "127.0.0.1:8000"
MOST_WORKERS = 4


def add_parser(commands: Any) -> None:
    """Add both to the subcommands."""
    one: argparse.ArgumentParser = commands.add_parser("serve", help="run it: the web server and the worker")
    one.add_argument("--bind", default=BIND, metavar="HOST:PORT", help="or unix:/path/to/socket")
    one.add_argument("--workers", type=int, default=0, metavar="N", help="web processes; as many as there are cores")
    one.add_argument("--web-of", type=int, default=0, help=argparse.SUPPRESS)  # the web child of that process
    one.set_defaults(run=serve)
    one = commands.add_parser("work", help="only the worker: does the jobs, and what falls due each minute")
    one.add_argument("--of", type=int, default=0, help=argparse.SUPPRESS)
    one.set_defaults(run=work)


def _setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mulin.project.settings")
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    settings.HOME.mkdir(parents=True, exist_ok=True)
    django.setup()


def _refused() -> int:
    """Say why it must not run, and give the exit status; 0 when it may."""
    from django.db import connections  # noqa: PLC0415

    from mulin.project.serving.obstacles import obstacle  # noqa: PLC0415

    why = obstacle()
    connections.close_all()
    if why:
        sys.stderr.write(f"{why}\n")
        return 2
    return 0


def serve(args: argparse.Namespace) -> int:
    """Collect the static files, then keep one web server and one worker alive until told to stop."""
    _setup()
    from mulin.project.serving import keeping  # noqa: PLC0415

    workers = args.workers or min(os.cpu_count() or 1, MOST_WORKERS)
    if args.web_of:
        from mulin.project.serving.web import Server  # noqa: PLC0415

        keeping.follow_parent(args.web_of)
        Server(bind=args.bind, name="mulin", workers=workers, logger_class="mulin.project.logs.GunicornLogger").run()
        return 0
    if status := _refused():
        return status
    from django.core.management import call_command  # noqa: PLC0415

    call_command("collectstatic", interactive=False, verbosity=0)
    me, this = [sys.executable, "-m", "mulin"], str(os.getpid())
    web = [*me, "serve", "--bind", args.bind, "--workers", str(workers), "--web-of", this]
    return keeping.keep([web, [*me, "work", "--of", this]])


def work(args: argparse.Namespace) -> int:
    """Do jobs until told to stop."""
    _setup()
    from mulin.project.serving import keeping, working  # noqa: PLC0415

    if status := _refused():
        return status
    stop = working.stop_on_signals()
    if args.of:
        keeping.follow_parent(args.of)
    working.work(stop)
    return 0
