"""Power cuts and crowds: nothing that was acknowledged is lost, nothing is half-written, nothing is doubled."""

from __future__ import annotations

import re
import sys
import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from mulin.apps.voice.actions import intake
from mulin.apps.voice.models import ResponseClass, Voice
from mulin.core.gate import SYSTEM
from mulin.core.places.models import Place
from mulin.core.records import checks
from mulin.core.records.models import Entry
from tests.outside import nursery
from tests.world import NOON, World, build

NUMBER = re.compile(r"[A-Z]{2}-\d{4}-\d{6}-\d")


def write(_word: str) -> None:
    """In a process of its own: take down one voice after another, and say each number when it is in."""
    place = Place.objects.get(code="GH")
    while True:
        slip = intake.record(by=SYSTEM, now=timezone.now(), words="话", channel="counter", place=place)
        sys.stdout.write(f"{slip.voice.thread.number}\n")
        sys.stdout.flush()


def kill(times: int, home: Path) -> None:
    """Kill a writer as often as said, each time in the middle of its work, then count what it had acknowledged."""
    build()
    acknowledged: list[str] = []
    with nursery("apps.voice.test_hard_knocks", "write", home) as cradle:
        for index in range(times):
            said = cradle.killed_after("", 1 + index % 3, pause=0.0017 * (index % 23))
            acknowledged += [number for number in said if NUMBER.fullmatch(number)]  # the last may be cut off
    connection.close()
    assert len(acknowledged) >= times
    assert set(acknowledged) <= set(Voice.objects.values_list("thread__number", flat=True))
    assert list(checks.findings()) == []


@pytest.mark.django_db(transaction=True)
def test_kill_minus_nine_loses_nothing_acknowledged(tmp_path: Path) -> None:
    kill(30, tmp_path)


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_a_thousand_kills(tmp_path: Path) -> None:
    kill(1000, tmp_path)


@pytest.fixture
def crowd(transactional_db: None) -> World:
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
