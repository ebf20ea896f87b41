"""A meeting's columns as its entries say them, and where they do not agree."""

from __future__ import annotations

from collections.abc import Iterator

from mulin.core.meetings import rules
from mulin.core.meetings.models import Meeting
from mulin.core.records.writing import Writer

COLUMNS = ("kind", "title", "room", "starts_at", "state", "notice", "summary")


def _columns(state: rules.Meeting) -> dict[str, object]:
    return {
        "kind": state.kind,
        "title": state.title,
        "room": state.room,
        "starts_at": state.starts_at,
        "state": state.phase.value,
        "notice": state.notice,
        "summary": state.summary,
    }


def project(writer: Writer, meeting: Meeting, state: rules.Meeting) -> None:
    """Write the columns of the meeting and the face of its thread; the rows of items and seats are the actions' own."""
    for name, value in _columns(state).items():
        setattr(meeting, name, value)
    meeting.save(update_fields=[*COLUMNS, "convenor"])
    convenor = meeting.convenor
    writer.face(
        meeting.thread,
        title=state.title,
        state=state.phase.value,
        holder=convenor.name if convenor else "",
        holder_ref=str(convenor.uuid) if convenor else "",
        due=state.starts_at if state.phase is rules.Phase.NOTICED else None,
    )


def differences(meeting: Meeting, state: rules.Meeting) -> Iterator[str]:
    """What of the rows is not what the entries say, in words."""
    words = {
        "kind": "种类",
        "title": "名称",
        "room": "地点",
        "starts_at": "时间",
        "state": "状态",
        "notice": "通知",
        "summary": "纪要",
    }
    for name, value in _columns(state).items():
        if getattr(meeting, name) != value:
            yield words[name]
    if (str(meeting.convenor.uuid) if meeting.convenor else "") != state.convenor:
        yield "召集人"
    if meeting.place_path != state.place:
        yield "地方"
    items = {
        item.order: rules.Item(item.title, item.about, item.disposition, item.postponed)
        for item in meeting.agenda.all()
    }
    if items != dict(state.items):
        yield "议题或结果"
    seats = {
        str(row.uuid): rules.Seat(row.capacity, str(row.office.uuid) if row.office else "", row.came_at, row.left_at)
        for row in meeting.attendance.all()
    }
    if seats != dict(state.seats):
        yield "签到"
