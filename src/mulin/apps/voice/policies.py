"""Who sees voices and matters.

The words of a voice are seen by those whose work it is to hear it and by whoever holds its slip. A unit that answers
sees the matter, never the speaker.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from mulin.apps.voice.models import Brief, DiaryEntry, DiaryHandOver, Matter, Sheet, Survey, SurveyAnswer, Topic, Voice
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.places.queries import prefixes

_DRAFT = Q(state=Survey.State.DRAFT)


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
        """`read` is free; `answer` is for the holder's staff and for workers of the place on its behalf;
        `take` for those of the unit it is to be handed to.
        """
        if verb == "read":
            return True
        if verb == "answer":
            return str(row.holder.uuid) in viewer.groups or viewer.can("matter.open", row.place_path)
        if verb == "take":
            return row.handover != "" and (row.handover in viewer.groups or viewer.can("matter.open", row.place_path))
        return viewer.can(verb, row.place_path)


class SurveyPolicy:
    """Everybody sees a survey from its opening on; those who run surveys at its place prepare it."""

    def visible(self, rows: QuerySet[Survey], viewer: Viewer, purpose: str) -> QuerySet[Survey]:
        """`list` and `read` are free once open; `desk` is for workers of the place, `export` for those who run it."""
        if purpose == "export":
            return rows.filter(viewer.scope("survey.run"), state=Survey.State.PUBLISHED)
        if purpose == "desk":
            inside = Q(pk__in=[])
            for grant in viewer.grants:  # a street's survey is also gone round with in each community
                if grant.verb == "voice.record":
                    inside |= Q(place_path__in=prefixes(grant.path))
            return rows.filter(viewer.scope("survey.run") | (inside | viewer.scope("voice.record")) & ~_DRAFT)
        return rows.filter(thread__public=True)

    def may(self, viewer: Viewer, verb: str, row: Survey) -> bool:
        """`read` is free once open; anything else is a verb at its place."""
        return row.thread.public if verb == "read" else viewer.can(verb, row.place_path)


class SurveyAnswerPolicy:
    """A filled-in form is read by nobody and handed out to nobody; who typed it in sees that it is there."""

    def visible(self, rows: QuerySet[SurveyAnswer], viewer: Viewer, purpose: str) -> QuerySet[SurveyAnswer]:  # noqa: ARG002
        """For whoever typed it in."""
        return rows.filter(by=viewer.ref) if viewer.ref else rows.none()

    def may(self, viewer: Viewer, verb: str, row: SurveyAnswer) -> bool:
        """A verb at the place it came from."""
        return viewer.can(verb, row.place_path)


class DiaryPolicy:
    """A diary is its writer's alone; a successor reads what was handed over to her. No role opens it."""

    def visible(self, rows: QuerySet[DiaryEntry], viewer: Viewer, purpose: str) -> QuerySet[DiaryEntry]:
        """One's own; of others only to `read`, `list` or `print` what was handed over, never to search or export."""
        if not viewer.ref:
            return rows.none()
        own = Q(author=viewer.ref)
        if purpose not in {"read", "list", "print"}:
            return rows.filter(own)
        handed = DiaryHandOver.objects.filter(
            author=OuterRef("author"), successor=viewer.ref, ended_at=None, at__gte=OuterRef("received_at")
        )
        return rows.filter(own | Exists(handed))

    def may(self, viewer: Viewer, verb: str, row: DiaryEntry) -> bool:
        """`read` follows `visible`; everything else is the writer's."""
        if verb == "read":
            return self.visible(DiaryEntry.objects.filter(pk=row.pk), viewer, "read").exists()
        return row.author == viewer.ref != ""


class TopicPolicy:
    """A hot topic is for those who steer the whole of the place it lies in."""

    def visible(self, rows: QuerySet[Topic], viewer: Viewer, purpose: str) -> QuerySet[Topic]:  # noqa: ARG002
        """Rows for any purpose."""
        return rows.filter(viewer.scope("matter.steer"))

    def may(self, viewer: Viewer, verb: str, row: Topic) -> bool:
        """Only to read."""
        return verb == "read" and viewer.can("matter.steer", row.place_path)


class BriefPolicy:
    """A published brief is public; a draft is its writer's, and the office's at its place."""

    def visible(self, rows: QuerySet[Brief], viewer: Viewer, purpose: str) -> QuerySet[Brief]:
        """Published ones for whoever reads; at the `desk` those one may write at."""
        own = viewer.scope("brief.write") & (Q(made_by=viewer.ref) | viewer.scope("office.see"))
        return rows.filter(own) if purpose == "desk" else rows.exclude(state=Brief.State.DRAFT)

    def may(self, viewer: Viewer, verb: str, row: Brief) -> bool:
        """`read` is free once published; `write` is its writer's and the office's."""
        if verb == "read":
            return row.state != Brief.State.DRAFT
        hers = row.made_by == viewer.ref or viewer.can("office.see", row.place_path)
        return hers and viewer.can("brief.write", row.place_path)


def register() -> None:
    """Name the policies."""
    gate.register(Brief, BriefPolicy())
    gate.register(Survey, SurveyPolicy())
    gate.register(SurveyAnswer, SurveyAnswerPolicy())
    gate.register(Topic, TopicPolicy())
    gate.register(Voice, VoicePolicy())
    gate.register(Sheet, SheetPolicy())
    gate.register(Matter, MatterPolicy())
    gate.register(DiaryEntry, DiaryPolicy())
