"""Splitting: some voices of a matter are about something else and become a matter of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from mulin.apps.voice.actions.categories import decide
from mulin.apps.voice.actions.intake import take_voice
from mulin.apps.voice.actions.joining import leaving, part
from mulin.apps.voice.actions.moving import take
from mulin.apps.voice.actions.opening import begin, wording
from mulin.apps.voice.models import Matter
from mulin.core import gate
from mulin.core.events import MatterOpened, publish
from mulin.core.gate import Viewer
from mulin.core.groups.queries import committee_of
from mulin.core.records.writing import writing
from mulin.core.refusals import Refusal


def split(
    *,
    number: str,
    voices: Sequence[str],
    title: str,
    description: str,
    category: str,
    klass: str,
    reason: str,
    by: Viewer,
    now: datetime,
) -> Matter:
    """Let some voices of a matter become a matter of their own, under the number of the oldest of them.

    It stands as high as the matter it comes from, and the oldest voice that moves governs its clock. Merging it back
    undoes the split.

    Raises
    ------
    Refusal
        No voice, or one that cannot go: a matter bears its number, it has judged, it is not there, nobody would stay;
        or a text is missing.
    Http404
        Not a worker of the place.
    """
    reason = reason.strip()
    if not reason:
        raise Refusal(_("请写明为什么要拆开。"))
    text = wording(title=title, description=description, category=category, klass=klass)
    with writing(by=by, now=now) as writer:
        old = take(writer, number)
        gate.need(by, "matter.open", old.matter)
        rows = sorted((take_voice(name) for name in sorted({*voices})), key=lambda row: (row.recorded_at, row.pk))
        if not rows:
            raise Refusal(_("请勾选要拆出去的民声。"))
        if Matter.objects.filter(thread__in=[row.thread_id for row in rows]).exists():
            raise Refusal(_("有一件事就是从其中一条民声立起来的，它不能单独拆出去。"))
        for row in rows:
            old.move("unlinked", leaving(old, row, reason))
        first, level = rows[0], old.state.level
        new = first.thread.number
        writer.entry(old.matter.thread, "split", {"into": new, "count": len(rows), "reason": reason})
        part(old.matter, rows, now=now)
        holder = old.matter.holder if level else committee_of(first.place_path)
        moving = begin(writer, rows, text, holder=holder, level=level, out_of=number, reason=reason)
        for row in rows[1:]:
            writer.entry(row.thread, "linked_to", {"matter": new})
            writer.face(row.thread, continues_in=new)
        decide(moving.matter, category, by=by, now=now)
        old.settle()
        publish(MatterOpened(new, text.title, first.place_path, now))
        return moving.settle()
