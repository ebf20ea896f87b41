"""How a matter begins: its wording checked, its first entry, its row, its voices tied to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from mulin.apps.voice import findable
from mulin.apps.voice.actions.clocks import deadline, version_on
from mulin.apps.voice.actions.moving import Moving, take
from mulin.apps.voice.models import Matter, Voice, VoiceLink
from mulin.apps.voice.queries import categories
from mulin.apps.voice.rules.matter import Phase
from mulin.core.gate import Viewer
from mulin.core.groups.models import Group
from mulin.core.records import finding
from mulin.core.records.days import local_day
from mulin.core.records.writing import Writer
from mulin.core.refusals import Refusal

LONGEST_TITLE = 60


@dataclass(frozen=True)
class Wording:
    """What a worker writes of a matter: public words, the category, the class of its clock."""

    title: str
    description: str
    category: str
    klass: str


def wording(*, title: str, description: str, category: str, klass: str) -> Wording:
    """The wording, checked.

    Raises
    ------
    Refusal
        Title or description is missing, the title is too long, or there is no such category.
    """
    title, description = " ".join(title.split()), description.strip()
    if not title or not description:
        raise Refusal(_("请写好标题和说明：这是公开给大家看的，不写名字、门牌和电话。"))
    if len(title) > LONGEST_TITLE:
        raise Refusal(_("标题最多 60 个字。"))
    if category not in categories.names():
        raise Refusal(_("请选一个类别。"))
    return Wording(title, description, category, klass)


def join(matter: Matter, voices: Sequence[Voice], *, by: Viewer, now: datetime, reason: str = "") -> None:
    """Tie voices to a matter; the entries are written by the caller."""
    VoiceLink.objects.bulk_create(
        VoiceLink(voice=voice, matter=matter, at=now, by=by.ref, reason=reason) for voice in voices
    )
    for voice in voices:
        voice.state, voice.due_at = Voice.State.LINKED, None
    Voice.objects.filter(pk__in=[voice.pk for voice in voices]).update(state=Voice.State.LINKED, due_at=None)


def begin(
    writer: Writer, voices: Sequence[Voice], text: Wording, *, holder: Group, level: int = 0, **more: Any
) -> Moving:
    """A matter of voices under the number of the first, whose clock started when that was recorded; not settled yet.

    Raises
    ------
    Refusal
        There is no such class of clocks today.
    """
    first = voices[0]
    version = version_on(text.klass, local_day(writer.now))
    due = deadline(version, first.recorded_at)
    payload = {
        "title": text.title,
        "description": text.description,
        "category": text.category,
        "class": text.klass,
        "class_from": version.starts_on.isoformat(),
        "pause_days": version.pause_days,
        "due": due.isoformat(),
        "clock_start": first.recorded_at.isoformat(),
        "holder": str(holder.uuid),
        "level": level,
        "voices": [row.thread.number for row in voices],
        **more,
    }
    opened = writer.entry(first.thread, "opened", payload)
    matter = Matter.objects.create(
        thread=first.thread,
        title=text.title,
        description=text.description,
        category=text.category,
        place=first.place,
        place_path=first.place_path,
        opened_at=writer.now,
        klass=text.klass,
        klass_from=version.starts_on,
        phase=Phase.OPEN,
        level=level,
        holder=holder,
        clock_start=first.recorded_at,
        due_at=due,
    )
    finding.index_many(findable.MATTER, [findable.matter_text(matter)])
    join(matter, voices, by=writer.by, now=writer.now, reason=more.get("reason", ""))
    moving = take(writer, first.thread.number)
    moving.known = ()  # its first round stands in no table yet
    moving.said.append(opened)
    return moving
