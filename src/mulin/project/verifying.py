"""`mulin verify`: everything computed again, with a progress bar, and a finding said in words."""

from __future__ import annotations

import sys

from mulin.core.records import checks, days
from mulin.core.records.queries import standing

WIDTH = 30


def bar(name: str, done: int, size: int) -> None:
    """How far something is, on the terminal."""
    if not sys.stderr.isatty():
        return
    part = WIDTH if not size else min(WIDTH, WIDTH * done // size)
    sys.stderr.write(f"\r{name:10} [{'█' * part}{' ' * (WIDTH - part)}] {done}/{size} ")
    sys.stderr.flush()


def verify(code: str = "") -> int:
    """Check all; with a code from paper, that day too. Exit status 0 when nothing was found, else 1."""
    found = 0
    for finding in checks.findings(bar):
        found += 1
        print(f"\n✗ {finding.where}:{finding.what}")  # noqa: T201
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    for check in checks.all_checks():
        print(f"  {check.name}:{check.size()}")  # noqa: T201
    if code:
        day = days.find_day(code)
        if day is None:
            found += 1
            print(f"✗ 没有哪一天的校验码是 {code}")  # noqa: T201
        elif not standing(day).whole:
            found += 1
            print(f"✗ {day.date} 的校验码和现在的台账对不上")  # noqa: T201
        else:
            print(f"✓ {day.date} 的校验码 {day.code} 对得上")  # noqa: T201
    print("✓ 没有发现问题 · nothing wrong" if not found else f"✗ {found} 处不对 · {found} findings")  # noqa: T201
    return 1 if found else 0
