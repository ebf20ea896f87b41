"""From the fold of the entries to the columns that lists and counts read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mulin.apps.voice.models import Commitment, Matter
from mulin.apps.voice.rules import matter as rules
from mulin.core.groups.models import Group
from mulin.core.records.models import Thread
from mulin.core.records.writing import Writer


def columns(state: rules.Matter) -> dict[str, Any]:
    """The projected columns but the holder, which is a row of its own."""
    return {
        "title": state.title,
        "klass": state.klass,
        "klass_from": state.klass_from,
        "phase": str(state.phase),
        "outcome": str(state.outcome),
        "level": state.level,
        "round": state.round,
        "clock_start": state.clock_start,
        "due_at": state.due,
        "told": state.told,
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


def project(writer: Writer, matter: Matter, state: rules.Matter) -> None:
    """Write the columns of a matter and the face of its thread."""
    for name, value in columns(state).items():
        setattr(matter, name, value)
    if str(matter.holder.uuid) != state.holder:
        matter.holder = Group.objects.get(uuid=state.holder)
    matter.version += 1
    matter.save()
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
            yield f"{name} 记着 {stored!s},台账算出 {value!s}"
    if str(matter.holder.uuid) != state.holder:
        yield f"holder 记着 {matter.holder.name}"
    promised = {
        (str(uuid), due, delivered is not None)
        for uuid, due, delivered in Commitment.objects.filter(matter=matter, round=state.round).values_list(
            "uuid", "due_on", "delivered_at"
        )
    }
    said = {(promise.id, promise.due, promise.delivered) for promise in state.promises}
    if promised != said:
        yield "承诺的条数、日子或办完的记录"
