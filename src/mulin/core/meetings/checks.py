"""What `mulin verify` asks of meetings: every meeting is what its entries say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from mulin.core.meetings import rules
from mulin.core.meetings.models import Meeting
from mulin.core.meetings.projection import differences
from mulin.core.records import checks
from mulin.core.records.checks import Finding
from mulin.core.records.models import Entry, Thread
from mulin.core.records.writing import read
from mulin.core.refusals import Refusal


def _meetings() -> Iterator[int | Finding]:
    """Every meeting again from its entries."""
    rows = Meeting.objects.select_related("thread", "convenor").prefetch_related("agenda", "attendance__office")
    meetings = {meeting.thread_id: meeting for meeting in rows}
    entries = Entry.objects.filter(thread__kind="meeting").select_related("thread").order_by("thread_id", "seq")
    for thread_id, said in groupby(entries.iterator(chunk_size=2000), key=lambda row: row.thread_id):
        lines = list(said)
        number, meeting = lines[0].thread.number, meetings.get(thread_id)
        try:
            state = rules.fold(read(lines))
        except Refusal as refusal:
            yield Finding(number, f"台账里有不合规矩的一步：{refusal}")
        else:
            if meeting is None or state is None:
                yield Finding(number, "台账里有这个会，会议里却没有")
            else:
                for what in differences(meeting, state):
                    yield Finding(number, f"会议和台账不一致：{what}")
        yield 1
    silent = Thread.objects.filter(kind="meeting", meeting__isnull=True, entries__isnull=True)
    for number in silent.values_list("number", flat=True):
        yield Finding(number, "有台账号，却没有会议")


def register() -> None:
    """Join the nightly check."""
    checks.register(checks.Check("会议", Meeting.objects.count, _meetings))
