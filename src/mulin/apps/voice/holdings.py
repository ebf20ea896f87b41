"""What `voice` holds about somebody: her voices, what she added, her judgements, and what was said when she was rung.

Forgetting shreds her words (the chain keeps their seal), unties the voices from her, and takes back what nobody could
answer any more. What became of a matter, in a worker's words and without her name, is public and stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.apps.voice.models import CallRequest, Evaluation, Posted, Voice, VoiceLink
from mulin.apps.voice.rules.matter import Phase
from mulin.core.gate import Viewer
from mulin.core.people import holdings
from mulin.core.people.holdings import Done, Row
from mulin.core.people.models import Person
from mulin.core.people.phone import digits
from mulin.core.records.models import Entry, Sealed, Thread
from mulin.core.records.sealed import shred
from mulin.core.records.writing import writing

_OVER = (Phase.CLOSED, Phase.MERGED)
_OWN = ("heard", "corrected", "answered")  # sealed texts on the voice's own thread; later ones name the voice


@dataclass(frozen=True)
class Text:
    """A sealed text of one voice: in which thread, what it is."""

    thread: Thread
    verb: str
    at: datetime
    row: Sealed


def voices_of(person: Person) -> QuerySet[Voice]:
    """Her voices: those tied to her, and those that carry her name and telephone without being tied."""
    hers = Q(speaker=person)
    if digits(person.phone):
        hers |= Q(speaker=None, speaker_name=person.name, speaker_phone=person.phone)
    rows = Voice.objects.filter(hers).select_related("thread", "words", "speaker", "place", "posted")
    return rows.order_by("pk")


def texts_of(voices: Sequence[Voice]) -> dict[int, list[Text]]:
    """Every sealed text by the voice it belongs to: words, additions, the answer, judgements, 'it is broken again'."""
    by_number = {voice.thread.number: voice for voice in voices}
    by_thread = {voice.thread_id: voice for voice in voices}
    matters = VoiceLink.objects.filter(voice__in=by_thread.values()).values("matter__thread")
    entries = Entry.objects.filter(
        Q(thread__in=list(by_thread), verb__in=_OWN) | Q(thread__in=matters, verb__in=["judged", "said_again"])
    )
    named: dict[str, tuple[Voice, Entry]] = {}
    for entry in entries.select_related("thread").order_by("seq"):
        payload = json.loads(entry.payload)
        voice = by_thread.get(entry.thread_id) if entry.verb in _OWN else by_number.get(payload["voice"])
        if voice is not None:
            seals = [value["sealed"] for value in payload.values() if isinstance(value, dict) and "sealed" in value]
            named |= dict.fromkeys(seals, (voice, entry))
    rows = {str(row.uuid): row for row in Sealed.objects.filter(uuid__in=named)}
    texts: dict[int, list[Text]] = {voice.pk: [] for voice in voices}
    for name, (voice, entry) in named.items():
        if name in rows:
            texts[voice.pk].append(Text(entry.thread, entry.verb, entry.at, rows[name]))
    return texts


def shred_texts(texts: Sequence[Text], *, by: Viewer, now: datetime) -> int:
    """Shred what is not shredded yet; each thread says in one entry which seals are empty now. Gives how many."""
    open_texts = [text for text in texts if text.row.shredded_at is None]
    threads = {text.thread.pk: text.thread for text in open_texts}
    with writing(by=by, now=now) as writer:
        for key, thread in sorted(threads.items()):
            going = [text.row for text in open_texts if text.thread.pk == key]
            writer.entry(thread, "redacted", {"sealed": [str(row.uuid) for row in going]}, on_behalf_of="")
            for row in going:
                shred(row, now=now)
    return len(open_texts)


def _calls(voices: Sequence[Voice]) -> list[tuple[CallRequest, bool]]:
    """What units had asked of speakers in her matters; the second value says that she was the only speaker."""
    rows = CallRequest.objects.filter(
        matter__links__voice__in=[voice.pk for voice in voices], matter__links__undone_at=None
    )
    found = []
    mine = {voice.pk for voice in voices}
    for row in rows.select_related("matter__thread", "unit").distinct().order_by("pk"):
        speakers = set(row.matter.links.filter(undone_at=None).values_list("voice_id", flat=True))
        found.append((row, speakers <= mine))
    return found


def _what() -> dict[str, str]:
    return {
        "heard": _("说过的话"),
        "corrected": _("补充的话"),
        "answered": _("给本人的答复"),
        "judged": _("评议时说的"),
        "said_again": _("又出问题时说的"),
    }


def _lines(person: Person) -> Iterator[Row]:
    voices = list(voices_of(person))
    what, texts = _what(), texts_of(voices)
    for voice in voices:
        number = voice.thread.number
        facts = [str(voice.get_kind_display()), str(voice.get_channel_display()), str(voice.get_state_display())]
        if voice.words_public:
            facts.append(_("同意公开原话"))
        facts += [part for part in (voice.speaker_name, voice.speaker_phone) if part]
        yield Row(voice.heard_at, _("一条民声"), " · ".join(facts), number)
        if voice.slip_printed_at:
            yield Row(voice.slip_printed_at, _("回执"), _("密码只存一个印记，看不出原来的字"), number)
        yield from _sent(voice, number)
        for text in texts[voice.pk]:
            if text.row.text:
                yield Row(text.at, what[text.verb], text.row.text, text.thread.number)
    judged = Evaluation.objects.filter(voice__in=[voice.pk for voice in voices]).select_related("matter__thread")
    stays = _("评议算在这件事的结果里，只留次数和分数，不留是谁")
    for row in judged.order_by("pk"):
        said = " · ".join(
            [
                _("解决了") if row.solved else _("没有解决"),
                _("有人认真听") if row.heard else _("没有人认真听"),
                _("满意 %(n)s 分") % {"n": row.satisfied},
            ]
        )
        yield Row(row.at, _("评议"), said, row.matter.thread.number, stays)
    shared = _("这个电话也问了别的邻居，分不开")
    for call, alone in _calls(voices):
        said = "　".join(part for part in (call.text, call.outcome) if part)
        if said:
            yield Row(call.asked_at, _("替单位打电话"), said, call.matter.thread.number, "" if alone else shared)


def _sent(voice: Voice, number: str) -> Iterator[Row]:
    """What a program sent with the voice."""
    posted: Posted | None = getattr(voice, "posted", None)
    if posted is not None:
        sent = " · ".join(part for part in (posted.address, posted.email, posted.media_url, posted.attributes) if part)
        if sent:
            yield Row(voice.heard_at, _("随话一起递来的"), sent, number)


def _forget(person: Person, by: Viewer, now: datetime) -> Done:
    voices = list(voices_of(person))
    before = list(_lines(person))
    calls = [call for call, alone in _calls(voices) if alone]
    for call in calls:
        call.text, call.outcome = "", ""
        call.save(update_fields=["text", "outcome"])
    for voice in voices:
        release(voice, by=by, now=now)
    return Done(sum(not row.stays for row in before), tuple(holdings.kept(row.stays for row in before)))


def release(voice: Voice, *, by: Viewer, now: datetime) -> None:
    """Shred what was said in a voice and untie it from whoever spoke; what is not over is taken back."""
    with writing(by=by, now=now) as writer:
        shred_texts(texts_of([voice])[voice.pk], by=by, now=now)
        running = voice.links.filter(undone_at=None).exclude(matter__phase__in=_OVER).exists()
        if voice.state == Voice.State.WAITING or (voice.state == Voice.State.LINKED and running):
            writer.entry(voice.thread, "withdrawn", {}, on_behalf_of="")
            voice.state, voice.due_at = Voice.State.WITHDRAWN, None
            if voice.thread.kind == "voice":
                writer.face(voice.thread, state=Voice.State.WITHDRAWN, due=None)
        voice.speaker, voice.speaker_name, voice.speaker_phone = None, "", ""
        voice.words_public, voice.slip_mac = False, ""
        voice.topics.clear()
        voice.save()
        Posted.forget(voice)


def _busy() -> QuerySet[Any, Any]:
    """People with a voice that waits or whose matter is not over."""
    running = VoiceLink.objects.filter(voice=OuterRef("pk"), undone_at=None).exclude(matter__phase__in=_OVER)
    live = Q(state=Voice.State.WAITING) | Q(state=Voice.State.LINKED) & Exists(running)
    return Voice.objects.filter(live, speaker__isnull=False).values("speaker")


def register() -> None:
    """Name the part of this app."""
    holdings.register(
        "voices",
        gettext_lazy("说过的话和评议"),
        lines=_lines,
        erase=_forget,
        covers=[
            "voice.Voice",
            "voice.Posted",
            "voice.Topic",
            "voice.Correction",
            "voice.Evaluation",
            "voice.CallRequest",
            "records.Sealed",
        ],
        rank=20,
        busy=_busy,
    )
