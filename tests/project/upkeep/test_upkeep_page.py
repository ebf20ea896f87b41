"""The operator's page and the nightly look over the register."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mulin.core import jobs
from mulin.core.gate import SYSTEM
from mulin.core.jobs.models import Job, State
from mulin.core.jobs.running import run_one
from mulin.core.records.models import Chain
from mulin.project import nightly
from tests.core.nouns import client
from tests.world import build

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)  # half past three in Shanghai


@pytest.fixture
def steward() -> Client:
    world = build()
    return client("steward", world.street)


def body(steward: Client, query: str = "") -> str:
    answer = steward.get(f"/desk/upkeep/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_night_asks_once_and_only_after_its_hour() -> None:
    nightly.ask_due(NIGHT - timedelta(hours=1))
    assert not Job.objects.filter(kind=nightly.VERIFY).exists()
    for minutes in (0, 1, 60):
        nightly.ask_due(NIGHT + timedelta(minutes=minutes))
    assert Job.objects.filter(kind=nightly.VERIFY).count() == 1
    nightly.ask_due(NIGHT + timedelta(days=1))
    assert Job.objects.filter(kind=nightly.VERIFY).count() == 2


def test_a_rewritten_head_is_on_the_page_the_next_morning(steward: Client) -> None:
    jobs.ask(nightly.VERIFY, by=SYSTEM, now=timezone.now())
    job = run_one(timezone.now)
    assert job is not None
    assert job.state == State.DONE
    assert "没有发现问题" in body(steward)
    Chain.objects.filter(name="register").update(head="0" * 64)
    jobs.ask(nightly.VERIFY, by=SYSTEM, now=timezone.now())
    run_one(timezone.now)
    assert "台账核对发现不对的地方" in body(steward)


def test_a_failed_job_is_shown_and_tried_again(steward: Client) -> None:
    job = jobs.ask(nightly.VERIFY, by=SYSTEM, now=timezone.now())
    Job.objects.filter(pk=job.pk).update(state=State.FAILED, failure="OSError", ended_at=timezone.now())
    shown = body(steward, "?state=failed")
    assert str(job.uuid) in shown
    answer = steward.post(f"/desk/upkeep/{job.uuid}/again/")
    assert answer.status_code == 302
    job.refresh_from_db()
    assert job.state == State.WAITING
    assert steward.post(f"/desk/upkeep/{job.uuid}/again/", follow=True).status_code == 200
    job.refresh_from_db()
    assert job.state == State.WAITING


def test_a_silent_worker_is_noticed(steward: Client) -> None:
    jobs.ask(nightly.VERIFY, by=SYSTEM, now=timezone.now() - timedelta(minutes=11))
    assert "后台没有在干活" in body(steward)


def test_the_page_is_the_operators_alone() -> None:
    world = build()
    for role in ("worker", "secretary", "office"):
        assert client(role, world.street).get("/desk/upkeep/").status_code == 404
    assert Client().get("/desk/upkeep/").status_code == 302
