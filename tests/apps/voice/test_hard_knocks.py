"""Power cuts and crowds: nothing that was acknowledged is lost, nothing is half-written, nothing is doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections

from mulin.apps.voice.actions import intake
from mulin.apps.voice.models import ResponseClass, Voice
from mulin.core.records import checks
from mulin.core.records.models import Entry
from tests.world import NOON, World, build

WRITER = """
import django; django.setup()
from django.utils import timezone
from mulin.apps.voice.actions import intake
from mulin.core.gate import SYSTEM
from mulin.core.places.models import Place
place = Place.objects.get(code="GH")
while True:
    slip = intake.record(by=SYSTEM, now=timezone.now(), words="话", channel="counter", place=place)
    print(slip.voice.thread.number, flush=True)
"""


def killed_writer(env: dict[str, str], after: float) -> list[str]:
    """Numbers a writer acknowledged before it was killed in mid-write."""
    writer = subprocess.Popen([sys.executable, "-c", WRITER], env=env, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    said = [writer.stdout.readline().strip()]
    time.sleep(after)
    os.kill(writer.pid, signal.SIGKILL)
    said += [line.strip() for line in writer.stdout if line.endswith("\n")]
    writer.wait()
    return [number for number in said if number]


def kill(times: int) -> None:
    """Kill a writer as often as said, each time in the middle of its work, then count what it had acknowledged."""
    build()
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "mulin.project.settings", "PYTHONPATH": "src"}
    if connection.vendor == "sqlite":
        home = Path(connection.settings_dict["NAME"]).parent
        (home / "mulin.sqlite3").unlink(missing_ok=True)
        connection.cursor().execute("VACUUM INTO %s", [str(home / "mulin.sqlite3")])
        env["MULIN_HOME"] = str(home)
    else:
        name = connection.settings_dict["NAME"]
        env["DATABASE_URL"] = os.environ["DATABASE_URL"].replace("/mulin?", f"/{name}?")
    acknowledged: list[str] = []
    for index in range(times):
        acknowledged += killed_writer(env, 0.05 + 0.02 * (index % 7))
    assert len(acknowledged) >= times
    check = (
        "import django; django.setup()\n"
        "from mulin.core.records import checks\nfrom mulin.apps.voice.models import Voice\n"
        "print([f.what for f in checks.findings()])\n"
        "print(*Voice.objects.values_list('thread__number', flat=True))"
    )
    told = subprocess.run([sys.executable, "-c", check], env=env, capture_output=True, text=True, check=True)
    findings, numbers = told.stdout.strip().split("\n")
    assert findings == "[]"
    assert set(acknowledged) <= set(numbers.split())


@pytest.mark.django_db(transaction=True)
def test_kill_minus_nine_loses_nothing_acknowledged() -> None:
    kill(6)


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_a_thousand_kills() -> None:
    kill(1000)


@pytest.fixture
def crowd(transactional_db: None) -> World:
    call_command("migrate", verbosity=0)
    return build()


@pytest.mark.django_db(transaction=True)
def test_forty_at_once_and_the_same_button_pressed_eight_times(crowd: World) -> None:
    """Forty different voices and eight presses of one form, all in parallel: 41 voices, one number each, one chain."""
    failures: list[BaseException] = []

    def say(key: str) -> None:
        try:
            intake.record(by=crowd.worker, now=NOON, words="同一句话", channel="web", place=crowd.door, key=key)
        except BaseException as failure:  # noqa: BLE001 - counted below
            failures.append(failure)
        finally:
            connections.close_all()

    keys = [f"a{index}" for index in range(40)] + ["same"] * 8
    threads = [threading.Thread(target=say, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    numbers = set(Voice.objects.values_list("thread__number", flat=True))
    assert Voice.objects.count() == len(numbers) == 41
    assert Entry.objects.filter(verb="heard").count() == 41
    assert list(checks.findings()) == []


@pytest.mark.django_db
def test_the_response_classes_are_there_even_after_everything_was_emptied() -> None:
    ResponseClass.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert set(ResponseClass.objects.values_list("code", flat=True)) == {"danger", "utility", "ordinary", "complex"}
