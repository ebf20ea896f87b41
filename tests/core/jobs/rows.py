"""A job that counts: each of its rows is to be counted exactly once, whatever happens to the workers."""

from __future__ import annotations

import sys
import time
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from mulin.core import jobs
from mulin.core.gate import SYSTEM
from mulin.core.jobs.models import Job
from mulin.core.jobs.running import run_one
from mulin.core.jobs.work import Work
from mulin.core.records.models import Series

KIND = "test.count"
EACH = 3


def count(row: int) -> None:
    """An effect that shows when it happened twice."""
    Series.objects.get_or_create(place_code="COUNT", year=row)
    Series.objects.filter(place_code="COUNT", year=row).update(last=F("last") + 1)


def counted() -> list[int]:
    return list(Series.objects.filter(place_code="COUNT").order_by("year").values_list("last", flat=True))


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def in_steps(work: Work) -> None:
    rows = work.facts["rows"]
    for start in range(work.cursor.get("row", 0), rows, EACH):
        end = min(start + EACH, rows)
        with work.step(done=end, size=rows, row=end):
            for row in range(start, end):
                count(row)
            if work.facts.get("aloud"):
                say("in step", start)
                time.sleep(0.01)
        if work.facts.get("aloud"):
            say("after step", start)
    work.tell(rows=rows)


def know(run: object = in_steps, **more: object) -> None:
    jobs.register(KIND, run, title="数一数", tells={"rows": "行"}, **more)


def ask(rows: int = 9, **more: object) -> Job:
    return jobs.ask(KIND, by=SYSTEM, now=timezone.now(), facts={"rows": rows, "aloud": True}, **more)


def child(word: str) -> None:
    """In a process of its own: work with a clock that is ahead by so many hours, so that every lease has run out."""
    know()
    ahead = timedelta(hours=int(word))
    while run_one(lambda: timezone.now() + ahead):
        pass
