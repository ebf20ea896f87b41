"""Matters as lists, pages and counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple, cast

from django.core.paginator import Page
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.apps.voice import findable
from mulin.apps.voice.models import Commitment, Matter, Voice
from mulin.apps.voice.queries import categories, classes, step
from mulin.apps.voice.queries.settled import settled
from mulin.apps.voice.queries.timeline import Told, short_day, story
from mulin.apps.voice.rules import clock
from mulin.apps.voice.rules.clock import Nearness
from mulin.apps.voice.rules.judgement import SAY_AGAIN_DAYS
from mulin.apps.voice.rules.matter import JUDGING, LIVE, Outcome, Phase
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.groups.models import Group
from mulin.core.language import title
from mulin.core.places.queries import community_title
from mulin.core.records import finding
from mulin.core.records.days import local_day, midnight

ROWS = 20
NUMBER = re.compile(r"[A-Za-z]{2,8}-\d")  # how a register number begins
WHOLE = ("thread", "holder")  # what a matter's page needs beside it
STATES = {
    "running": gettext_lazy("在办"),
    "late": gettext_lazy("晚了"),
    "planned": gettext_lazy("在计划里"),
    "judging": gettext_lazy("请您评一评"),
    "solved": gettext_lazy("解决了"),
    "unsolved": gettext_lazy("没有解决"),
}


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; everything may be empty."""

    state: str = ""
    place_path: str = ""
    category: str = ""
    words: str = ""
    holder: str = ""


_LIVE = Q(phase__in=[*LIVE])
_STATES = {
    "running": _LIVE,
    "planned": Q(phase=Phase.PLANNED),
    "judging": Q(phase__in=[*JUDGING]),
    "solved": Q(outcome=Outcome.SOLVED),
    "unsolved": Q(outcome__in=[Outcome.EXPLAINED, Outcome.UNJUDGED]) | Q(round__gt=1, phase__in=[*LIVE]),
    "returned": Q(phase=Phase.RETURNED),
    "climbed": _LIVE & Q(level__gt=0),
    "proposals": _LIVE & Q(proposal__isnull=False),
    "asked": Q(phase=Phase.ASKED),
    "meeting": Q(phase=Phase.MEETING),
}


def week_end(now: datetime) -> datetime:
    """The midnight after this week's Sunday."""
    today = local_day(now)
    return midnight(today + timedelta(days=7 - today.weekday()))


def in_state(state: str, now: datetime) -> Q:
    """The condition that a matter stands so; none for a state there is not."""
    if state == "late":
        return _LIVE & Q(due_at__lte=now)
    return _LIVE & Q(due_at__gt=now, due_at__lte=week_end(now)) if state == "week" else _STATES.get(state, Q())


def matters(viewer: Viewer, filters: Filters, *, now: datetime) -> QuerySet[Matter]:
    """The matters the viewer may see, latest first; those running out first when only running ones are wanted."""
    rows = gate.visible(Matter.objects.exclude(phase=Phase.MERGED), viewer, "list").filter(in_state(filters.state, now))
    if filters.place_path:
        rows = rows.filter(place_path__below=filters.place_path)
    if filters.category:
        rows = rows.filter(category=filters.category)
    if filters.holder:
        rows = rows.filter(holder__uuid=filters.holder)
    words = filters.words.split()
    for number in filter(NUMBER.match, words):
        rows = rows.filter(thread__number__icontains=number)
    said = " ".join(word for word in words if not NUMBER.match(word))
    if said:
        rows = finding.matching(rows, findable.MATTER, said)
    soonest = filters.state in {"running", "late", "week", "returned"}
    order = F("due_at").asc(nulls_last=True) if soonest else F("opened_at").desc()
    return rows.select_related("thread", "holder", "place").order_by(order, "-pk")


def standing(matter: Matter, *, now: datetime) -> Nearness:
    """How the clock of a matter stands."""
    return clock.nearness(matter.due_at, start=matter.clock_start, now=now)


class Row(NamedTuple):
    """What lists show of a matter: `due` is the last moment of its clock (a midnight belongs to the day it ends)."""

    number: str
    title: str
    phase: str
    outcome: str
    round: int
    proposal: date | None
    opened_at: datetime
    window_ends: datetime | None
    holder: str
    nearness: Nearness
    due: datetime | None
    step: step.Step


SHOWN = ("thread__number", *Row._fields[1:8], "clock_start", "due_at", "holder__name", "holder__name_en")


def last_moment(end: datetime | None) -> datetime | None:
    """The last moment before a clock runs out."""
    return end - timedelta(seconds=1) if end else None


def rows_of(matters: QuerySet[Matter] | Page[Matter], *, now: datetime) -> list[Row]:
    """Matters as lists show them, read with nothing else."""
    rows = cast("QuerySet[Matter]", matters.object_list) if isinstance(matters, Page) else matters
    found = []
    for *shown, start, end, holder, english in rows.values_list(*SHOWN):
        nearness, how_far = clock.nearness(end, start=start, now=now), step.step(*shown[2:4])
        found.append(Row._make((*shown, title(holder, english), nearness, last_moment(end), how_far)))
    return found


class Step(NamedTuple):
    """One of the steps every matter shows."""

    name: str
    note: str
    state: str  # done, now, todo


def last_day(end: datetime | None) -> str:
    """The day on which a clock runs out."""
    moment = last_moment(end)
    if moment is None:
        return ""
    return short_day(local_day(moment))


