"""Whatever is altered, deleted, swapped or cut off in the chain, the check names it: random cases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mulin.core.gate import SYSTEM
from mulin.core.records import appendonly, checks, days
from mulin.core.records.models import Entry, Thread
from mulin.core.records.writing import writing
from tests.world import NOON

pytestmark = pytest.mark.django_db
LINES = 12
COLUMNS = ("verb", "actor", "on_behalf_of", "payload", "hash", "previous", "at", "thread_id")


@pytest.fixture
def register() -> None:
    """A dozen lines in two threads, and no locks: as an administrator who took them away first."""
    with writing(by=SYSTEM, now=NOON) as writer:
        rooms = [
            writer.open(kind="test", place_code="GH", place_path="BG/GH/", state="open", year=2026)
            for _room in range(2)
        ]
        for index in range(LINES):
            writer.entry(rooms[index % 2], "said", {"n": index, "text": "话"})
    appendonly.remove()


def named() -> set[str]:
    """Where the check points, the missing locks apart."""
    return {finding.where for finding in checks.findings() if "_no_" not in finding.where}


def other(column: str, row: Entry) -> object:
    """A value the column did not have."""
    return {
        "at": row.at + timedelta(microseconds=1),
        "payload": row.payload.replace("话", "画"),
        "thread_id": Thread.objects.exclude(pk=row.thread.pk).values_list("pk", flat=True).first(),
        "hash": ("0" if row.hash[0] != "0" else "1") + row.hash[1:],
        "previous": ("0" if row.previous[0] != "0" else "1") + row.previous[1:],
    }.get(column, f"{getattr(row, column)}x")


def swap(first: int, second: int) -> None:
    with connection.cursor() as cursor:
        for old, new in ((first, 999), (second, first), (999, second)):
            cursor.execute("UPDATE records_entry SET seq = %s WHERE seq = %s", [new, old])


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_one_change_anywhere_is_named(register: None, data: st.DataObject) -> None:
    seq = data.draw(st.integers(1, LINES))
    kind = data.draw(st.sampled_from(["alter", "delete", "swap", "cut off", "slip in"]))
    with transaction.atomic():
        row = Entry.objects.get(seq=seq)
        if kind == "alter":
            column = data.draw(st.sampled_from(COLUMNS))
            Entry.objects.filter(seq=seq).update(**{column: other(column, row)})
            assert f"#{seq}" in named(), column
        elif kind == "delete":
            Entry.objects.filter(seq=seq).delete()
            assert named() & {f"#{seq}", "台账"}
        elif kind == "swap":
            second = data.draw(st.integers(1, LINES).filter(lambda number: number != seq))
            swap(seq, second)
            assert f"#{min(seq, second)}" in named()
        elif kind == "cut off":
            Entry.objects.filter(seq__gte=seq).delete()
            assert "台账" in named()
        else:
            Entry.objects.create(
                seq=LINES + 1, thread=row.thread, verb="said", actor="system", at=NOON, payload="{}",
                previous=Entry.objects.get(seq=LINES).hash, hash="0" * 64,
            )  # fmt: skip
            assert named() & {f"#{LINES + 1}", "台账"}
        transaction.set_rollback(True)
    assert named() == set()


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from([-86400, -3600, -1, 0, 1, 3600, 86400]), min_size=1, max_size=12))
def test_a_clock_that_jumps_a_day_either_way_breaks_nothing(db: None, jumps: list[int]) -> None:
    """The chain is ordered by its numbers, never by its times; the days that can be sealed still are."""
    with transaction.atomic():
        now = NOON
        with writing(by=SYSTEM, now=now) as writer:
            thread = writer.open(kind="test", place_code="GH", place_path="BG/GH/", state="open", year=2026)
            writer.entry(thread, "said", {"n": -1})
        for number, jump in enumerate(jumps):
            now += timedelta(seconds=jump)
            with writing(by=SYSTEM, now=now) as writer:
                writer.entry(thread, "said", {"n": number})
            days.seal_until(days.local_day(now), now=now)
        order = list(Entry.objects.order_by("seq").values_list("seq", "payload"))
        assert order == [(place + 1, f'{{"n":{place - 1}}}') for place in range(len(jumps) + 1)]
        assert named() == set()
        transaction.set_rollback(True)
