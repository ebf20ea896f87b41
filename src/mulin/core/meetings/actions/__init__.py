"""Everything that changes a meeting; each act is one entry on the meeting's own thread."""

from mulin.core.meetings.actions.calling import add_item, call, cancel, open_meeting, want
from mulin.core.meetings.actions.deciding import close, dispose
from mulin.core.meetings.actions.signing import sign_in, sign_out

__all__ = ["add_item", "call", "cancel", "close", "dispose", "open_meeting", "sign_in", "sign_out", "want"]
