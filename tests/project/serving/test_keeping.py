"""Children that die are started again, after pauses that grow; a signal ends them all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from mulin.project.serving import keeping
from mulin.project.serving.keeping import Child

ROOT = Path(__file__).resolve().parents[3]


def test_a_child_that_keeps_dying_is_started_after_longer_and_longer_pauses() -> None:
    child = Child([sys.executable, "-c", "raise SystemExit(3)"])
    now, pauses = 1000.0, []
    for _ in range(7):
        child.look(now)
        assert child.process is not None
        child.process.wait(30)
        child.look(now)
        assert child.process is None
        child.look(now + child.pause - 0.01)
        assert child.process is None, "not before its pause is over"
        pauses.append(child.pause)
        now += child.pause
    assert pauses == [1, 2, 4, 8, 10, 10, 10]


def test_a_child_that_was_well_for_long_starts_again_at_once() -> None:
    child = Child([sys.executable, "-c", ""], pause=30)
    child.look(0)
    assert child.process is not None
    child.process.wait(30)
    child.look(keeping.WELL + 1)
    assert child.pause == 1


KEEPER = """
import sys
from mulin.project.serving import keeping
script = "import os, time; os.write(1, str(os.getpid()).encode() + bytes([10])); time.sleep(600)"
keeping.GRACE = float(sys.argv[2])
raise SystemExit(keeping.keep([[sys.executable, "-c", script], [sys.executable, "-c", sys.argv[1]]]))
"""
DRAINS = """
import os, signal, sys, time
def end(*_):
    time.sleep(0.3)
    os.write(1, b"drained\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
os.write(1, b"%d\\n" % os.getpid())
time.sleep(600)
"""


def lines_of(process: subprocess.Popen[str], many: int) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline().strip() for _ in range(many)]


def test_a_killed_child_comes_back_and_sigterm_waits_for_both_to_end() -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", KEEPER, DRAINS, "30"]
    keeper = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        first, second = lines_of(keeper, 2)
        os.kill(int(first), signal.SIGKILL)
        (again,) = lines_of(keeper, 1)
        assert again not in {first, second}
        keeper.send_signal(signal.SIGTERM)
        assert lines_of(keeper, 1) == ["drained"]
        assert keeper.wait(30) == 0
    finally:
        keeper.kill()
        keeper.wait()


DEAF = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.write(1, b"%d\\n" % os.getpid())
time.sleep(600)
"""


def test_a_child_that_does_not_end_is_killed_and_that_is_told() -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", KEEPER, DEAF, "0.3"]
    keeper = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    both = lines_of(keeper, 2)
    keeper.send_signal(signal.SIGTERM)
    assert keeper.wait(30) == 1
    assert not [pid for pid in both if _lives(int(pid))]


def test_a_child_ends_with_a_parent_that_was_killed() -> None:
    follower = textwrap.dedent(
        """
        import os, sys, time
        from mulin.project.serving import keeping
        keeping.follow_parent(int(sys.argv[1]))
        os.write(1, b"%d\\n" % os.getpid())
        time.sleep(600)
        """
    )
    parent = (
        "import os, subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-c', sys.argv[1], str(os.getpid())])\ntime.sleep(600)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen([sys.executable, "-c", parent, follower], env=env, stdout=subprocess.PIPE, text=True)
    (child,) = lines_of(process, 1)
    process.kill()
    process.wait()
    for _ in range(300):
        if not _lives(int(child)):
            return
        time.sleep(0.05)
    pytest.fail("the child lives on alone")


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
