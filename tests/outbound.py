"""No test, and nothing a test runs, speaks to another machine: an attempt fails the test, also when it is caught."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

import pytest

NAMES = {"localhost", "", None}


class Outbound(OSError):  # noqa: N818 - named by what it is
    """Something wanted to leave the machine."""


def stays(address: Any) -> bool:
    """Whether an address is this machine: a Unix socket, a loopback address or its name."""
    host = address[0] if isinstance(address, tuple) else None
    if host is None or host in NAMES:
        return True
    try:
        return ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


@contextmanager
def watched() -> Iterator[list[str]]:
    """Refuse every connection and name look-up that leaves; gives what was tried."""
    tried: list[str] = []

    def refusing(plain: Any, *, name_only: bool = False) -> Any:
        def asked(*args: Any, **kwargs: Any) -> Any:
            address = (args[0],) if name_only else args[-1]
            if not stays(address):
                tried.append(repr(address))
                raise Outbound(f"outbound: {address!r}")
            return plain(*args, **kwargs)

        return asked

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, refusing(getattr(socket.socket, name)))
        for name in ("getaddrinfo", "gethostbyname"):
            patch.setattr(socket, name, refusing(getattr(socket, name), name_only=True))
        yield tried
