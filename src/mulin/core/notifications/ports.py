"""Ports to the outside: how a text leaves the house. Off unless the settings name a back end.

`MULIN_SMS`, `MULIN_EMAIL` and `MULIN_WECHAT` each name one: `file` (a line of JSON in `outbox/` of the home folder, for
a gateway that picks it up), `console`, or `package.module:Class` of one's own.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Protocol

from django.conf import settings

from mulin.core.notifications.models import Way

PORTS = {Way.SMS: "MULIN_SMS", Way.EMAIL: "MULIN_EMAIL", Way.WECHAT: "MULIN_WECHAT"}


class Port(Protocol):
    """Sends one text. The same key may come twice after a crash and is to be sent once."""

    def send(self, *, to: str, text: str, key: str) -> None:
        """Send it, or raise OSError."""


class FilePort:
    """One file for each key, so that a text that is handed over twice is there once."""

    def __init__(self, way: str) -> None:
        self.folder = Path(settings.HOME) / "outbox" / way

    def send(self, *, to: str, text: str, key: str) -> None:
        """Write the file beside its name first: a gateway never reads half of it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.folder / f".{key}.part"
        partial.write_text(json.dumps({"to": to, "text": text, "key": key}, ensure_ascii=False), encoding="utf-8")
        partial.replace(self.folder / f"{key}.json")


class ConsolePort:
    """Prints what would be sent."""

    def __init__(self, way: str) -> None:
        self.way = way

    def send(self, *, to: str, text: str, key: str) -> None:
        """Print one line."""
        sys.stderr.write(f"[{self.way}] {to}: {text} ({key})\n")


def port(way: str) -> Port | None:
    """The port of a way; None where it is off, or the way is no port."""
    name = getattr(settings, PORTS[Way(way)], "") if way in PORTS else ""
    if not name:
        return None
    if name == "file":
        return FilePort(way)
    if name == "console":
        return ConsolePort(way)
    module, _colon, kind = name.partition(":")
    made: Port = getattr(import_module(module), kind)(way)
    return made


def open_ways() -> list[tuple[str, str]]:
    """The ways that can be chosen here, with their names."""
    return [(str(way), str(way.label)) for way in Way if way not in PORTS or port(way) is not None]
