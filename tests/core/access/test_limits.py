"""Counters of tries, shared by processes."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection

from mulin.core.access import limits
from mulin.core.access.models import Attempt

WINDOW = timedelta(minutes=15)


@pytest.mark.django_db
def test_exactly_so_many_tries_pass_and_a_new_window_opens(now):
    tries = [limits.hit("card:1.2.3.4", limit=3, window=WINDOW, now=now) for _ in range(5)]
    assert tries == [True, True, True, False, False]
    assert limits.hit("card:5.6.7.8", limit=3, window=WINDOW, now=now)
    assert not limits.hit("card:1.2.3.4", limit=3, window=WINDOW, now=now + WINDOW - timedelta(seconds=1))
    later = [limits.hit("card:1.2.3.4", limit=3, window=WINDOW, now=now + WINDOW) for _ in range(4)]
    assert later == [True, True, True, False]


@pytest.mark.django_db
def test_a_limit_of_none_lets_nobody_in(now):
    assert not limits.hit("post:x", limit=0, window=WINDOW, now=now)


@pytest.mark.django_db
def test_a_success_forgets_and_old_windows_are_swept(now):
    limits.hit("a:1", limit=1, window=WINDOW, now=now)
    limits.forget("a:1")
    assert limits.hit("a:1", limit=1, window=WINDOW, now=now)
    limits.hit("b:1", limit=1, window=2 * WINDOW, now=now)
    assert limits.sweep(now=now + WINDOW) == 1
    assert Attempt.objects.count() == 1


@pytest.mark.django_db
def test_neither_name_nor_address_is_stored(now):
    limits.hit("password:xiaoli@203.0.113.9", limit=3, window=WINDOW, now=now)
    stored = Attempt.objects.get().bucket
    assert stored.startswith("password:")
    assert "xiaoli" not in stored
    assert "203.0" not in stored


PROGRAM = """
import os, sys
import django
django.setup()
from datetime import datetime, timedelta, UTC
from django.conf import settings
from django.db import connection
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[1]
from mulin.core.access import limits
now = datetime(2026, 11, 24, tzinfo=UTC)
sys.stdout.write("ready\\n"); sys.stdout.flush(); sys.stdin.readline()
hits = [limits.hit("password:x", limit=50, window=timedelta(minutes=15), now=now) for _ in range(40)]
print(sum(hits))
"""


@pytest.mark.django_db(transaction=True)
def test_two_server_processes_share_one_counter():
    """80 tries from two processes at the same time: 50 pass, not one more."""
    name = str(connection.settings_dict["NAME"])
    path = os.pathsep.join(sys.path)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    passed = [int(process.communicate(timeout=60)[0]) for process in processes]
    assert sum(passed) == 50
    assert Attempt.objects.get().count == 50
