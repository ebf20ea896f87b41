"""Who sees meetings: everybody."""

from __future__ import annotations

from django.db.models import QuerySet

from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.meetings.models import Attendance, Meeting


class MeetingPolicy:
    """Meetings are held in the open."""

    def visible(self, rows: QuerySet[Meeting], viewer: Viewer, purpose: str) -> QuerySet[Meeting]:  # noqa: ARG002
        """Rows for any purpose."""
        return rows

    def may(self, viewer: Viewer, verb: str, row: Meeting) -> bool:
        """Reading is free; calling and keeping minutes wants meeting.call there."""
        return verb == "read" or viewer.can("meeting.call", row.place_path)


class AttendancePolicy:
    """Who came is for those who keep the minutes; the public page shows numbers and those invited by office."""

    def visible(self, rows: QuerySet[Attendance], viewer: Viewer, purpose: str) -> QuerySet[Attendance]:  # noqa: ARG002
        """Rows for any purpose."""
        return rows.filter(viewer.scope("meeting.call", "meeting__place_path"))

    def may(self, viewer: Viewer, verb: str, row: Attendance) -> bool:  # noqa: ARG002
        """Keeping the list is calling the meeting."""
        return viewer.can("meeting.call", row.meeting.place_path)


def register() -> None:
    """Name the policies."""
    gate.register(Meeting, MeetingPolicy())
    gate.register(Attendance, AttendancePolicy())
