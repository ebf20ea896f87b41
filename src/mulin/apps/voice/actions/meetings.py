"""What a meeting's disposition does to a matter that climbed to the top."""

from __future__ import annotations

from mulin.apps.voice.actions.clocks import deadline, version_of
from mulin.apps.voice.actions.moving import take
from mulin.apps.voice.models import Matter
from mulin.apps.voice.rules.matter import Phase
from mulin.core import events
from mulin.core.events import MeetingDecided
from mulin.core.gate import Viewer
from mulin.core.records.writing import writing


def on_meeting_decided(event: MeetingDecided) -> None:
    """The matter goes back to the office, which now promises what the meeting decided; a new clock runs."""
    if not Matter.objects.filter(thread__number=event.number, phase=Phase.MEETING).exists():
        return
    with writing(by=Viewer(ref=event.by), now=event.at) as writer:
        moving = take(writer, event.number)
        due = deadline(version_of(moving), event.at)
        moving.move("met", {"meeting": event.meeting, "text": event.disposition, "due": due.isoformat()})
        moving.settle()


def subscribe() -> None:
    """Listen to meetings."""
    events.subscribe(MeetingDecided, on_meeting_decided)
