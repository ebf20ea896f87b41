"""A backup of a full-size town, its restore and its drill: how long each takes, and how much there is of it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from mulin.project.bench import Figure, Missing, Options
from mulin.project.bench.pages import town
from mulin.project.bench.pages.town import FULL, QUICK, Size

TITLE = "Backup: a set of a whole sub-district, its restore with every check, and the nightly drill"


def run(options: Options) -> Iterator[Figure]:
    """Build or find the town, then keep it, bring it back and drill, each as the command it is."""
    size, rounds = (QUICK, 1) if options.quick else (FULL, 3)
    with ExitStack() as stack:
        url = ""
        if options.database == "postgresql":
            from mulin.project.bench.ledger import Server  # noqa: PLC0415 - only where PostgreSQL is measured

            url = stack.enter_context(Server.started()).url
        town.set_up(size, url)
        town.build_town(size)
        town.leave()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mulin-bench-")))
        yield from _figures(size, url, folder, rounds)


def _figures(size: Size, url: str, folder: Path, rounds: int) -> Iterator[Figure]:
    env = {**os.environ, "MULIN_HOME": str(size.folder), "DATABASE_URL": url, "MULIN_BACKUP_DIR": str(folder)}
    took: dict[str, list[float]] = {"backup": [], "restore": [], "drill": []}
    for turn in range(rounds):
        took["backup"].append(_mulin(["backup"], env))
        if not url:  # PostgreSQL is restored into another database, which the drill makes and drops
            home = str(folder / f"home{turn}")
            took["restore"].append(_mulin(["restore", str(folder), "--to-home", home], {**env, "DATABASE_URL": ""}))
        took["drill"].append(_mulin(["drill"], env))
    database = Path(size.folder / "mulin.sqlite3")
    if not url:
        held = sum(path.stat().st_size for path in (size.folder / "files").rglob("*") if path.is_file())
        yield Figure("mb", round((database.stat().st_size + held) / 1e6, 1), "MB", note="database and files")
    kept = sum(path.stat().st_size for path in (folder / "sets").rglob("*") if path.is_file()) / rounds
    yield Figure("set.mb", round(kept / 1e6, 1), "MB", note="one set, before the files are shared between sets")
    for name, target in (("backup", None), ("restore", None), ("drill", 60.0)):
        if took[name]:
            note = "restore, verify, one sign-in, one page of every app" if name == "drill" else ""
            yield Figure(f"{name}.s", round(statistics.median(took[name]), 2), "s", rounds, target=target, note=note)
    yield Figure("load", round(os.getloadavg()[0], 1), note="of the machine, when this ended")


def _mulin(words: list[str], env: dict[str, str]) -> float:
    began = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "mulin", *words], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Missing(f"mulin {words[0]}: {(done.stdout + done.stderr)[-600:]}")
    return time.perf_counter() - began
