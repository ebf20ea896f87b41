"""A long reckoning keeps its lease alive while its worker lives, and no longer."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from mulin.core.jobs.kinds import find, known
from mulin.core.jobs.models import Job, State
from mulin.core.jobs.running import ready, run_one, take
from mulin.core.jobs.work import Work
from mulin.project import nightly
from tests.core.jobs.rows import ask, count, counted, know, say
from tests.outside import nursery

SOON = timedelta(minutes=5)


def reckon_for_long(_word: str) -> None:
    """In a process of its own: hold the lease for longer than anybody waits."""

    def run(work: Work) -> None:
        with work.held():
            say("reckoning")
            time.sleep(600)

    know(run)
    run_one(timezone.now)


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_renewed_while_it_reckons() -> None:
    seen = []

    def run(work: Work) -> None:
        with work.held():
            first = Job.objects.get(pk=work.job.pk).lease_until
            for _ in range(1000):
                seen.append(Job.objects.get(pk=work.job.pk).lease_until)
                if seen[-1] != first:
                    break
                time.sleep(0.01)
        seen.append(first)

    know(run, lease=timedelta(milliseconds=200))
    ask()
    job = run_one(timezone.now)
    assert job is not None
    assert job.state == State.DONE
    assert seen[-2] > seen[-1]
    assert not [one for one in threading.enumerate() if one.name == "lease"]


@pytest.mark.django_db(transaction=True)
def test_whoever_lost_the_lease_meanwhile_has_no_effect() -> None:
    def run(work: Work) -> None:
        with work.held():
            other = take(timezone.now() + SOON)
            assert other is not None
            assert other.pk == work.job.pk
        count(0)

    know(run)
    job = ask()
    run_one(timezone.now)
    job.refresh_from_db()
    assert job.state == State.RUNNING
    assert job.taken == 2
    assert counted() == []


@pytest.mark.django_db(transaction=True)
def test_after_a_kill_another_takes_it_within_minutes(tmp_path: Path) -> None:
    know()
    job = ask()
    with nursery("core.jobs.test_held", "reckon_for_long", tmp_path) as cradle:
        assert cradle.killed_after("", 1) == ["reckoning"]
    assert not ready(timezone.now()).exists()
    know(lambda work: count(0))
    done = run_one(lambda: timezone.now() + SOON)
    assert done is not None
    assert (done.pk, done.state, done.taken, done.lost) == (job.pk, State.DONE, 2, 1)
    assert counted() == [1]


def test_no_job_of_the_night_waits_out_a_long_lease() -> None:
    assert nightly.VERIFY in known()
    for name in known():
        kind = find(name)
        assert kind is not None
        assert kind.lease <= SOON, name


@pytest.mark.django_db(transaction=True)
def test_a_stopping_worker_does_not_begin() -> None:
    def run(work: Work) -> None:
        with work.held():
            count(0)

    know(run)
    ask()
    job = run_one(timezone.now, lambda: True)
    assert job is not None
    assert job.state == State.WAITING
    assert counted() == []
