"""One move of a meeting: ask the rules, write the entry, project the state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404

from mulin.core.gate import Viewer
from mulin.core.meetings import rules
from mulin.core.meetings.models import Meeting
from mulin.core.meetings.projection import project
from mulin.core.places.permission import need_at
from mulin.core.records import once
from mulin.core.records.locking import locked
from mulin.core.records.models import Thread
from mulin.core.records.writing import Line, Writer, writing


@dataclass
class Moving:
    """A meeting held by the running transaction, and its state; `again` when the form's token was used before."""

    writer: Writer
    meeting: Meeting
    state: rules.Meeting
    again: bool = False

    def move(self, verb: str, payload: dict[str, Any]) -> rules.Meeting:
        """Take one step.

        Raises
        ------
        Refusal
            The rules forbid it; nothing was written.

        """
        said = Line(verb, self.writer.by.ref, "", self.writer.now, payload)
        self.state = rules.step(self.state, said)
        self.writer.entry(self.meeting.thread, verb, payload)
        return self.state


def begin(writer: Writer, thread: Thread, payload: dict[str, Any]) -> rules.Meeting:
    """Take the first step, before there is a row."""
    state = rules.step(None, Line("wanted", writer.by.ref, "", writer.now, payload))
    writer.entry(thread, "wanted", payload)
    return state


@contextmanager
def moving(number: str, *, by: Viewer, now: datetime, key: str = "") -> Iterator[Moving]:
    """Lock the meeting of that number and fold its entries; the columns are written at the end.

    Raises
    ------
    Http404
        There is no such meeting, or the actor keeps no minutes there.

    """
    with writing(by=by, now=now) as writer:
        meeting = locked(Meeting.objects.select_related("thread", "convenor", "place"), thread__number=number)
        if meeting is None:
            raise Http404
        need_at(by, "meeting.call", meeting.place_path)
        again = once.claim(key, now=now) is not None
        state = rules.fold(writer.lines(meeting.thread))
        assert state is not None  # noqa: S101  the row exists only behind its first entry
        held = Moving(writer, meeting, state, again)
        yield held
        if not again:
            project(writer, meeting, held.state)
            once.settle(key, number)
