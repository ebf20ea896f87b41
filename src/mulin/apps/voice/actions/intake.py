"""Hearing somebody: record, correct, consent, answer on the spot, refer, withdraw."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404
from django.utils.translation import gettext as _

from mulin.apps.voice import findable
from mulin.apps.voice.actions import passing_on, slips
from mulin.apps.voice.actions.slips import Slip
from mulin.apps.voice.models import Channel, Correction, Kind, Posted, Voice
from mulin.core import gate
from mulin.core.events import ConsentWithdrawn, VoiceHeard, publish
from mulin.core.gate import Viewer
from mulin.core.groups.models import Group
from mulin.core.people import queries as people
from mulin.core.people.models import Person, Purpose
from mulin.core.places.models import Place
from mulin.core.records import finding, once
from mulin.core.records.days import local_day
from mulin.core.records.locking import locked
from mulin.core.records.sealed import seal, shred
from mulin.core.records.writing import Writer, writing
from mulin.core.refusals import Refusal

LONGEST = 20_000  # characters of one voice
HEARING = timedelta(hours=24)  # a worker turns to a new voice within a day; local default
OLDEST = timedelta(days=365 * 60)  # nobody remembers further back; a year typed wrong is caught


@dataclass(frozen=True)
class Speaker:
    """Who spoke: a registered person, a unit, or what a passer-by gave of herself (all of it may be empty)."""

    person: Person | None = None
    group: Group | None = None
    name: str = ""
    phone: str = ""


ANONYMOUS = Speaker()


def _place_code(path: str) -> str:
    codes = path.strip("/").split("/")
    return codes[1] if len(codes) > 1 else codes[0]


def clean_words(words: str) -> str:
    """Words as they may be stored.

    Raises
    ------
    Refusal
        Empty or too long.
    """
    text = words.replace("\x00", "").replace("\r\n", "\n").strip()
    text = text.encode("utf-8", "ignore").decode("utf-8")
    if not text:
        raise Refusal(_("还没有写说了什么。"))
    if len(text) > LONGEST:
        raise Refusal(
            _("一次最多记 %(most)s 个字，现在有 %(now)s 个。请分成几条。") % {"most": LONGEST, "now": len(text)}
        )
    return text


def check(words: str, heard_at: datetime | None, now: datetime) -> tuple[str, datetime]:
    """The words and the moment as they would be recorded.

    Raises
    ------
    Refusal
        Nothing was said, too much, or at a moment that cannot be.
    """
    return clean_words(words), clean_moment(heard_at, now)


def clean_moment(heard_at: datetime | None, now: datetime) -> datetime:
    """When it was heard, as it may be stored; now when nobody said.

    Raises
    ------
    Refusal
        In the future, or too long ago.
    """
    heard = heard_at or now
    if heard > now + timedelta(minutes=5):
        raise Refusal(_("听到的时间不能在将来。"))
    if heard < now - OLDEST:
        raise Refusal(_("听到的时间太早了，请检查年份。"))
    return heard


def record(
    *,
    by: Viewer,
    now: datetime,
    words: str,
    channel: str,
    place: Place,
    kind: str = Kind.COMPLAINT,
    speaker: Speaker = ANONYMOUS,
    heard_at: datetime | None = None,
    words_public: bool = False,
    with_slip: bool = True,
    stack: uuid.UUID | None = None,
    source_key: str = "",
    key: str = "",
) -> Slip:
    """Write down what somebody said; opens its register number and, with `with_slip`, its secret.

    The clock starts now; when it was heard is kept beside it. The same `key` records once and gives the same slip.

    Raises
    ------
    Refusal
        Nothing was said, too much was said, it was heard in the future, or a child's words are to be public without
        her guardian.
    """
    text, heard = check(words, heard_at, now)
    if words_public:
        _check_child(speaker.person, now)
    person_ref = str(speaker.person.uuid) if speaker.person else ""
    helped = bool(by.grants) and by.person != person_ref
    with writing(by=by, now=now, on_behalf_of=person_ref if helped else "") as writer:
        earlier = once.claim(key, now=now)
        if earlier is not None:
            voice = Voice.objects.select_related("thread", "place", "words").get(thread__number=earlier)
            return Slip(voice, slips.make_secret(earlier, key) if with_slip else "")
        thread = writer.open(
            kind="voice",
            place_code=_place_code(place.path),
            place_path=place.path,
            state=Voice.State.WAITING,
            year=local_day(now).year,
            due=now + HEARING,
        )
        sealed, words_ref = seal(text)
        voice = Voice.objects.create(
            thread=thread,
            words=sealed,
            kind=kind,
            channel=channel,
            place=place,
            place_path=place.path,
            speaker=speaker.person,
            speaker_group=speaker.group,
            speaker_name="" if speaker.person else speaker.name[:120],
            speaker_phone="" if speaker.person else speaker.phone[:40],
            recorded_by=by.ref,
            heard_at=heard,
            recorded_at=now,
            due_at=now + HEARING,
            words_public=words_public,
            stack=stack,
            source_key=source_key,
        )
        writer.entry(
            thread,
            "heard",
            {
                "words": words_ref,
                "channel": channel,
                "kind": kind,
                "place": place.path,
                "heard_at": heard.isoformat(),
                "unit": str(speaker.group.uuid) if speaker.group else "",
                "words_public": words_public,
            },
        )
        finding.index(findable.VOICE, voice.pk, text, marks=findable.marks_of(place.path))
        slip = slips.issue(writer, voice, key=key) if with_slip else Slip(voice, "")
        once.settle(key, thread.number)
        publish(VoiceHeard(thread.number, place.path, channel, now))
    return slip


def take_voice(number: str) -> Voice:
    """Lock a voice by its number.

    Raises
    ------
    Http404
        There is none.
    """
    voice = locked(Voice.objects.select_related("thread", "place", "words", "speaker"), thread__number=number)
    if voice is None:
        raise Http404
    return voice


def _own(by: Viewer, voice: Voice) -> None:
    if not (gate.may(by, "own", voice) or gate.may(by, "voice.record", voice)):
        raise Http404


def for_whom(by: Viewer, voice: Voice) -> str:
    """On whose behalf somebody acts on a voice: the speaker's, unless it is herself or she is not known."""
    person = str(voice.speaker.uuid) if voice.speaker else ""
    return "" if by.person == person or gate.may(by, "own", voice) else person


