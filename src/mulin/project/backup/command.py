"""`mulin backup`, `mulin restore`, `mulin drill`: what is typed, and what is said."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from mulin.project.backup.refusals import Unusable

DONE, WRONG, REFUSED = 0, 1, 2
WORK = ".restoring"
SETTLING = "settling"  # in it, when everything was checked and only the names are missing


def add_parser(commands: Any) -> None:
    """Add the three subcommands."""
    one = commands.add_parser("backup", help="keep everything as of now; the server may go on running")
    one.add_argument("--to", type=Path, metavar="DIR", help="another folder than MULIN_BACKUP_DIR")
    one.add_argument("--keep", type=int, metavar="N", help="keep the last set of each of N days")
    one.add_argument("--new-key", type=Path, metavar="FILE", help="only make an age key; its public half is printed")
    one.set_defaults(run=backup)
    one = commands.add_parser("restore", help="bring a backup back into a new home or an empty database")
    one.add_argument("source", type=Path, metavar="SET", help="folder of the set, a tar of it, or the backup folder")
    one.add_argument("--keys", type=Path, metavar="FILE", help="the newest keys file; else the newest beside the set")
    one.add_argument("--identity", type=Path, metavar="FILE", help="the age key of an encrypted backup")
    one.add_argument("--to-home", type=Path, metavar="DIR", help="the new MULIN_HOME; else the one of the environment")
    one.set_defaults(run=restore)
    one = commands.add_parser("drill", help="restore the last backup somewhere else and look whether it lives")
    one.add_argument("--identity", type=Path, metavar="FILE", help="the age key of an encrypted backup")
    one.add_argument("--set", default="", metavar="NAME", help="another set than the newest")
    one.set_defaults(run=drill)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _refuse(why: object, status: int = REFUSED) -> int:
    sys.stderr.write(f"✗ {why}\n")
    return status


def _setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mulin.project.settings")
    import django  # noqa: PLC0415 - the command line is read first
    from django.conf import settings  # noqa: PLC0415

    settings.HOME.mkdir(parents=True, exist_ok=True)
    django.setup()


def new_key(path: Path) -> int:
    """Make an age key: the private half into a new file, the public half to the terminal."""
    import pyrage  # noqa: PLC0415

    from mulin.project.backup.streams import private  # noqa: PLC0415

    identity = pyrage.x25519.Identity.generate()
    try:
        with private(path) as file:
            file.write(f"# public key: {identity.to_public()}\n{identity}\n".encode())
    except OSError as error:
        return _refuse(f"{path}:{error.strerror}。 The file exists already, or cannot be written.")
    _say(f"MULIN_BACKUP_RECIPIENT={identity.to_public()}")
    _say(f"私钥在 {path}，请拿到这台机器以外的地方保存。 Keep the private key away from this machine.")
    return DONE


def backup(args: argparse.Namespace) -> int:
    """Make a set."""
    if args.new_key:
        return new_key(args.new_key)
    _setup()
    from dataclasses import replace  # noqa: PLC0415

    from django.utils import timezone  # noqa: PLC0415

    from mulin.project.backup import making, standing  # noqa: PLC0415
    from mulin.project.backup.shelf import Shelf  # noqa: PLC0415

    try:
        plan = standing.plan()
        if args.keep is not None and args.keep < 1:
            return _refuse("--keep 至少是 1。 --keep is at least 1.")
        rule = replace(plan.rule, daily=args.keep) if args.keep else plan.rule
        shelf = Shelf((args.to or plan.root).resolve())
        made = making.make(shelf, rule, now=timezone.now(), recipient=plan.recipient)
    except Unusable as no:
        return _refuse(no)
    closed = made.manifest
    rows = sum(closed.counts.values())
    _say(
        f"✓ {made.folder}\n  {rows} 行 rows · {closed.files} 个附件 files · {closed.size / 1e6:.1f} MB · "
        f"{closed.seconds_ms / 1000:.1f} s\n  密钥另存 keys apart: {made.keys}"
    )
    if not closed.recipient:
        _say("  没有加密。 Not encrypted: see mulin backup --new-key.")
    if made.gone:
        _say(f"  过期清掉 removed: {' '.join(made.gone)}")
    return DONE


def restore(args: argparse.Namespace) -> int:
    """Bring a set back."""
    home = (args.to_home or Path(os.environ.get("MULIN_HOME", ".mulin"))).resolve()
    work = home / WORK
    if (work / SETTLING).exists():
        return _go_on(work, home)
    if (home / "mulin.sqlite3").exists() or (home / "files").exists():
        return _refuse(
            f"{home} 里已经有一套睦邻，不会覆盖。请另给 --to-home。 An installation lives here; name a new --to-home."
        )
    shutil.rmtree(work, ignore_errors=True)  # left by a run that was killed
    try:
        work.mkdir(mode=0o700, parents=True)
    except OSError as error:
        return _refuse(f"{home}:{error.strerror}。 The home cannot be written.")
    os.environ["MULIN_HOME"] = str(work)
    if args.to_home and "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = ""
    try:
        _setup()
        from mulin.project.backup import bringing  # noqa: PLC0415

        status = bringing.bring(args.source, keys=args.keys, identity=args.identity, step=_say, refuse=_refuse)
    except Unusable as no:
        shutil.rmtree(work, ignore_errors=True)
        return _refuse(no)
    from mulin.project.backup import bringing as moved  # noqa: PLC0415

    moved.settle(work, home, good=status == DONE)
    if status == DONE:
        _say(f"✓ 恢复好了 restored: {home}")
    else:
        _refuse(f"恢复的内容和备份不一致，没有启用，放在 {home}/faulty。 It differs from the backup: put aside.")
    return status


def _go_on(work: Path, home: Path) -> int:
    """A restore was killed when all was checked and only had to be put in its place: do that."""
    os.environ["MULIN_HOME"] = str(work)
    _setup()
    from mulin.project.backup import unfinished  # noqa: PLC0415

    unfinished.settle(work, home)
    _say(f"✓ 上次的恢复已经核对好，只差最后一步，现在做完了 the restore that was cut off is finished: {home}")
    return DONE


def drill(args: argparse.Namespace) -> int:
    """Restore somewhere else and look."""
    _setup()
    from django.utils import timezone  # noqa: PLC0415

    from mulin.project.backup import drilling, standing  # noqa: PLC0415
    from mulin.project.backup.shelf import Shelf  # noqa: PLC0415

    try:
        done = drilling.drill(Shelf(standing.plan().root), now=timezone.now(), identity=args.identity, name=args.set)
    except Unusable as no:
        return _refuse(no)
    _say(f"{done.name} · {done.seconds:.1f} s · {', '.join(done.checked)}")
    if done.checked == (drilling.PARTS,) and done.good:
        _say("加密的备份只核对了字节；完整演练要 --identity。 Only bytes were checked; give --identity for the rest.")
    for line in done.wrong:
        _refuse(line)
    _say("✓ 演练成功 · the drill went well" if done.good else "✗ 演练没有通过 · the drill failed")
    return DONE if done.good else WRONG
