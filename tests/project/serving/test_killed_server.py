"""The whole thing as it runs for real, killed with -9 while posts arrive: what was acknowledged is there."""

from __future__ import annotations

import http.client
import os
import re
import signal
import threading
import time
import urllib.parse
import urllib.request
from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from mulin.apps.voice.models import Voice
from mulin.core.jobs.models import State
from mulin.core.records import checks
from tests.core.jobs.rows import ask, know
from tests.served import Server, serving
from tests.world import build

CANARY, ASKED = "只有她自己说的话", "typedintotheaddress"
NUMBER = re.compile(r"/said/([A-Z]{2}-\d{4}-\d{6}-\d)/")


class FromOneAddress(urllib.request.HTTPHandler):
    """Comes from an address of its own, because from one address only so many may speak in a day."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(http.client.HTTPConnection, source_address=(self.address, 0)), req)


class Speaker(threading.Thread):
    """Somebody who says one thing after another on the public page and remembers the numbers she was given."""

    def __init__(self, server: Server, net: int) -> None:
        super().__init__(daemon=True)
        self.server, self.net, self.stop = server, net, threading.Event()
        self.numbers: list[str] = []
        self.visits = 0

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self.numbers.append(self.say())
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)

    def say(self) -> str:
        self.visits += 1
        door = FromOneAddress(f"127.{self.net}.{self.visits // 250}.{self.visits % 250 + 1}")
        browser = urllib.request.build_opener(door, urllib.request.HTTPCookieProcessor())
        address = f"http://127.0.0.1:{self.server.port}/say/?asked={ASKED}"
        page = browser.open(address, timeout=20).read().decode()
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        community = re.search(r'<option value="(\d+)">桂花', page)
        assert community, page
        fields |= {"community": community[1], "words": CANARY, "kind": "complaint"}
        answer = browser.open(address, urllib.parse.urlencode(fields).encode(), timeout=20)
        found = NUMBER.search(answer.url)
        assert found, answer.read().decode()
        return found[1]


def kill(times: int, home: Path) -> None:
    build()
    know()
    job = ask(40)
    with serving(home) as server:
        speakers = [Speaker(server, net) for net in (1, 2)]
        for speaker in speakers:
            speaker.start()
        parts = ("web process", "web process", "worker", "web process", "web process", "web")
        for index in range(times):
            heard = sum(len(speaker.numbers) for speaker in speakers)
            for _ in range(600):
                if sum(len(speaker.numbers) for speaker in speakers) > heard:
                    break
                time.sleep(0.02)
            time.sleep(0.013 * (index % 7))
            os.kill(server.part(parts[index % len(parts)]), signal.SIGKILL)
        server.answers()
        for speaker in speakers:
            speaker.stop.set()
            speaker.join(60)
        numbers = [number for speaker in speakers for number in speaker.numbers]
        server.process.terminate()
        assert server.process.wait(60) == 0, "every part ended by itself"
    connection.close()
    assert len(numbers) >= times
    assert set(numbers) <= set(Voice.objects.values_list("thread__number", flat=True))
    assert list(checks.findings()) == []
    job.refresh_from_db()
    assert (job.state, job.failure) == (State.FAILED, "unknown kind"), "the worker of this server took it"
    said = server.log.read_text(encoding="utf-8")
    assert CANARY not in said
    assert ASKED not in said
    assert '"route": "voice:say"' in said


@pytest.mark.django_db(transaction=True)
def test_ten_kills_while_posts_arrive(tmp_path: Path) -> None:
    kill(10, tmp_path)


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_two_hundred_kills_while_posts_arrive(tmp_path: Path) -> None:
    kill(200, tmp_path)
