"""Each speaker hears of every step of what she said: one plain sentence of public facts, never anybody's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from mulin.apps.voice.models import Matter, Voice
from mulin.apps.voice.queries import timeline
from mulin.core.notifications import actions as notifications
from mulin.core.notifications.actions import Draft
from mulin.core.notifications.contacts import Contact
from mulin.core.records.writing import Line, Writer

APP = "voice"
NOT_TOLD = frozenset(
    {"judged", "edited", "linked", "unlinked", "asked", "call_wanted", "called", "late_told", "split", "recategorised"}
)


def _drafts(voices: Iterable[Voice]) -> list[Draft]:
    return [
        Draft(voice.thread.number, voice.speaker, voice.place_path, phone=bool(voice.speaker_phone)) for voice in voices
    ]


def of_matter(matter: Matter, said: Sequence[Line], writer: Writer) -> None:
    """Tell those whose voices the matter stands on what was just said of it; in the language of the street."""
    told = [line for line in said if line.verb not in NOT_TOLD]
    if not told:
        return
    rows = Voice.objects.filter(links__matter=matter, links__undone_at__isnull=True)
    voices = list(rows.exclude(state=Voice.State.WITHDRAWN).select_related("thread", "speaker").order_by("pk"))
    if not voices:
        return
    with translation.override("zh-hans"):
        steps = "；".join(timeline.tell(line)[0] for line in told)
        text = _("“%(title)s”：%(steps)s。") % {"title": matter.title, "steps": steps}
    notifications.tell(app=APP, about=matter.thread.number, text=text, drafts=_drafts(voices), now=writer.now)


def of_voice(voice: Voice, line: Line, writer: Writer) -> None:
    """Tell one speaker what became of her words outside of any matter."""
    with translation.override("zh-hans"):
        text = _("您说的事：%(step)s。凭回执能看全部。") % {"step": timeline.tell(line)[0]}
    number = voice.thread.number
    notifications.tell(app=APP, about=number, text=text, drafts=_drafts([voice]), now=writer.now)


def contacts(numbers: Iterable[str]) -> dict[str, Contact]:
    """Who stands behind the numbers of voices."""
    rows = Voice.objects.filter(thread__number__in=list(numbers)).select_related("thread", "speaker", "place")
    return {
        row.thread.number: Contact(
            name=(row.speaker.name if row.speaker else row.speaker_name) or _("不留名"),
            door=(row.speaker or row).place.title,
            phone=row.speaker.phone if row.speaker else row.speaker_phone,
            subject=row.speaker.uuid if row.speaker else row.uuid,
        )
        for row in rows.select_related("speaker__place")
    }
