"""The worker: ends when told to, wherever it is; goes on after whatever else happens."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest
from django.db import OperationalError

from mulin.core.jobs.models import Job, State
from mulin.core.jobs.work import Work
from mulin.project.serving import working
from tests.core.jobs.rows import ask, count, counted, know, say
from tests.outside import nursery


def child(word: str) -> None:
    """In a process of its own: a worker with one job that reckons for ever, within a step or outside of one."""
    working.PATIENCE = 0.2
    working.tick = lambda _now: None

    def for_ever(work: Work) -> None:
        with work.step(done=1, size=2, row=1):
            count(0)
        if word == "within":
            with work.step(done=2, size=2, row=2):
                count(1)
                say("deep in work")
                time.sleep(600)
        say("deep in work")
        time.sleep(600)

    know(for_ever)
    working.work(working.stop_on_signals())
    say("ended")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["within", "outside"])
def test_told_to_stop_in_the_middle_it_hands_the_job_back(tmp_path: Path, where: str) -> None:
    know()
    ask()
    said: list[str] = []
    with nursery("project.serving.test_working", "child", tmp_path) as cradle:
        pid = 0
        for line in cradle.child(where):
            said.append(line)
            if line.startswith("pid"):
                pid = int(line.split()[1])
            elif line == "deep in work":
                os.kill(pid, signal.SIGTERM)
    assert said[-1] == "ended"
    job = Job.objects.get()
    assert (job.state, job.holder, job.done, job.failures) == (State.WAITING, "", 1, 0)
    assert counted() == [1], "the finished step is kept, the other left nothing"


@pytest.mark.django_db
def test_a_database_in_trouble_does_not_end_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    seen: list[str] = []

    def tick(_now: object) -> None:
        seen.append("tick")
        raise OperationalError

    def run_one(_clock: object, _stopping: object) -> None:
        seen.append("look")
        if len(seen) > 3:
            stop.set()
        raise OperationalError

    monkeypatch.setattr(working, "tick", tick)
    monkeypatch.setattr(working, "run_one", run_one)
    monkeypatch.setattr(working, "TROUBLE", 0)
    monkeypatch.setattr(working.connections, "close_all", lambda: None)
    working.work(stop)
    assert seen == ["tick", "look", "look", "look"]
