"""Workers killed with -9 in mid-step: every effect exactly once."""

from __future__ import annotations

from pathlib import Path

import pytest

from mulin.core.jobs.models import Job, State
from tests.core.jobs.rows import ask, counted, know
from tests.outside import nursery


def kill(times: int, home: Path) -> None:
    """Each worker is killed after an odd or an even number of lines: within a step, or just after one."""
    know()
    rows = 6 * times
    job = ask(rows)
    killed = 0
    with nursery("core.jobs.rows", "child", home) as cradle:
        for index in range(times):
            said = cradle.killed_after(str(index + 1), 1 + index % 4)
            killed += bool(said)
            job.refresh_from_db()
            assert job.state == State.RUNNING, "the killed worker's job is still under its lease"
        list(cradle.child(str(times + 1)))
    job.refresh_from_db()
    assert killed == times
    assert job.state == State.DONE
    assert job.taken == times + 1
    assert counted() == [1] * rows
    assert Job.objects.exclude(state=State.DONE).count() == 0


@pytest.mark.django_db(transaction=True)
def test_twelve_kills(tmp_path: Path) -> None:
    kill(12, tmp_path)


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_five_hundred_kills(tmp_path: Path) -> None:
    kill(500, tmp_path)
