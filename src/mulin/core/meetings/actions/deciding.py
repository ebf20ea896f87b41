"""What a meeting decides, and its end."""

from __future__ import annotations

from datetime import datetime

from mulin.core.events import MeetingDecided, publish
from mulin.core.gate import Viewer
from mulin.core.meetings.actions.calling import paragraphs, want_again
from mulin.core.meetings.actions.moving import moving
from mulin.core.meetings.models import AgendaItem, Meeting


def dispose(
    *, number: str, order: int, text: str, by: Viewer, now: datetime, postponed: bool = False, key: str = ""
) -> AgendaItem:
    """Note what became of an agenda item. Decided, it goes back at once to the thread it came from.

    Raises
    ------
    Refusal
        Nothing was written, nobody has signed in, it was noted before, or the meeting has not begun or is over.
    Http404
        No such meeting, or the actor keeps no minutes there.

    """
    with moving(number, by=by, now=now, key=key) as held:
        said = paragraphs(text, 4000)
        if not held.again:
            held.move("disposed", {"order": order, "text": said, "postponed": postponed})
            AgendaItem.objects.filter(meeting=held.meeting, order=order).update(disposition=said, postponed=postponed)
        item = AgendaItem.objects.get(meeting=held.meeting, order=order)
        if item.about and not postponed and not held.again:
            publish(MeetingDecided(number, item.about, said, by.ref, now))
    return item


def close(*, number: str, summary: str, by: Viewer, now: datetime, key: str = "") -> Meeting:
    """End the meeting with its minutes; what was left over for a matter waits for another meeting.

    Raises
    ------
    Refusal
        No minutes, an item of which nothing is noted, nobody signed in, or it has not begun or is over.
    Http404
        No such meeting, or the actor keeps no minutes there.

    """
    with moving(number, by=by, now=now, key=key) as held:
        if not held.again:
            held.move("closed", {"summary": paragraphs(summary)})
            want_again(held)
    return held.meeting
