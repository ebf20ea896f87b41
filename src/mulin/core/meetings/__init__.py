"""Meetings (会议): call, agenda, attendance, minutes; the shared noun. What a meeting decides is in `deliberation`."""
