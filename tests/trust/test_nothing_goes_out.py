"""The guard that every test runs under."""

from __future__ import annotations

import socket
import urllib.request
from urllib.error import URLError

import pytest

from tests.outbound import Outbound, stays, watched


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org", "10.0.0.1", "0.0.0.1"])
def test_what_leaves_the_machine_is_refused_and_noted(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with watched() as tried, socket.socket(family) as plug:
        with pytest.raises(Outbound):
            plug.connect((host, 80))
        with pytest.raises(Outbound):
            socket.getaddrinfo(host, 80)
    assert len(tried) == 2


def test_what_a_library_swallows_is_noted_too() -> None:
    with watched() as tried:
        with pytest.raises(URLError):
            urllib.request.urlopen("http://192.0.2.1/", timeout=1)
        assert tried


def test_loopback_and_unix_sockets_stay() -> None:
    assert all(stays(address) for address in (("127.0.0.1", 1), ("::1", 1, 0, 0), ("localhost", 1), "/run/x", b"\0x"))
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())


def test_this_test_runs_under_the_guard(outbound: list[str]) -> None:
    with socket.socket() as plug, pytest.raises(Outbound):
        plug.connect(("192.0.2.1", 80))
    assert outbound.pop() == "('192.0.2.1', 80)"
