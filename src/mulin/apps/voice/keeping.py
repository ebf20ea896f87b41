"""How long words are kept after what they were about is over, and files of what was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.holdings import release
from mulin.apps.voice.models import Matter, Voice, VoiceLink
from mulin.apps.voice.rules.matter import Phase
from mulin.core.gate import SYSTEM
from mulin.core.records import attachments, retention
from mulin.core.records.models import Attachment
from mulin.core.records.retention import Kept, before

FIVE_YEARS = 1827
_ENDED = (Voice.State.ANSWERED, Voice.State.REFERRED, Voice.State.WITHDRAWN)


def _settled(now: datetime, days: int) -> QuerySet[Voice]:
    """Voices that ended so long ago: by themselves, or with the last matter they belong to."""
    cutoff = before(now, days)
    links = VoiceLink.objects.filter(voice=OuterRef("pk"), undone_at=None)
    open_or_young = links.filter(~Q(matter__phase__in=[Phase.CLOSED, Phase.MERGED]) | Q(matter__closed_at__gte=cutoff))
    alone = Q(state__in=_ENDED, thread__changed_at__lt=cutoff)
    together = Q(state=Voice.State.LINKED, thread__changed_at__lt=cutoff) & ~Exists(open_or_young)
    rows = Voice.objects.filter(alone | together, words__shredded_at=None)
    return rows.select_related("thread", "words", "speaker").order_by("pk")


def _shred(rows: Sequence[Voice], now: datetime) -> int:
    for row in rows:
        release(row, by=SYSTEM, now=now)
    return len(rows)


def _withdrawn_files(now: datetime, days: int) -> QuerySet[Attachment]:
    """Files on the thread of a voice that was taken back before any matter stood under its number."""
    opened = Matter.objects.filter(thread=OuterRef("thread"))
    rows = Attachment.objects.filter(
        ~Exists(opened), thread__voice__state=Voice.State.WITHDRAWN, thread__changed_at__lt=before(now, days)
    )
    return rows.select_related("thread").order_by("pk")


def _drop(rows: Sequence[Attachment], now: datetime) -> int:
    for row in rows:
        attachments.drop(row, by=SYSTEM, now=now)
    return len(rows)


def register() -> None:
    """Name the classes of this app."""
    source = _("事情了结后不再需要原话（个人信息保护法第十九条）；五年是本地定的")
    retention.register(Kept("voice.words", _("了结了的事里的原话"), FIVE_YEARS, source, _settled, _shred))
    retention.register(
        Kept(
            "voice.files",
            _("收回了的民声带的照片"),
            30,
            _("收回了就不该再留（个人信息保护法第四十七条）"),
            _withdrawn_files,
            _drop,
        )
    )
