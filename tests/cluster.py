"""A throw-away PostgreSQL cluster: made in a temporary folder, reached over a Unix socket, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote


class NoPostgres(RuntimeError):  # noqa: N818
    """PostgreSQL is not installed here."""


def binaries() -> Path:
    """The folder with initdb and pg_ctl."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    raise NoPostgres("PostgreSQL is not installed. On Debian, as root: apt-get install postgresql")


def _other_user() -> str | None:
    """Whom to run it as: initdb refuses to be root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise NoPostgres("no other user than root to run PostgreSQL as")


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """Start one and give a URL for a database `mulin` in it."""
    bin_folder, user = binaries(), _other_user()
    folder = Path(tempfile.mkdtemp(prefix="mulin-pg-"))
    try:
        if user:
            shutil.chown(folder, user)

        def run(*command: str) -> None:
            subprocess.run(
                command, check=True, capture_output=True, cwd="/", user=user, extra_groups=[] if user else None
            )

        data = folder / "data"
        quick = [] if durable else ["--no-sync"]
        run(
            str(bin_folder / "initdb"), "-D", str(data), "-A", "trust", "-U", "mulin",
            "-E", "UTF8", "--locale=C.UTF-8", *quick,
        )  # fmt: skip
        settings = [f"-k {folder}", "-c listen_addresses=''", "-c max_connections=60"]
        if not durable:
            settings += ["-c fsync=off", "-c synchronous_commit=off", "-c full_page_writes=off"]
            settings += ["-c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=4GB"]
        run(
            str(bin_folder / "pg_ctl"), "-D", str(data), "-w", "-o", " ".join(settings),
            "-l", str(folder / "log"), "start",
        )  # fmt: skip
        try:
            run(str(bin_folder / "createdb"), "-h", str(folder), "-U", "mulin", "mulin")
            yield f"postgresql://mulin@/mulin?host={quote(str(folder), safe='')}"
        finally:
            run(str(bin_folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
