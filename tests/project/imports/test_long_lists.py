"""Long lists in the background: one press one job, all checked first, killed workers double nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from mulin.core.access.models import Login
from mulin.core.gate import SYSTEM
from mulin.core.jobs.models import Job, State
from mulin.core.jobs.running import run_one
from mulin.core.people.actions import add_person
from mulin.core.people.models import Person
from mulin.project.imports import background, staging, views
from mulin.project.imports.lists import KINDS
from tests.core.nouns import Street, build, client
from tests.outside import nursery

ADDRESS = "/desk/import/people/"
ROWS = 620


def the_list(rows: int = ROWS, wrong: int = 0) -> str:
    lines = [f"住户{index},{'99' if index < wrong else '3'}-{100 + index % 400},,N{index}" for index in range(rows)]
    return "\n".join(["姓名,门牌,手机,编号", *lines, ""])


@pytest.fixture
def town(db: None) -> Street:
    return build()


@pytest.fixture
def worker(town: Street) -> Any:
    return client("worker", town.gh)


@pytest.fixture
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses  # noqa: PLC0415

    monkeypatch.setitem(KINDS, "people", dataclasses.replace(KINDS["people"], batch=200))


def upload(browser: Any, text: str) -> str:
    return str(browser.post(ADDRESS, {"file": SimpleUploadedFile("名单.csv", text.encode())})["Location"])


def hidden(page: Any) -> dict[str, str]:
    form = re.search(r'<form method="post">.*?</form>', page.content.decode(), re.DOTALL)
    assert form, page.content.decode()
    return dict(re.findall(r'name="(\w+)" value="(\w+)"', form[0]))


def bring(browser: Any, text: str) -> tuple[str, str]:
    """Upload, look, press the button: addresses of the upload and of the job's page."""
    staged = upload(browser, text)
    page = browser.get(staged)
    assert f"这份名单有 {text.count(chr(10)) - 1} 行" in page.content.decode()
    return staged, browser.post(staged, hidden(page))["Location"]


@pytest.mark.usefixtures("_small_batches")
def test_from_the_button_to_the_people(worker: Any) -> None:
    _staged, job = bring(worker, the_list())
    assert not Person.objects.exists()
    assert "排着队" in worker.get(job).content.decode()
    done = run_one(timezone.now)
    assert done is not None
    assert (done.state, done.done, done.size) == (State.DONE, ROWS, ROWS)
    assert [number for _word, number in done.figures] == [ROWS, 0, 0, 0]
    assert Person.objects.count() == ROWS
    assert "再导入一份" in worker.get(job).content.decode()
    assert list(staging.folder().iterdir()) == []
    _staged, again = bring(worker, the_list())
    run_one(timezone.now)
    assert Job.objects.get(uuid=UUID(again.split("/")[-2])).figures[2][1] == ROWS, "the same list changes nothing"


def test_a_short_list_is_brought_in_at_once(worker: Any) -> None:
    staged = upload(worker, the_list(views.QUICK))
    assert worker.post(staged, hidden(worker.get(staged)))["Location"] == ADDRESS
    assert Person.objects.count() == views.QUICK
    assert not Job.objects.exists()


def test_the_same_press_twice_is_one_job(worker: Any) -> None:
    staged = upload(worker, the_list())
    fields = hidden(worker.get(staged))
    assert worker.post(staged, fields)["Location"] == worker.post(staged, fields)["Location"]
    assert Job.objects.count() == 1


def test_one_mistake_and_nothing_is_stored_and_the_page_says_which(worker: Any) -> None:
    staged, job = bring(worker, the_list(wrong=2))
    done = run_one(timezone.now)
    assert done is not None
    assert (done.state, done.refused) == (State.FAILED, True)
    assert not Person.objects.exists()
    page = worker.get(job).content.decode()
    assert "有 2 处要改，什么都还没有存" in page
    assert staged in page
    page = worker.get(staged).content.decode()
    assert "第 2 行" in page
    assert "第 3 行" in page
    assert "第 4 行" not in page.partition("前二十行")[0]


@pytest.mark.usefixtures("_small_batches")
def test_a_row_that_fits_no_more_is_left_out_and_told(
    worker: Any, town: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged, job = bring(worker, the_list())
    real = background._check

    def then_somebody_registers(*args: Any) -> None:
        real(*args)
        for year in (1950, 1960):
            add_person(name="住户300", place=town.at("3-400"), birth_year=year, by=SYSTEM, now=timezone.now())

    monkeypatch.setattr(background, "_check", then_somebody_registers)
    run_one(timezone.now)
    done = Job.objects.get()
    assert done.state == State.DONE
    assert [number for _word, number in done.figures] == [ROWS - 1, 0, 0, 1]
    assert "看看要改哪里" in worker.get(job).content.decode()
    assert "第 302 行" in worker.get(staged).content.decode()


@pytest.mark.parametrize("gone", ["upload", "login", "role"])
def test_what_is_gone_in_the_meantime(worker: Any, gone: str) -> None:
    staged, _job = bring(worker, the_list())
    login = Login.objects.get(uuid=Job.objects.get().asked_by.removeprefix("login:"))
    if gone == "upload":
        staging.drop(staged.rstrip("/").rpartition("/")[2])
    elif gone == "login":
        Login.objects.filter(pk=login.pk).update(is_active=False)
    else:
        login.role_grants.all().delete()
    done = run_one(timezone.now)
    assert done is not None
    assert done.state == State.FAILED
    assert not Person.objects.exists()


@pytest.mark.usefixtures("_small_batches")
def test_no_name_in_the_row_of_the_job(worker: Any) -> None:
    bring(worker, the_list(wrong=1))
    bring(worker, the_list())
    run_one(timezone.now)
    run_one(timezone.now)
    assert "住户" not in str(list(Job.objects.values_list()))
    assert "名单.csv" not in str(list(Job.objects.values_list()))


def child(word: str) -> None:
    """In a process of its own: bring lists in, with a clock that many hours ahead; says when it is within a step."""
    import dataclasses  # noqa: PLC0415
    import sys  # noqa: PLC0415
    import time  # noqa: PLC0415
    from datetime import timedelta  # noqa: PLC0415

    from django.conf import settings  # noqa: PLC0415

    from mulin.core.people import actions  # noqa: PLC0415
    from mulin.project.imports import people  # noqa: PLC0415

    hours, _, files = word.partition(" ")
    settings.MEDIA_ROOT = files
    KINDS["people"] = dataclasses.replace(KINDS["people"], batch=60)

    def aloud(**what: Any) -> Any:
        done = actions.register_many(**what)
        sys.stdout.write("in step\n")
        sys.stdout.flush()
        time.sleep(0.02)
        return done

    people.register_many = aloud
    run_one(lambda: timezone.now() + timedelta(hours=int(hours)))


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_ten_times_doubles_nobody_and_loses_nobody(tmp_path: Path, settings: Any) -> None:
    town = build()
    browser = client("worker", town.gh)
    bring(browser, the_list())
    with nursery("project.imports.test_long_lists", "child", tmp_path) as cradle:
        for index in range(10):
            assert cradle.killed_after(f"{index + 1} {settings.MEDIA_ROOT}", 1 + index % 2)
        list(cradle.child(f"12 {settings.MEDIA_ROOT}"))
    done = Job.objects.get()
    assert (done.state, done.taken, done.failure) == (State.DONE, 11, "")
    names = list(Person.objects.values_list("source_key", flat=True))
    assert sorted(names) == sorted(f"N{index}" for index in range(ROWS))
    assert [number for _word, number in done.figures] == [ROWS, 0, 0, 0]
