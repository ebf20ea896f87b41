"""The progress page: for the asker and the operator, in every state."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mulin.core import jobs
from mulin.core.access.models import Login
from mulin.core.gate import Viewer
from mulin.core.jobs import queries
from mulin.core.jobs.models import Job, State
from mulin.core.jobs.running import run_one
from tests.browsers import signed_in
from tests.core.jobs.rows import KIND, know
from tests.world import World, build


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def worker(world: World) -> Client:
    return signed_in("gh-worker", "worker", world.gh)


@pytest.fixture
def job(worker: Client) -> Job:
    know()
    owner = Login.objects.get(username="gh-worker")
    by = Viewer(ref=f"login:{owner.uuid}")
    return jobs.ask(KIND, by=by, now=timezone.now(), facts={"rows": 9})


def address(job: Job) -> str:
    return reverse("jobs:progress", args=[job.uuid])


def test_only_the_asker_and_the_operator_see_it(world: World, worker: Client, job: Job) -> None:
    others = {
        signed_in("yx-worker", "worker", world.yx): 404,
        signed_in("office-1", "office", world.street): 404,
        signed_in("callback", "steward", world.street): 200,
        worker: 200,
        Client(): 302,
    }
    assert [client.get(address(job)).status_code for client in others] == list(others.values())


def test_it_shows_how_far_it_is_without_and_with_a_script(worker: Client, job: Job) -> None:
    Job.objects.update(state=State.RUNNING, done=3, size=9)
    page = worker.get(address(job)).content.decode()
    assert '<noscript><meta http-equiv="refresh"' in page
    assert 'value="3" max="9"' in page
    assert 'hx-trigger="every 2s"' in page
    part = worker.get(address(job), headers={"HX-Request": "true"})
    assert part.content.decode().startswith("<p")
    assert "HX-Refresh" not in part
    run_one(timezone.now)
    Job.objects.update(state=State.DONE)
    assert worker.get(address(job), headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_it_shows_what_came_of_it(worker: Client, job: Job) -> None:
    run_one(timezone.now)
    page = worker.get(address(job)).content.decode()
    assert "做好了" in page
    assert "<b>9</b><span>行</span>" in page
    assert "http-equiv" not in page
    assert "hx-trigger" not in page


@pytest.mark.parametrize(
    ("failure", "refused", "said"),
    [
        ("名单已经不在了。", True, "名单已经不在了。"),
        ("ValueError", False, "不是您填错了"),
        ("killed", False, "电脑几次中断"),
        ("Http404", False, "不再归您办"),
    ],
)
def test_it_says_why_it_failed(worker: Client, job: Job, failure: str, refused: object, said: str) -> None:
    Job.objects.update(state=State.FAILED, failure=failure, refused=refused)
    page = worker.get(address(job)).content.decode()
    assert said in page
    assert "ValueError" not in page


def test_lists_and_counts_pass_the_gate(job: Job) -> None:
    mine = Viewer(ref=job.asked_by)
    assert list(queries.listed(mine)) == [job]
    assert list(queries.listed(mine, state=State.DONE)) == []
    assert queries.counts(mine) == {"waiting": 1, "running": 0, "done": 0, "failed": 0}
    for other in (Viewer(ref="login:else"), Viewer()):
        assert not queries.listed(other).exists()
        assert queries.counts(other)["waiting"] == 0