def correct(*, number: str, words: str, by: Viewer, now: datetime, key: str = "") -> Correction | None:
    """Add to one's own words; the first words stay beside it. None when the token was already used.

    Raises
    ------
    Refusal
        Nothing was said, too much, or the voice was withdrawn.
    Http404
        She is neither the speaker nor a worker of the place.
    """
    text = clean_words(words)
    with writing(by=by, now=now) as writer:
        if once.claim(key, now=now) is not None:
            return None
        voice = take_voice(number)
        _own(by, voice)
        if voice.state == Voice.State.WITHDRAWN:
            raise Refusal(_("这条民声已经收回了。"))
        sealed, words_ref = seal(text)
        writer.entry(voice.thread, "corrected", {"words": words_ref}, on_behalf_of=for_whom(by, voice))
        once.settle(key, number)
        added = Correction.objects.create(voice=voice, words=sealed, at=now, by=by.ref)
        finding.refresh(findable.VOICE, [voice.pk])
        return added


def confirm(*, number: str, by: Viewer, now: datetime) -> Voice:
    """Say that what another hand wrote down is what one said. Saying it again changes nothing.

    Raises
    ------
    Refusal
        She wrote it herself, took it back, or whoever wrote it down would confirm it for her.
    Http404
        She is neither the speaker nor a worker acting for her.
    """
    with writing(by=by, now=now) as writer:
        voice = take_voice(number)
        _own(by, voice)
        if not voice.by_another_hand:
            raise Refusal(_("这是本人自己写的，不用确认。"))
        if voice.state == Voice.State.WITHDRAWN:
            raise Refusal(_("这条民声已经收回了。"))
        if by.ref and by.ref == voice.recorded_by and not gate.may(by, "own", voice):
            raise Refusal(_("当初记录的人不能替人确认，请换一位同事。"))
        if voice.confirmed_at is None:
            voice.confirmed_at = now
            voice.save(update_fields=["confirmed_at"])
            writer.entry(voice.thread, "confirmed", {}, on_behalf_of=for_whom(by, voice))
    return voice


def _check_child(person: Person | None, now: datetime, number: str = "") -> None:
    """Under 14 only a guardian agrees that words are shown: her delegate's yes has to stand already."""
    if person is None or not people.is_child(person, now=now):
        return
    if not people.allows(person, Purpose.WORDS, now=now, subject=number):
        raise Refusal(_("未满十四周岁，公开原话要由监护人同意：请先登记监护人的委托和同意。"))


