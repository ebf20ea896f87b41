"""Who sees voices and matters.

The words of a voice are seen by those whose work it is to hear it and by whoever holds its slip. A unit that answers
sees the matter, never the speaker.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mulin.apps.voice.models import Matter, Sheet, Voice
from mulin.core import gate
from mulin.core.gate import Viewer


class VoicePolicy:
    """Staff of the place, the speaker by card, the unit that spoke, the holder of the slip."""

    def visible(self, rows: QuerySet[Voice], viewer: Viewer, purpose: str) -> QuerySet[Voice]:  # noqa: ARG002
        """Rows for any purpose."""
        own = Q(speaker__uuid=viewer.person) if viewer.person else Q(pk__in=[])
        if viewer.groups:
            own |= Q(speaker_group__uuid__in=viewer.groups)
        return rows.filter(own | viewer.scope("voice.read") | Q(thread__number__in=viewer.slips))

    def may(self, viewer: Viewer, verb: str, row: Voice) -> bool:
        """`read`, `own` (the speaker's rights: judge, correct, consent, withdraw) and the workers' verbs."""
        own = (
            row.thread.number in viewer.slips
            or (row.speaker is not None and str(row.speaker.uuid) == viewer.person != "")
            or bool(viewer.groups and row.speaker_group and str(row.speaker_group.uuid) in viewer.groups)
        )
        if verb == "own":
            return own
        if verb == "read":
            return own or viewer.can("voice.read", row.place_path)
        return viewer.can(verb, row.place_path)


class SheetPolicy:
    """Printed forms lie with those who record at their place."""

    def visible(self, rows: QuerySet[Sheet], viewer: Viewer, purpose: str) -> QuerySet[Sheet]:  # noqa: ARG002
        """Rows for any purpose."""
        return rows.filter(viewer.scope("voice.record"))

    def may(self, viewer: Viewer, verb: str, row: Sheet) -> bool:  # noqa: ARG002
        """Printing and typing in are one verb."""
        return viewer.can("voice.record", row.place_path)


class MatterPolicy:
    """A matter is public: its page says what a worker wrote, never who spoke."""

    def visible(self, rows: QuerySet[Matter], viewer: Viewer, purpose: str) -> QuerySet[Matter]:  # noqa: ARG002
        """Rows for any purpose."""
        return rows

    def may(self, viewer: Viewer, verb: str, row: Matter) -> bool:
        """`read` is free; `answer` is for the holder's staff and for workers of the place on its behalf."""
        if verb == "read":
            return True
        if verb == "answer":
            return str(row.holder.uuid) in viewer.groups or viewer.can("matter.open", row.place_path)
        return viewer.can(verb, row.place_path)


def register() -> None:
    """Name the policies."""
    gate.register(Voice, VoicePolicy())
    gate.register(Sheet, SheetPolicy())
    gate.register(Matter, MatterPolicy())
