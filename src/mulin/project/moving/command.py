"""`mulin move --to URL`: an installation goes into another database, whole or not at all; the old one stays."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from mulin.project.moving import schemas

Progress = Callable[[str, int, int], None]
WIDTH = 30
TARGET = "target"
HALF = "_moving"


class NotMoved(Exception):  # noqa: N818 - named by what it is
    """It cannot be moved; the message says why, in Chinese and English."""


def add_parser(commands: Any) -> None:
    """Add `move` to the subcommands."""
    one = commands.add_parser("move", help="carry everything into another, empty database")
    one.add_argument("--to", required=True, metavar="URL", help="postgresql://… or sqlite:///path/mulin.sqlite3")
    one.add_argument("--schema", default="", metavar="NAME", help="the PostgreSQL schema to live in")
    one.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Move."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mulin.project.settings")
    import django  # noqa: PLC0415 - the command line is read first

    django.setup()
    try:
        rows, url = move(args.to, args.schema, progress=_bar)
    except (NotMoved, schemas.BadSchema) as no:
        sys.stderr.write(f"\n✗ {no}\n")
        return 2
    sys.stdout.write(
        f"\n✓ 搬好了，原来的库没有动 · moved: {rows} 行 rows\n  以后用 from now on: {_without_password(url)}\n"
        "  附件还在 MULIN_HOME/files。 Files stay in MULIN_HOME/files.\n"
    )
    return 0


def _bar(name: str, done: int, size: int) -> None:
    if sys.stderr.isatty():
        part = WIDTH if not size else WIDTH * done // size
        sys.stderr.write(f"\r[{'█' * part}{' ' * (WIDTH - part)}] {done}/{size} {name:32}")
        sys.stderr.flush()


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":…@", 1)))


def with_schema(url: str, schema: str) -> str:
    """The same address with another schema.

    Examples
    --------
    >>> with_schema("postgresql://u@h/d?schema=a&host=x", "b")
    'postgresql://u@h/d?host=x&schema=b'
    """
    parts = urlsplit(url)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key != "schema"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("schema", schema)])))


def move(url: str, schema: str, *, progress: Progress) -> tuple[int, str]:
    """Copy the default database into the target; gives how many rows, and the address of the target.

    Raises
    ------
    NotMoved
        The source is written to or not up to date, the target is not empty, or something arrived otherwise than it was.
    """
    from mulin.project.moving import places  # noqa: PLC0415 - Django is set up by now

    place = places.place(url, schema)
    with places.quiet_source() as still:
        place.prepare()
        try:
            tables = place.fill(progress)
            _need(still())
            _verify(place.working_url)
            place.finish()
        except BaseException:
            place.forget()
            raise
    return sum(table.rows for table in tables), place.url


def _need(still: bool) -> None:  # noqa: FBT001 - one answer
    if not still:
        raise NotMoved(
            "搬的时候有人在写原来的库。请停下服务再搬。 The source was written to meanwhile: stop the server."
        )


def _verify(url: str) -> None:
    """The whole check of everything, in a process that sees the target only."""
    told = subprocess.run(
        [sys.executable, "-m", "mulin", "verify"],
        env={**os.environ, **environment(url)},
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        raise NotMoved(f"搬过去的库核对不过。 The target does not verify.\n{(told.stdout + told.stderr)[-800:]}")


def environment(url: str) -> dict[str, str]:
    """The environment in which Mulin works on a database."""
    if url.startswith("sqlite:///"):
        return {"DATABASE_URL": "", "MULIN_HOME": str(Path(url.removeprefix("sqlite:///")).parent)}
    return {"DATABASE_URL": url}


@contextmanager
def registered(entry: dict[str, Any]) -> Iterator[None]:
    """Let Django know the target while it is filled."""
    from django.db import connections  # noqa: PLC0415

    connections.settings[TARGET] = connections.configure_settings({"default": {}, TARGET: entry})[TARGET]
    try:
        yield
    finally:
        connections[TARGET].close()
        del connections[TARGET]
        del connections.settings[TARGET]
