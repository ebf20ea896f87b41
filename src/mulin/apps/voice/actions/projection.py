"""From the fold of the entries to the columns that lists and counts read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from mulin.apps.voice.models import Commitment, Matter, Round
from mulin.apps.voice.rules import matter as rules
from mulin.apps.voice.rules import rounds
from mulin.apps.voice.rules.clock import last_day
from mulin.core.groups.models import Group
from mulin.core.records.days import local_day
from mulin.core.records.models import Entry, Thread
from mulin.core.records.writing import Writer, read

_ROUND = (
    "started_at",
    "answer_due",
    "answered_at",
    "ended_at",
    "result",
    "asked",
    "judged",
    "yes",
    "pleased",
    "due_month",
    "end_month",
)


def columns(state: rules.Matter) -> dict[str, Any]:
    """The projected columns but the holder, which is a row of its own."""
    return {
        "title": state.title,
        "category": state.category,
        "klass": state.klass,
        "klass_from": state.klass_from,
        "phase": str(state.phase),
        "outcome": str(state.outcome),
        "level": state.level,
        "round": state.round,
        "clock_start": state.clock_start,
        "due_at": state.due,
        "told": state.told,
        "handover": state.handover,
        "paused_until": state.paused_until,
        "proposal": state.proposal,
        "milestone": state.milestone,
        "window_ends": state.window_ends,
        "closed_at": state.closed_at,
        "merged_into": state.merged_into,
        "judged_yes": sum(judgement.solved for judgement in state.judged.values()),
        "judged_count": len(state.judged),
        "voice_count": len(state.voices),
    }


def round_columns(turn: rounds.Round) -> dict[str, Any]:
    """The projected columns of a round but the unit, which is a row of its own."""
    return {
        "started_at": turn.started_at,
        "answer_due": turn.answer_due,
        "answered_at": turn.answered_at,
        "ended_at": turn.ended_at,
        "result": str(turn.result),
        "asked": turn.asked,
        "judged": turn.judged,
        "yes": turn.yes,
        "pleased": turn.pleased,
        "due_month": month_of(last_day(turn.answer_due)) if turn.answer_due else 0,
        "end_month": month_of(local_day(turn.ended_at)) if turn.ended_at else 0,
    }


def month_of(day: date) -> int:
    """A month as a number: 202611."""
    return day.year * 100 + day.month


def project_rounds(matter: Matter, turns: Iterable[rounds.Round]) -> None:
    """Write rounds that changed."""
    for turn in turns:
        holds = str(matter.holder.uuid) == turn.unit
        unit = matter.holder if holds else Group.objects.get(uuid=turn.unit)
        columns = round_columns(turn) | {"unit": unit, "place_path": matter.place_path}
        if not Round.objects.filter(matter=matter, number=turn.number).update(**columns):
            Round.objects.create(matter=matter, number=turn.number, **columns)


def project(writer: Writer, matter: Matter, state: rules.Matter, known: Collection[rounds.Round] = ()) -> None:
    """Write the columns of a matter, its rounds but those `known` to stand, and the face of its thread."""
    for name, value in columns(state).items():
        setattr(matter, name, value)
    if str(matter.holder.uuid) != state.holder:
        matter.holder = Group.objects.get(uuid=state.holder)
    matter.version += 1
    matter.save()
    project_rounds(matter, (turn for turn in state.rounds if turn not in known))
    thread: Thread = matter.thread
    writer.face(
        thread,
        kind="matter",
        title=state.title,
        state=str(state.outcome or state.phase),
        holder=matter.holder.name,
        holder_ref=str(matter.holder.uuid),
        due=state.due,
        public=True,
        continues_in=state.merged_into,
    )


def differences(matter: Matter, state: rules.Matter) -> Iterator[str]:
    """Where a stored matter says something else than its entries."""
    for name, value in columns(state).items():
        stored = getattr(matter, name)
        if stored != value:
            yield f"{name} 记着 {stored!s}，台账算出 {value!s}"
    if str(matter.holder.uuid) != state.holder:
        yield f"holder 记着 {matter.holder.name}"
    stored_rounds = {
        row.number: {**{name: getattr(row, name) for name in _ROUND}, "unit": str(row.unit.uuid)}
        for row in Round.objects.filter(matter=matter).select_related("unit")
    }
    if stored_rounds != {turn.number: round_columns(turn) | {"unit": turn.unit} for turn in state.rounds}:
        yield "各轮的答复、评议或日子"
    promised = {
        (str(uuid), due, delivered is not None)
        for uuid, due, delivered in Commitment.objects.filter(matter=matter, round=state.round).values_list(
            "uuid", "due_on", "delivered_at"
        )
    }
    said = {(promise.id, promise.due, promise.delivered) for promise in state.promises}
    if promised != said:
        yield "承诺的条数、日子或办完的记录"


def provide_rounds(*, using: str, **_more: Any) -> None:
    """After a migration: matters of a version that did not count rounds get theirs from their entries."""
    rows = Matter.objects.using(using).filter(rounds=None).select_related("holder")
    without = {matter.thread_id: matter for matter in rows}
    if not without:
        return
    groups = {str(group.uuid): group for group in Group.objects.using(using)}
    entries = Entry.objects.using(using).filter(thread__matter__rounds=None, thread__matter__isnull=False)
    made = []
    for thread_id, lines in groupby(entries.order_by("thread_id", "seq").iterator(), key=lambda row: row.thread_id):
        state, matter = rules.fold(read(lines)), without[thread_id]
        made += [
            Round(
                matter=matter,
                number=turn.number,
                unit=groups[turn.unit],
                place_path=matter.place_path,
                **round_columns(turn),
            )
            for turn in (state.rounds if state else ())
        ]
    Round.objects.using(using).bulk_create(made, batch_size=500)