def on_consent_withdrawn(said: ConsentWithdrawn) -> None:
    """Take her words off the public pages, whichever way she had agreed."""
    if said.purpose != Purpose.WORDS:
        return
    rows = Voice.objects.filter(speaker__uuid=said.person, words_public=True).select_related("thread")
    if said.subject:
        rows = rows.filter(thread__number=said.subject)
    with writing(by=Viewer(ref=said.by), now=said.at, on_behalf_of=said.person) as writer:
        for voice in rows.order_by("pk"):
            voice.words_public = False
            voice.save(update_fields=["words_public"])
            writer.entry(voice.thread, "consent_withdrawn", {})


def consent(*, number: str, public: bool, by: Viewer, now: datetime) -> Voice:
    """Let the words be shown on the public page, or take that back.

    Raises
    ------
    Refusal
        She is under 14 and no guardian agreed.
    Http404
        She is neither the speaker nor a worker acting for her.
    """
    with writing(by=by, now=now) as writer:
        voice = take_voice(number)
        _own(by, voice)
        if public:
            _check_child(voice.speaker, now, number)
        if voice.words_public != public:
            voice.words_public = public
            voice.save(update_fields=["words_public"])
            verb = "consented" if public else "consent_withdrawn"
            writer.entry(voice.thread, verb, {}, on_behalf_of=for_whom(by, voice))
    return voice


def _end(writer: Writer, voice: Voice, state: str, verb: str, payload: dict[str, object]) -> Voice:
    if voice.state != Voice.State.WAITING:
        raise Refusal(_("这条民声已经处理过了：%(state)s。") % {"state": voice.get_state_display()})
    voice.state, voice.due_at = state, None
    voice.save(update_fields=["state", "due_at"])
    line = writer.entry(voice.thread, verb, payload)
    writer.face(voice.thread, state=state, due=None)
    passing_on.of_voice(voice, line, writer)
    return voice


def answer(*, number: str, text: str, by: Viewer, now: datetime) -> Voice:
    """Answer on the spot; the answer is readable with the slip.

    Raises
    ------
    Refusal
        No answer was written, or the voice is already dealt with.
    Http404
        Not a worker of the place.
    """
    if not text.strip():
        raise Refusal(_("请写下怎么答复的，反映人凭回执能看到。"))
    with writing(by=by, now=now) as writer:
        voice = take_voice(number)
        gate.need(by, "matter.open", voice)
        sealed, text_ref = seal(text.strip())
        del sealed
        return _end(writer, voice, Voice.State.ANSWERED, "answered", {"text": text_ref})


def refer(*, number: str, where: str, by: Viewer, now: datetime) -> Voice:
    """Hand on what is not for the sub-district at all (a court, another city), saying where.

    Raises
    ------
    Refusal
        It was not said where, or the voice is already dealt with.
    Http404
        Not a worker of the place.
    """
    if not where.strip():
        raise Refusal(_("请写明转到哪里、找谁、电话多少。"))
    with writing(by=by, now=now) as writer:
        voice = take_voice(number)
        gate.need(by, "matter.open", voice)
        return _end(writer, voice, Voice.State.REFERRED, "referred", {"where": where.strip()})


def withdraw(*, number: str, by: Viewer, now: datetime, forget: bool = False) -> Voice:
    """Take one's words back. A matter that stands on other voices goes on; `forget` also shreds the words.

    Raises
    ------
    Refusal
        Already withdrawn, or already judged on.
    Http404
        She is neither the speaker nor a worker acting for her.
    """
    with writing(by=by, now=now) as writer:
        voice = take_voice(number)
        _own(by, voice)
        if voice.state == Voice.State.WITHDRAWN:
            raise Refusal(_("这条民声已经收回了。"))
        voice.state, voice.due_at = Voice.State.WITHDRAWN, None
        voice.save(update_fields=["state", "due_at"])
        writer.entry(voice.thread, "withdrawn", {}, on_behalf_of=for_whom(by, voice))
        if voice.thread.kind == "voice":
            writer.face(voice.thread, state=Voice.State.WITHDRAWN, due=None)
        if forget:
            sealed = [voice.words, *(row.words for row in voice.corrections.select_related("words"))]
            writer.entry(voice.thread, "redacted", {"sealed": [str(row.uuid) for row in sealed]})
            for row in sealed:
                shred(row, now=now)
            voice.speaker_name = voice.speaker_phone = ""
            voice.save(update_fields=["speaker_name", "speaker_phone"])
            Posted.forget(voice)
    return voice


__all__ = [
    "ANONYMOUS",
    "Channel",
    "Speaker",
    "answer",
    "confirm",
    "consent",
    "correct",
    "for_whom",
    "record",
    "refer",
    "take_voice",
    "withdraw",
]
