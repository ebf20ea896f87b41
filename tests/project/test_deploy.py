"""The files of deploy/ fit the program they start."""

from __future__ import annotations

import configparser
import json
import re
import shlex
from pathlib import Path

from mulin.project.checking.environment import KNOWN
from mulin.project.cli import parser

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
VARIABLE = re.compile(r"\bMULIN_[A-Z_]+")


class Unit(configparser.RawConfigParser):
    """systemd's format: a key may stand more than once; the last one is kept."""

    def __init__(self) -> None:
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#",), interpolation=None)
        self.optionxform = str  # type: ignore[assignment,method-assign]


def unit() -> configparser.SectionProxy:
    read = Unit()
    read.read_string((DEPLOY / "mulin.service").read_text(encoding="utf-8"))
    return read["Service"]


def test_the_unit_starts_a_command_that_there_is() -> None:
    _program, *words = shlex.split(unit()["ExecStart"])
    args = parser().parse_args(words)
    assert args.command == "serve"
    assert args.bind == "127.0.0.1:8000"


def test_the_unit_keeps_the_program_in() -> None:
    service = unit()
    for name in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "RestrictNamespaces"):
        assert service[name] == "yes", name
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["StateDirectoryMode"] == "0700"
    assert service["User"] == "mulin"
    assert service["IPAddressDeny"] == "any"


def test_the_unit_stops_gently_and_does_not_insist_after_a_refusal() -> None:
    service = unit()
    assert service["KillMode"] == "mixed"
    assert int(service["TimeoutStopSec"]) > 40, "longer than the keeper waits for its children"
    assert service["RestartPreventExitStatus"] == "2"


def test_the_container_runs_as_nobody_special_what_there_is() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert "--require-hashes" in text
    command = json.loads(next(line for line in lines if line.startswith("CMD ")).removeprefix("CMD "))
    assert parser().parse_args(command[1:]).command == "serve"
    user = next(index for index, line in enumerate(lines) if line == "USER mulin")
    assert user < next(index for index, line in enumerate(lines) if line.startswith("CMD "))
    assert not [line for line in lines[user:] if line.startswith(("RUN", "COPY"))]


def test_no_file_names_a_variable_that_nobody_reads() -> None:
    named = {name for path in DEPLOY.iterdir() for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}
    assert named >= {"MULIN_SECRET_KEY", "MULIN_HOSTS", "MULIN_MIGRATE_URL", "MULIN_BACKUP_DIR"}
    assert named - KNOWN == set()


def test_the_proxy_writes_no_access_log() -> None:
    lines = [line.strip() for line in (DEPLOY / "Caddyfile").read_text(encoding="utf-8").splitlines()]
    assert not [line for line in lines if re.match(r"log\b", line)]
    assert "reverse_proxy 127.0.0.1:8000" in lines
