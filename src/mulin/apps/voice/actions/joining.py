"""What belongs together: voices join a matter and leave it, matters merge and come apart again.

No voice is ever changed by it, nor its slip, nor the moment it was recorded; the oldest voice of a matter governs its
clock, and a matter that an older one leaves has its own clock back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from mulin.apps.voice.actions import passing_on
from mulin.apps.voice.actions.clocks import deadline, older, version_of
from mulin.apps.voice.actions.intake import take_voice
from mulin.apps.voice.actions.moving import Moving, take
from mulin.apps.voice.actions.opening import join
from mulin.apps.voice.models import Matter, Voice, VoiceLink
from mulin.apps.voice.queries.voices import same_words
from mulin.apps.voice.rules import clock
from mulin.apps.voice.rules.clock import Allowance
from mulin.apps.voice.rules.matter import LIVE, UNANSWERED, Phase
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.places.queries import community_path
from mulin.core.records.models import Thread
from mulin.core.records.writing import Writer, writing
from mulin.core.refusals import Refusal

HERSELF = "本人说是同一件事"
MOST = 2000  # letter-for-letter equal voices that one press joins


def _joining(moving: Moving, voice: Voice, reason: str) -> dict[str, Any]:
    due = older(moving, voice.recorded_at)
    return {
        "voice": voice.thread.number,
        "recorded_at": voice.recorded_at.isoformat(),
        "reason": reason,
        "due": due,
    }


def _waiting(voice: Voice) -> None:
    if voice.state != Voice.State.WAITING:
        raise Refusal(_("这条民声已经处理过了：%(state)s。") % {"state": voice.get_state_display()})


def tie(writer: Writer, moving: Moving, voices: Sequence[Voice], reason: str) -> Matter:
    """Join waiting voices, already locked, to a matter, and settle it."""
    number = moving.matter.thread.number
    for voice in voices:
        moving.move("linked", _joining(moving, voice, reason))
        passing_on.of_voice(voice, writer.entry(voice.thread, "linked_to", {"matter": number}), writer)
    join(moving.matter, voices, by=writer.by, now=writer.now, reason=reason)
    Thread.objects.filter(pk__in=[voice.thread_id for voice in voices]).update(
        state=Voice.State.LINKED, due=None, continues_in=number, changed_at=writer.now
    )
    return moving.settle()


def link(*, voice: str, matter: str, by: Viewer, now: datetime, reason: str = "", same: bool = False) -> Matter:
    """Join a waiting voice to a matter that is already there; the older clock governs.

    With `same`, the waiting voices of the community that say letter for letter the same join with it.

    Raises
    ------
    Refusal
        The voice is dealt with, or the matter is closed or merged.
    Http404
        Not a worker of the voice's place, or no such matter.
    """
    with writing(by=by, now=now) as writer:
        moving = take(writer, matter)
        row = take_voice(voice)
        gate.need(by, "matter.open", row)
        _waiting(row)
        return tie(writer, moving, [row, *others(row, by=by, same=same)], reason)


def others(voice: Voice, *, by: Viewer, together: Sequence[str] = (), same: bool = False) -> list[Voice]:
    """Waiting voices that go with one, locked: those named, and with `same` those that say letter for letter the same.

    Raises
    ------
    Refusal
        One that is named does not wait any more.
    Http404
        One that is named is not hers to deal with.
    """
    rows = {}
    for number in sorted({*together} - {voice.thread.number}):
        row = take_voice(number)
        gate.need(by, "matter.open", row)
        _waiting(row)
        rows[row.pk] = row
    if same:
        keys = list(same_words(voice, by).values_list("pk", flat=True)[:MOST])
        locked = Voice.objects.select_for_update(of=("self",)).filter(pk__in=keys, state=Voice.State.WAITING)
        rows |= {row.pk: row for row in locked.select_related("thread").order_by("pk")}
    return [rows[key] for key in sorted(rows)]


def link_own(*, voice: str, matter: str, by: Viewer, now: datetime) -> Matter:
    """A resident says that her own voice is about a matter that is there: it joins at once, marked as her own word.

    Only while the matter is being worked on: whoever joins will judge, and nobody joins in order to judge.

    Raises
    ------
    Refusal
        The voice is dealt with, or the matter is elsewhere, done or over.
    Http404
        It is not hers, or there is no such matter.
    """
    with writing(by=by, now=now) as writer:
        moving = take(writer, matter)
        row = take_voice(voice)
        gate.need(by, "own", row)
        _waiting(row)
        if moving.state.phase not in LIVE:
            raise Refusal(_("这件事已经办完或者了结了，不能再归进去。您的话会单独处理。"))
        if not moving.matter.place_path.startswith(community_path(row.place_path)):
            raise Refusal(_("这件事是别的社区的，不能归进去。您的话会单独处理。"))
        return tie(writer, moving, [row], HERSELF)


def leaving(moving: Moving, voice: Voice, reason: str) -> dict[str, Any]:
    """The payload of one voice that leaves; where it was the oldest, the clock is that of the oldest who stay."""
    state = moving.state
    payload: dict[str, Any] = {"voice": voice.thread.number, "reason": reason}
    stay = [number for number in state.voices if number != voice.thread.number]
    if state.round > 1 or voice.recorded_at != state.clock_start or not stay:
        return payload
    start = Voice.objects.filter(thread__number__in=stay).earliest("recorded_at").recorded_at
    payload["clock_start"] = max(start, state.clock_start).isoformat()
    if state.due is not None and state.phase in UNANSWERED:
        row = version_of(moving)
        due = clock.older(state.due, was=deadline(row, state.clock_start), now=deadline(row, start))
        payload["due"] = max(due, state.due).isoformat()
    return payload


def unlink(*, voice: str, matter: str, by: Viewer, now: datetime, reason: str) -> Matter:
    """Take a voice out of a matter again; it waits anew, with the clock it had.

    Raises
    ------
    Refusal
        It is not there, is the only one, has judged, or a matter bears its number; or no reason was given.
    Http404
        Not a worker of the place.
    """
    if not reason.strip():
        raise Refusal(_("请写明为什么要移出。"))
    if voice == matter:
        raise Refusal(_("这件事就是从这条民声立起来的，不能移出；可以并入另一件事。"))
    with writing(by=by, now=now) as writer:
        moving = take(writer, matter)
        row = take_voice(voice)
        gate.need(by, "matter.open", row)
        if Matter.objects.filter(thread__number=voice).exists():
            raise Refusal(_("有一件事就是从这条民声立起来、后来并进来的：请用“重新分开”把那件事整件分出去。"))
        moving.move("unlinked", leaving(moving, row, reason.strip()))
        part(moving.matter, [row], now=now)
        row.state, row.due_at = Voice.State.WAITING, clock.due(row.recorded_at, Allowance(hours=24))
        row.save(update_fields=["state", "due_at"])
        writer.entry(row.thread, "unlinked_from", {"matter": matter, "reason": reason.strip()})
        writer.face(row.thread, state=Voice.State.WAITING, due=row.due_at, continues_in="")
        return moving.settle()


def part(matter: Matter, voices: Sequence[Voice], *, now: datetime) -> None:
    """Undo the ties of voices to a matter."""
    VoiceLink.objects.filter(matter=matter, voice__in=voices, undone_at__isnull=True).update(undone_at=now)


def _carry(voices: Sequence[Voice], *, away: Matter, home: Matter, by: Viewer, now: datetime, reason: str) -> None:
    """Tie voices to another matter than they were."""
    part(away, voices, now=now)
    VoiceLink.objects.bulk_create(
        VoiceLink(voice=voice, matter=home, at=now, by=by.ref, reason=reason) for voice in voices
    )
    threads = [voice.thread_id for voice in voices]
    Thread.objects.filter(pk__in=threads, kind="voice").update(continues_in=home.thread.number, changed_at=now)


def _rows(numbers: Sequence[str]) -> list[Voice]:
    return list(Voice.objects.filter(thread__number__in=numbers).select_related("thread").order_by("pk"))


def merge(*, number: str, into: str, by: Viewer, now: datetime, reason: str) -> Matter:
    """Let one matter go on inside another: its voices judge there, its slips lead there. Undone by `unmerge`.

    Raises
    ------
    Refusal
        The same matter, one that is done, or no reason.
    Http404
        Not a worker of both places.
    """
    if number == into:
        raise Refusal(_("不能并入自己。"))
    if not reason.strip():
        raise Refusal(_("请写明为什么合并。"))
    with writing(by=by, now=now) as writer:
        first, second = (take(writer, name) for name in sorted((number, into)))
        away, home = (first, second) if first.matter.thread.number == number else (second, first)
        gate.need(by, "matter.open", away.matter)
        gate.need(by, "matter.open", home.matter)
        away.move("merged", {"into": into, "reason": reason.strip()})
        voices = _rows(away.state.voices)
        for row in voices:
            home.move("linked", _joining(home, row, reason.strip()))
        _carry(voices, away=away.matter, home=home.matter, by=by, now=now, reason=reason.strip())
        away.settle()
        return home.settle()


def unmerge(*, number: str, by: Viewer, now: datetime, reason: str) -> Matter:
    """Undo a merge, also after the other matter was delivered: the voices come back, and both have their own clocks.

    A voice that was taken out in the meantime stays out.

    Raises
    ------
    Refusal
        It was not merged, one of its voices has judged there, the other went on into a third, or no reason.
    Http404
        Not a worker of the place.
    """
    if not reason.strip():
        raise Refusal(_("请写明为什么要分开。"))
    with writing(by=by, now=now) as writer:
        away = take(writer, number)
        gate.need(by, "matter.open", away.matter)
        if away.state.phase is not Phase.MERGED:
            raise Refusal(_("这件事没有并入别的事。"))
        home = take(writer, away.state.merged_into)
        if home.state.phase is Phase.MERGED:
            raise Refusal(
                _("它并入的 %(home)s 后来又并入了 %(third)s：请先把 %(home)s 分开。")
                % {"home": away.state.merged_into, "third": home.state.merged_into}
            )
        voices = [row for row in _rows(away.state.voices) if row.thread.number in home.state.voices]
        for name in sorted(set(away.state.voices) - {row.thread.number for row in voices}):
            away.move("unlinked", {"voice": name, "reason": reason.strip()})
        for row in voices:
            home.move("unlinked", leaving(home, row, reason.strip()))
        due = deadline(version_of(away), away.state.clock_start)
        _carry(voices, away=home.matter, home=away.matter, by=by, now=now, reason=reason.strip())
        away.move("unmerged", {"due": due.isoformat(), "reason": reason.strip()})
        home.settle()
        return away.settle()