def _taken_step(matter: Matter, phase: Phase) -> Step:
    name, holder = _("有人接"), {"holder": matter.holder.title}
    waiting = {
        Phase.OPEN: _("%(holder)s在安排") % holder,
        Phase.ASKED: _("等%(holder)s答应") % holder,
        Phase.RETURNED: _("%(holder)s在找该谁办") % holder,
        Phase.MEETING: _("等开会议一议"),
    }
    return Step(name, waiting[phase], "now") if phase in waiting else Step(name, matter.holder.title, "done")


def _work_step(matter: Matter, phase: Phase) -> Step:
    if phase is Phase.PLANNED:
        return Step(_("在计划里"), _("下一步 %(day)s 前") % {"day": last_day(matter.due_at)}, "now")
    if phase is Phase.EXPLAINED or matter.outcome == Outcome.EXPLAINED:
        return Step(_("办不了"), _("已说明原因"), "done")
    note = _("最迟 %(day)s") % {"day": last_day(matter.due_at)} if matter.due_at else ""
    if phase in {Phase.DONE, Phase.CLOSED}:
        return Step(_("办完了"), "", "done")
    if phase in {Phase.ACCEPTED, Phase.PROMISED}:
        return Step(_("正在办"), note, "now")
    return Step(_("办"), note, "todo")


def _judged_step(matter: Matter, phase: Phase) -> Step:
    closing = {
        Outcome.SOLVED: _("反映人说解决了"),
        Outcome.EXPLAINED: _("了结，没有解决"),
        Outcome.UNJUDGED: _("没有人来评"),
    }
    if matter.outcome:
        return Step(_("评一评"), closing[Outcome(matter.outcome)], "done")
    if phase in JUDGING:
        return Step(_("请您评一评"), _("到 %(day)s 为止") % {"day": last_day(matter.window_ends)}, "now")
    return Step(_("评一评"), _("办完以后"), "todo")


def steps(matter: Matter) -> list[Step]:
    """The steps of a matter and whose turn it is."""
    phase = Phase(matter.phase)
    return [
        Step(_("听到了"), short_day(local_day(matter.opened_at)), "done"),
        _taken_step(matter, phase),
        _work_step(matter, phase),
        _judged_step(matter, phase),
    ]


@dataclass(frozen=True)
class Quote:
    """Words a speaker agreed to show."""

    text: str
    said_at: datetime


@dataclass(frozen=True)
class MatterPage:
    """Everything the public page of a matter shows."""

    matter: Matter
    nearness: Nearness
    due: datetime | None
    window_ends: datetime | None
    steps: list[Step]
    story: list[Told]
    commitments: list[Commitment]
    quotes: list[Quote]
    category: str
    klass: classes.Told
    share: tuple[int, int, int]
    place_name: str
    today: date
    handover: str = ""  # the name of the unit that is asked to take over

    @property
    def recent(self) -> list[Told]:
        """The last steps, for paper."""
        return self.story[-8:]


SAID = (  # what the page of a matter shows of its voices
    *("thread__number", "heard_at", "state", "words_public", "words__text", "words__shredded_at"),
    *("speaker_name", "speaker__name", "place__kind", "place__name", "place__name_en"),
)


def linked_voices(matter: Matter) -> list[Voice]:
    """The voices of a matter, the first fifty, for those who may read them."""
    rows = Voice.objects.filter(links__matter=matter, links__undone_at__isnull=True)
    return list(rows.select_related("thread", "words", "speaker", "place").only(*SAID).order_by("pk")[:50])


def _quotes(matter: Matter) -> list[Voice]:
    rows = Voice.objects.filter(links__matter=matter, links__undone_at__isnull=True, words_public=True)
    return list(rows.select_related("words").order_by("pk")[:50])


def matter_page(matter: Matter, *, now: datetime, voices: Sequence[Voice] | None = None) -> MatterPage:
    """The public page of a matter; `voices` when they were read already."""
    quotes = [
        Quote(voice.words.text, voice.heard_at)
        for voice in (_quotes(matter) if voices is None else voices)
        if voice.words_public and voice.words.shredded_at is None and voice.state != Voice.State.WITHDRAWN
    ][:5]
    return MatterPage(
        matter=matter,
        nearness=standing(matter, now=now),
        due=last_moment(matter.due_at),
        window_ends=last_moment(matter.window_ends),
        steps=steps(matter),
        story=story(matter.thread),
        commitments=list(
            Commitment.objects.filter(matter=matter).select_related("owner").order_by("round", "promised_at")
        ),
        quotes=quotes,
        category=categories.name(matter.category),
        klass=classes.told(matter),
        share=(matter.judged_yes, matter.judged_count, matter.voice_count),
        place_name=community_title(matter.place_path),
        today=local_day(now),
        handover=Group.objects.get(uuid=matter.handover).name if matter.handover else "",
    )


def counts(rows: QuerySet[Matter], *names: str, now: datetime) -> dict[str, int]:
    """How many matters stand how, of the states named.

    What is under way is few and found by its phase; what is settled grows for ever and is counted apart.
    """
    rows = rows.order_by()
    found: dict[str, int] = rows.filter(phase__in=[*LIVE, *JUDGING]).aggregate(
        **{name: Count("pk", filter=in_state(name, now)) for name in names if name != "solved"}
    )
    if {"solved", "unsolved"} & {*names}:
        ended = dict(settled(rows))
        solved = ended.pop(Outcome.SOLVED, 0)
        found |= {"solved": solved, "unsolved": found.get("unsolved", 0) + sum(ended.values())}
    return {name: found[name] for name in names}


def may_say_again(matter: Matter, *, now: datetime) -> bool:
    """Whether a speaker may still say that it is broken again."""
    return matter.closed_at is not None and now - matter.closed_at <= timedelta(days=SAY_AGAIN_DAYS)
