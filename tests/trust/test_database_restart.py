"""PostgreSQL dies in the middle of requests and comes back: a clear page meanwhile, and no restart of the server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tests.cluster import _other_user, binaries, cluster
from tests.trust.servers import ROOT, Answer, Visit, server

pytestmark = pytest.mark.postgresql

PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.world import build
print(build().gh.pk)
"""
VERIFY = """
import django; django.setup()
from mulin.apps.voice.models import Voice
from mulin.core.records import checks
print([f"{one.where} {one.what}" for one in checks.findings()])
print(*Voice.objects.values_list("thread__number", flat=True))
"""


def control(folder: Path, *words: str) -> None:
    user = _other_user()
    command = [str(binaries() / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", str(folder / "log"), *words]
    subprocess.run(command, check=True, capture_output=True, cwd="/", user=user, extra_groups=[] if user else None)


class Neighbours:
    """People who speak one after another, in three threads, until told to stop."""

    def __init__(self, port: int, community: str) -> None:
        self.port, self.community, self.answers = port, community, list[Answer]()
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self._speak, args=(number,)) for number in range(3)]
        for thread in self.threads:
            thread.start()

    def _speak(self, number: int) -> None:
        visit = Visit(self.port)
        while not self.stop.is_set() and len(self.answers) < 27:  # an address may speak thirty times a day
            sent = {"community": self.community, "words": f"灯不亮{number}", "kind": "complaint"}
            self.answers.append(visit.send("/say/", sent))
            self.answers.append(visit.ask("GET", "/matters/"))
            time.sleep(0.05)

    def end(self) -> list[Answer]:
        self.stop.set()
        for thread in self.threads:
            thread.join()
        return self.answers


def back(url: str) -> None:
    """Wait until PostgreSQL itself lets somebody in."""
    for _try in range(600):
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("PostgreSQL did not come back")


def clear(answer: Answer) -> bool:
    """Either it was done, or the page says in words that it was not."""
    if answer.status < 400:
        return True
    said = "连不上" in answer.text or "机器出了毛病" in answer.text or "存不下" in answer.text
    return answer.status in {500, 503} and said and "Traceback" not in answer.text and "psycopg" not in answer.text


def test_the_database_is_killed_and_stopped_under_the_server() -> None:
    with cluster(durable=True) as url:
        env = {
            **os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "mulin.project.settings",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }  # fmt: skip
        folder = Path(parse_qs(urlsplit(url).query)["host"][0])

        def run(program: str) -> str:
            done = subprocess.run(
                [sys.executable, "-c", program], env=env, cwd=ROOT, capture_output=True, text=True, check=True
            )
            return done.stdout.strip()

        community = run(PREPARE)
        with server(env, threads=6) as visit:
            people = Neighbours(visit.port, community)
            time.sleep(1)
            with psycopg.connect(url) as mine:
                query = (
                    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                )
                victims = [row[0] for row in mine.execute(query)]
            assert victims
            os.kill(victims[0], signal.SIGKILL)  # takes every other connection of the cluster with it
            time.sleep(0.5)
            back(url)
            assert visit.ask("GET", "/matters/").status == 200  # the first request after it, in the same server process
            control(folder, "-m", "immediate", "stop")
            down = visit.ask("GET", "/matters/")
            assert down.status == 503
            assert "连不上" in down.text
            typed = Visit(visit.port, dict(visit.cookies)).send("/slip/", {"number": "GH-2026-000001-2", "secret": "x"})
            assert typed.status in {403, 503}
            assert "GH-2026-000001-2" in typed.text
            control(folder, "-o", f"-k {folder} -c listen_addresses='' -c max_connections=60", "start")
            back(url)
            assert visit.ask("GET", "/matters/").status == 200
            answers = people.end()
        assert not [f"{one.status} {one.text[:200]}" for one in answers if not clear(one)]
        acknowledged = {one.location.split("/")[2] for one in answers if one.location.startswith("/said/")}
        assert acknowledged
        findings, _newline, numbers = run(VERIFY).partition("\n")
        assert findings == "[]"
        assert acknowledged <= set(numbers.split())
