"""`mulin drill`: bring last night's set back in a scratch place, look whether it lives, write down what was seen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from mulin.project.backup import opening
from mulin.project.backup.manifest import read
from mulin.project.backup.refusals import Unusable
from mulin.project.backup.shelf import Shelf, scratch
from mulin.project.backup.standing import Drill, write_drill

PARTS, RESTORE, COUNTS, VERIFY, SIGN_IN = "sha256", "restore", "counts and heads", "verify", "sign-in"


def drill(shelf: Shelf, *, now: datetime, identity: Path | None = None, name: str = "") -> Drill:
    """Restore the newest set (or the named one), walk through it, throw it away, and keep what came of it.

    Raises
    ------
    Unusable
        There is no set yet.
    """
    sets = [one for one in shelf.complete() if name in {"", one.name}]
    if not sets:
        raise Unusable("还没有备份，先运行 mulin backup。 There is no backup yet: run mulin backup first.")
    began = time.monotonic()
    checked, wrong = _tried(sets[-1], identity)
    done = Drill(sets[-1].name, now, time.monotonic() - began, tuple(checked), tuple(wrong))
    write_drill(shelf.root, done)
    return done


def _tried(folder: Path, identity: Path | None) -> tuple[list[str], list[str]]:
    try:
        closed = read(folder)
        if closed.recipient and identity is None:
            list(opening.checked(folder, closed))
            return [PARTS], []  # the server cannot read what it sealed; the rest needs the key
    except Unusable as no:
        return [], [str(no)]
    with scratch(settings.HOME) as plain, _elsewhere(closed.schema) as database:
        home = plain / "home"
        env = {**os.environ, "MULIN_HOME": str(home), **database}
        command = [sys.executable, "-m", "mulin", "restore", str(folder), "--to-home", str(home)]
        command += ["--identity", str(identity)] if identity else []
        told = _run(command, env)
        if told.returncode:
            return [PARTS], [line for line in told.stderr.splitlines() if line.strip()][-20:] or ["restore"]
        told = _run([sys.executable, "-m", "mulin.project.backup.looking"], env)
        if told.returncode:
            return [PARTS, RESTORE, COUNTS, VERIFY], [told.stderr.strip()[-400:]]
    seen = json.loads(told.stdout)
    signed = [SIGN_IN] if seen["signed_in"] else []
    return [PARTS, RESTORE, COUNTS, VERIFY, *signed, *seen["pages"].values()], seen["wrong"]


def _run(command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves


@contextmanager
def _elsewhere(schema: str) -> Iterator[dict[str, str]]:
    """The environment of an empty database: a file of its own, or a new database on the same PostgreSQL."""
    if connection.vendor == "sqlite":
        yield {"DATABASE_URL": ""}
        return
    name = f"mulin_drill_{os.getpid()}"
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            try:
                cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^mulin_drill_[0-9]+$'")
                for (old,) in cursor.fetchall():
                    if not _alive(int(old.rpartition("_")[2])) or old == name:
                        cursor.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
            except Exception as error:
                raise Unusable(
                    "演练要建一个临时数据库，没有这个权利：ALTER ROLE … CREATEDB。 "
                    "The drill needs a scratch database: ALTER ROLE ... CREATEDB."
                ) from error
        parts = urlsplit(os.environ["DATABASE_URL"])
        kept = [one for one in parts.query.split("&") if one and not one.startswith("schema=")]
        kept += [f"schema={schema}"] if schema else []
        yield {"DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}", query="&".join(kept)))}
    finally:
        with own.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        own.close()


def _alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()
