"""`mulin check`: 0 when all is well, 1 when something wants care, 2 when something is unsafe or missing."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mulin.project.checking.finding import Finding

UNSAFE = 2


def add_parser(commands: Any) -> None:
    """Add `check` to the subcommands."""
    one: argparse.ArgumentParser = commands.add_parser(
        "check", help="name what is unsafe or missing here; status 0 fine, 1 wants care, 2 unsafe"
    )
    one.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Print every finding; the status is the worst level."""
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mulin.project.settings")
    import django  # noqa: PLC0415

    try:
        from django.conf import settings  # noqa: PLC0415

        settings.HOME.mkdir(parents=True, exist_ok=True)
        django.setup()
    except ImproperlyConfigured as bad:
        sys.stdout.write(f"✗ [settings] 设置不全，起不来：{bad}\n    It cannot start with these settings: {bad}\n")
        return UNSAFE
    except OSError as bad:
        sys.stdout.write(f"✗ [home] 数据文件夹用不了：{bad.strerror}\n    The home folder cannot be used.\n")
        return UNSAFE
    from django.utils import timezone  # noqa: PLC0415

    found = list(findings(timezone.now()))
    for one in found:
        sys.stdout.write(f"{one}\n")
    worst = max((one.level for one in found), default=0)
    if not found:
        sys.stdout.write("✓ 都好 · all is well\n")
    return worst


def findings(now: datetime) -> Iterator[Finding]:
    """Everything there is to find."""
    from mulin.project.checking import database, environment, machine  # noqa: PLC0415

    yield from environment.findings()
    yield from database.findings(now)
    yield from machine.findings(now)
