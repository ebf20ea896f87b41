"""`mulin demo` from the outside."""

from __future__ import annotations

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from mulin.core.places.models import Place
from mulin.project.demo import command, serving
from tests.project.demo.conftest import Home


def mulin(*words: str) -> list[str]:
    return [sys.executable, "-m", "mulin", "demo", *words]


def environment(home: Path, mode: str = "demo") -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**kept, "MULIN_HOME": str(home), "MULIN_MODE": mode, "DJANGO_SETTINGS_MODULE": "mulin.project.settings"}


def test_its_options_are_known() -> None:
    top = argparse.ArgumentParser()
    command.add_parser(top.add_subparsers())
    args = top.parse_args(["demo", "--port", "81", "--seed", "4", "--residents", "500", "--fresh", "--no-serve"])
    assert (args.port, args.seed, args.residents, args.fresh, args.no_serve) == (81, 4, 500, True, True)
    assert args.run is command.run


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind((serving.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serving.free_port(port) > port


def test_it_runs_nowhere_but_in_demo_mode(tmp_path: Path) -> None:
    done = subprocess.run(mulin(), env=environment(tmp_path, "production"), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert not (tmp_path / "mulin.sqlite3").exists()


def test_what_stands_is_served_and_ctrl_c_ends_it(demo_home: Home) -> None:
    home = demo_home.database.parent
    with socket.socket() as probe:
        probe.bind((serving.HOST, 0))
        wanted = probe.getsockname()[1]
    process = subprocess.Popen(
        mulin("--port", str(wanted)),
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        told = "".join(lines)
        address = re.search(r"http://127\.0\.0\.1:\d+/tour/", told)
        assert address is not None
        assert "baiguo-demo" in told
        assert _answers(address[0]) == 200
        assert _answers(address[0].replace("/tour/", "/demo/")) == 200
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
    assert process.returncode == 0


def _answers(address: str) -> int:
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
                return int(answer.status)
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{address} does not answer")


@pytest.mark.django_db
def test_it_leaves_a_database_alone_that_holds_something_else() -> None:
    assert command._obstacle(None, fresh=False, sqlite=True) == ""
    Place.objects.create(kind="street", code="XX", path="XX/", name="真的街道", name_key="真的街道")
    assert "holds something else" in command._obstacle(None, fresh=False, sqlite=True)
    assert "holds something else" in command._obstacle(None, fresh=True, sqlite=True)
