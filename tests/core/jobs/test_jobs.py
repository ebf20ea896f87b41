"""Asking, taking, leases, pauses, giving up."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext

from mulin.core import jobs
from mulin.core.gate import SYSTEM, Grant, Viewer
from mulin.core.jobs import asking, queries
from mulin.core.jobs.models import Job, State
from mulin.core.jobs.running import pause, run_one, take
from mulin.core.jobs.work import LostLease, Work
from mulin.core.refusals import Refusal
from tests.core.jobs.rows import KIND, ask, count, counted, know

NOW = timezone.now()


class Clock:
    """A clock that only goes when it is told."""

    def __init__(self) -> None:
        self.now = timezone.now() + timedelta(minutes=1)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: int) -> None:
        self.now += timedelta(**by)


@pytest.mark.django_db
def test_a_job_is_done_in_steps_and_tells_its_figures() -> None:
    know()
    job = run_one(Clock()) if ask(7) else None
    assert job is not None
    assert (job.state, job.done, job.size, job.taken) == (State.DONE, 7, 7, 1)
    assert job.figures == [("行", 7)]
    assert counted() == [1] * 7
    assert run_one(Clock()) is None


@pytest.mark.django_db
def test_the_askers_rollback_leaves_no_job() -> None:
    know()

    def undone() -> None:
        with transaction.atomic():
            ask()
            raise Refusal("doch nicht")

    with pytest.raises(Refusal):
        undone()
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_the_same_key_is_the_same_job() -> None:
    know()
    first, second = ask(5, key="night:2026-11-24"), ask(8, key="night:2026-11-24")
    assert first.pk == second.pk
    assert second.asked["rows"] == 5
    assert ask().pk != ask().pk


@pytest.mark.django_db(transaction=True)
def test_eight_askers_with_one_key_get_one_job() -> None:
    know()
    together(8, lambda: ask(key="once"))
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_workers_never_run_the_same_job() -> None:
    know()
    for _ in range(20):
        ask(4)
    together(4, lambda: [None for _ in iter(lambda: run_one(timezone.now), None)])
    assert set(Job.objects.values_list("state", "taken")) == {(State.DONE, 1)}
    assert counted() == [20] * 4


def together(many: int, do: object) -> None:
    """The same from many threads at once."""
    raised: list[BaseException] = []

    def one() -> None:
        try:
            do()  # type: ignore[operator]
        except BaseException as error:  # noqa: BLE001 - told below
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not raised


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_writes_nothing_more() -> None:
    clock = Clock()
    seen: list[str] = []

    def slow(work: Work) -> None:
        with work.step(done=1, size=2, row=1):
            count(0)
        clock.forward(minutes=5)
        other = take(clock())
        assert other is not None
        assert other.pk == work.job.pk
        try:
            with work.step(done=2, size=2, row=2):
                seen.append("in")
                count(1)
        except LostLease:
            seen.append("lost")
            raise

    know(slow)
    ask()
    job = run_one(clock)
    assert seen == ["lost"]
    assert counted() == [1]
    assert job is not None
    assert (job.state, job.done, job.taken) == (State.RUNNING, 1, 2)


@pytest.mark.django_db(transaction=True)
def test_nobody_takes_a_job_in_the_middle_of_a_step() -> None:
    clock = Clock()
    taken: list[Job | None] = []

    def slow(work: Work) -> None:
        with work.step(done=1, size=1):
            count(0)
            clock.forward(minutes=5)
            thread = threading.Thread(target=lambda: (taken.append(take(clock())), connection.close()))
            thread.start()
        thread.join()

    know(slow)
    ask()
    job = run_one(clock)
    assert taken == [None]
    assert job is not None
    assert (job.state, job.taken) == (State.DONE, 1)


@pytest.mark.django_db
def test_what_is_raised_is_tried_again_later_and_its_text_is_kept_nowhere() -> None:
    clock = Clock()

    def broken(work: Work) -> None:
        with work.step(done=1):
            count(0)
            raise ValueError("王桂芳的电话")

    know(broken, attempts=3)
    ask()
    for failures in (1, 2):
        job = run_one(clock)
        assert job is not None
        assert (job.state, job.failures, job.failure, job.refused) == (State.WAITING, failures, "ValueError", False)
        assert run_one(clock) is None, "not before the pause is over"
        clock.now += pause(failures)
    job = run_one(clock)
    assert job is not None
    assert (job.state, job.failures, job.failure) == (State.FAILED, 3, "ValueError")
    assert counted() == []
    assert "王桂芳" not in str(list(Job.objects.values_list()))


@pytest.mark.django_db
def test_a_refusal_ends_a_job_at_once_with_its_sentence() -> None:
    def refuse(_work: Work) -> None:
        raise Refusal("名单已经不在了。")

    know(refuse)
    ask()
    job = run_one(Clock())
    assert job is not None
    assert (job.state, job.failure, job.refused) == (State.FAILED, "名单已经不在了。", True)


@pytest.mark.django_db
def test_a_refusal_speaks_the_language_of_the_asker() -> None:
    def refuse(_work: Work) -> None:
        raise Refusal(gettext("上传的名单已经不在了，请再上传一次。"))

    know(refuse)
    with translation.override("en"):
        ask()
    with translation.override("zh-hans"):
        job = run_one(Clock())
    assert job is not None
    assert job.failure == "The uploaded list is no longer there. Please upload it again."


@pytest.mark.django_db
def test_a_stopping_worker_hands_the_job_on_between_two_steps() -> None:
    know()
    ask(9)
    answers = iter([False, True])
    job = run_one(Clock(), lambda: next(answers))
    assert job is not None
    assert (job.state, job.done, job.holder) == (State.WAITING, 3, "")
    again = run_one(Clock())
    assert again is not None
    assert again.state == State.DONE
    assert counted() == [1] * 9


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_every_time_is_given_up() -> None:
    know(attempts=3)
    ask()
    clock = Clock()
    for _ in range(3):
        assert take(clock()) is not None
        assert take(clock()) is None
        clock.forward(minutes=3)
    assert take(clock()) is None
    assert list(Job.objects.values_list("state", "failure", "taken")) == [(State.FAILED, "killed", 3)]


@pytest.mark.django_db
def test_killed_workers_are_forgiven_when_a_step_was_finished() -> None:
    know(attempts=2)
    job = ask(9)
    clock = Clock()
    for step in (3, 6):
        mine = take(clock())
        assert mine is not None
        work = Work(mine, clock=clock, lease=timedelta(minutes=2), stopping=lambda: False)
        with work.step(done=step, size=9, row=step):
            pass
        clock.forward(minutes=3)
    done = run_one(clock)
    assert done is not None
    assert (done.pk, done.state, counted()) == (job.pk, State.DONE, [1] * 3)


@pytest.mark.django_db
def test_a_job_nobody_knows_any_more_is_given_up() -> None:
    know()
    ask()
    Job.objects.update(kind="test.gone")
    job = run_one(Clock())
    assert job is not None
    assert (job.state, job.failure) == (State.FAILED, "unknown kind")
    with pytest.raises(LookupError):
        jobs.ask("test.gone", by=SYSTEM, now=NOW)


@pytest.mark.django_db
def test_the_operator_lets_a_job_that_was_given_up_go_on() -> None:
    know(attempts=1)
    job = ask(6)
    clock = Clock()
    mine = take(clock())
    assert mine is not None
    with Work(mine, clock=clock, lease=timedelta(minutes=2), stopping=lambda: False).step(done=3, size=6, row=3):
        pass
    clock.forward(minutes=3)
    assert take(clock()) is None
    operator = Viewer(ref="login:1", grants=(Grant("system.run"),))
    with pytest.raises(Http404):
        asking.again(job, by=Viewer(ref="login:2"), now=clock())
    asking.again(job, by=operator, now=clock())
    with pytest.raises(Refusal):
        asking.again(job, by=operator, now=clock())
    done = run_one(clock)
    assert done is not None
    assert (done.state, counted()) == (State.DONE, [1] * 3)


@pytest.mark.django_db
def test_a_later_moment_is_waited_for() -> None:
    know()
    clock = Clock()
    jobs.ask(KIND, by=SYSTEM, now=clock(), facts={"rows": 1}, at=clock() + timedelta(hours=1))
    assert run_one(clock) is None
    assert not queries.overdue(clock()).exists()
    clock.forward(hours=2)
    assert queries.overdue(clock()).count() == 1
    assert run_one(clock) is not None


@pytest.mark.django_db
@pytest.mark.parametrize("facts", [{"name": "王桂芳"}, {"list": [1, {"deep": "two words"}]}, {"share": 0.5}, {"王": 1}])
def test_no_names_and_no_words_in_a_job(facts: dict[str, object]) -> None:
    know()
    with pytest.raises(ValueError, match=r"no words|canonical form"):
        jobs.ask(KIND, by=SYSTEM, now=NOW, facts=facts)


@pytest.mark.django_db
def test_jobs_that_ended_long_ago_are_forgotten() -> None:
    know()
    clock = Clock()
    ask(1)
    run_one(clock)
    ask(1)
    assert asking.sweep(now=clock() + timedelta(days=89)) == 0
    assert asking.sweep(now=clock() + timedelta(days=91)) == 1
    assert [job.state for job in Job.objects.all()] == [State.WAITING]
