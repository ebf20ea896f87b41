"""Voices for those who may read them: the worker's pile, the speaker's own page, who is still to be asked."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from mulin.apps.voice.models import CallRequest, Evaluation, Matter, Voice, VoiceLink
from mulin.apps.voice.queries.by_place import community
from mulin.apps.voice.queries.matters import WHOLE, MatterPage, matter_page, may_say_again
from mulin.apps.voice.queries.timeline import Told, story
from mulin.apps.voice.rules.matter import JUDGING
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.groups.models import Group
from mulin.core.places.queries import community_path
from mulin.core.records.models import Entry, Sealed

NAMED = ("thread__number", "thread__title")
SPLIT = ("thread__number", "words__text", "place__kind", "place__name", "place__name_en")


def waiting(viewer: Viewer) -> QuerySet[Voice]:
    """Voices nobody has turned to yet, the clock that ends first on top."""
    rows = Voice.objects.filter(state=Voice.State.WAITING).filter(viewer.scope("voice.read"))
    shown = ("due_at", "channel", "words__text", "place__kind", "place__name", "place__name_en", "thread__number")
    return rows.select_related("thread", "words", "place").only(*shown).order_by("due_at", "pk")


def pile(viewer: Viewer, within: str = "") -> QuerySet[Voice, dict[str, Any]]:
    """What waits, as heaps: what says letter for letter the same in one community is one row with its number.

    Each row is `first` (the key of its oldest voice), `n` and the clock that ends first.
    """
    rows = Voice.objects.filter(state=Voice.State.WAITING).filter(viewer.scope("voice.read")).order_by()
    rows = rows.filter(place_path__below=within) if within else rows
    heaps = rows.annotate(community=community()).values("words__text", "community")
    return heaps.annotate(n=Count("pk"), first=Min("pk"), due=Min("due_at")).order_by("due", "first")


def same_words(voice: Voice, viewer: Viewer) -> QuerySet[Voice]:
    """Other waiting voices of the community that say letter for letter the same."""
    rows = Voice.objects.filter(
        viewer.scope("matter.open"),
        state=Voice.State.WAITING,
        place_path__startswith=community_path(voice.place_path),
        words__text=voice.words.text,
        words__shredded_at=None,
    )
    return rows.exclude(pk=voice.pk).order_by("pk")


def splittable(matter: Matter) -> list[Voice]:
    """Voices of a matter that may become a matter of their own: no matter bears their number. The first hundred."""
    rows = Voice.objects.filter(links__matter=matter, links__undone_at=None, thread__matter=None)
    rows = rows.select_related("thread", "words", "place").only(*SPLIT)
    return list(rows.order_by("pk")[:100])


def stack_of(viewer: Viewer, stack: uuid.UUID) -> QuerySet[Voice]:
    """The slips of one stack, the last one typed on top; only one's own."""
    rows = gate.visible(Voice.objects.filter(stack=stack, recorded_by=viewer.ref), viewer, "list")
    return rows.select_related("thread", "words", "place", "speaker", "speaker_group").order_by("-pk")


@dataclass(frozen=True)
class OpenStack:
    """A stack that was interrupted before its slips were printed."""

    stack: uuid.UUID
    typed: int


def open_stacks(viewer: Viewer) -> list[OpenStack]:
    """One's own stacks with slips not printed yet."""
    rows = (
        Voice.objects.filter(recorded_by=viewer.ref, stack__isnull=False, slip_printed_at__isnull=True)
        .values_list("stack")
        .annotate(typed=Count("pk"))
        .order_by("stack")
    )
    return [OpenStack(stack, typed) for stack, typed in rows if stack is not None]


def _sealed_of(thread_id: int, verb: str, field: str) -> str:
    entry = Entry.objects.filter(thread_id=thread_id, verb=verb).order_by("-seq").first()
    if entry is None:
        return ""
    row = Sealed.objects.filter(uuid=json.loads(entry.payload)[field]["sealed"]).first()
    return row.text if row else ""


@dataclass(frozen=True)
class OwnPage:
    """What a speaker sees with her slip or card."""

    voice: Voice
    corrections: list[str]
    answer: str
    story: list[Told]
    matter: MatterPage | None
    judged: Evaluation | None
    may_judge: bool
    may_say_again: bool


def own_page(voice: Voice, *, now: datetime) -> OwnPage:
    """The page of a voice for its speaker."""
    matter = Matter.objects.filter(links__voice=voice, links__undone_at__isnull=True).select_related(*WHOLE).first()
    judged = (
        Evaluation.objects.filter(matter=matter, voice=voice, round=matter.round).select_related("comment").first()
        if matter
        else None
    )
    live = voice.state != Voice.State.WITHDRAWN
    judging = (
        matter is not None and matter.phase in JUDGING and (matter.window_ends is None or now < matter.window_ends)
    )
    return OwnPage(
        voice=voice,
        corrections=list(voice.corrections.order_by("pk").values_list("words__text", flat=True)),
        answer=_sealed_of(voice.thread_id, "answered", "text") if matter is None else "",
        story=story(voice.thread, private=True) if matter is None else [],
        matter=matter_page(matter, now=now) if matter else None,
        judged=judged,
        may_judge=live and judging and judged is None,
        may_say_again=live and matter is not None and may_say_again(matter, now=now),
    )


def to_ask(viewer: Viewer) -> QuerySet[Voice]:
    """Voices whose matter waits for their judgement and who have not judged: the call list."""
    judged = Evaluation.objects.filter(
        voice=OuterRef("pk"), matter=OuterRef("links__matter"), round=OuterRef("links__matter__round")
    )
    return (
        Voice.objects.filter(viewer.scope("voice.judge"))
        .filter(links__undone_at__isnull=True, links__matter__phase__in=[*JUDGING])
        .exclude(state=Voice.State.WITHDRAWN)
        .filter(~Exists(judged))
        .select_related("thread", "speaker", "place")
        .order_by("links__matter__window_ends", "pk")
    )


def calls(viewer: Viewer) -> QuerySet[CallRequest]:
    """What units want asked of speakers, oldest first."""
    rows = CallRequest.objects.filter(done_at__isnull=True).filter(viewer.scope("voice.record", "matter__place_path"))
    return rows.select_related("matter__thread", "unit").order_by("asked_at")


def of_person(person: str) -> QuerySet[Voice]:
    """A resident's own voices, latest first."""
    rows = Voice.objects.filter(speaker__uuid=person).filter(~Q(state=Voice.State.WITHDRAWN))
    return rows.select_related("thread", "words").order_by("-recorded_at", "-pk")


def titles(rows: QuerySet[Voice]) -> list[Voice]:
    """Voices as a short list names them: number, title, when, how they stand; nothing else of them is read."""
    return list(rows.select_related(None).select_related("thread").only("recorded_at", "state", *NAMED))


def asked_of(rows: Sequence[Voice]) -> set[int]:
    """Which of the voices (their keys) belong to a matter that waits to be judged."""
    links = VoiceLink.objects.filter(voice__in=[row.pk for row in rows], undone_at=None, matter__phase__in=[*JUDGING])
    return set(links.values_list("voice_id", flat=True)) if rows else set()


def of_unit(unit: Group) -> QuerySet[Voice]:
    """What a unit said itself, latest first."""
    rows = Voice.objects.filter(speaker_group=unit).exclude(state=Voice.State.WITHDRAWN)
    return rows.select_related("thread", "words").order_by("-recorded_at", "-pk")
