"""What workers and the office do with matters: open, link, merge, ask a unit, agree to dates, pause."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from mulin.apps.voice import findable
from mulin.apps.voice.actions import passing_on
from mulin.apps.voice.actions.clocks import deadline, older, version_of, version_on
from mulin.apps.voice.actions.intake import take_voice
from mulin.apps.voice.actions.moving import Moving, take
from mulin.apps.voice.models import CallRequest, Commitment, Matter, Voice, VoiceLink
from mulin.apps.voice.rules import clock
from mulin.apps.voice.rules.categories import CATEGORIES
from mulin.apps.voice.rules.clock import Allowance
from mulin.apps.voice.rules.matter import HANDING, Phase
from mulin.core import gate
from mulin.core.events import MatterOpened, publish
from mulin.core.gate import Viewer
from mulin.core.groups.models import Group
from mulin.core.groups.queries import committee_of
from mulin.core.records import finding, once
from mulin.core.records.days import local_day
from mulin.core.records.writing import writing
from mulin.core.refusals import Refusal


class Conflict(Refusal):
    """Somebody else changed the matter meanwhile; what was typed is not applied."""


def open_matter(
    *,
    number: str,
    title: str,
    description: str,
    category: str,
    klass: str,
    by: Viewer,
    now: datetime,
    ask: Group | None = None,
    message: str = "",
    why: str = "",
    key: str = "",
) -> Matter:
    """Make a matter of a waiting voice, under the voice's own number, and ask a unit if it is clear which, and `why`.

    The clock started when the voice was recorded.

    Raises
    ------
    Refusal
        Title, description, category or class is missing, or the voice is already dealt with.
    Http404
        Not a worker of the place.
    """
    title, description = " ".join(title.split()), description.strip()
    if not title or not description:
        raise Refusal(_("请写好标题和说明：这是公开给大家看的，不写名字、门牌和电话。"))
    if len(title) > 60:
        raise Refusal(_("标题最多 60 个字。"))
    if category not in CATEGORIES:
        raise Refusal(_("请选一个类别。"))
    with writing(by=by, now=now) as writer:
        if once.claim(key, now=now) is not None:
            return Matter.objects.select_related("thread", "holder").get(thread__number=number)
        voice = take_voice(number)
        gate.need(by, "matter.open", voice)
        if voice.state != Voice.State.WAITING:
            raise Refusal(_("这条民声已经处理过了：%(state)s。") % {"state": voice.get_state_display()})
        committee = committee_of(voice.place_path)
        version = version_on(klass, local_day(now))
        due = deadline(version, voice.recorded_at)
        payload = {
            "title": title,
            "description": description,
            "category": category,
            "class": klass,
            "class_from": version.starts_on.isoformat(),
            "pause_days": version.pause_days,
            "due": due.isoformat(),
            "clock_start": voice.recorded_at.isoformat(),
            "holder": str(committee.uuid),
            "level": 0,
            "voices": [number],
        }
        opened = writer.entry(voice.thread, "opened", payload)
        matter = Matter.objects.create(
            thread=voice.thread,
            title=title,
            description=description,
            category=category,
            place=voice.place,
            place_path=voice.place_path,
            opened_at=now,
            klass=klass,
            klass_from=version.starts_on,
            phase=Phase.OPEN,
            level=0,
            holder=committee,
            clock_start=voice.recorded_at,
            due_at=due,
        )
        finding.index_many(findable.MATTER, [findable.matter_text(matter)])
        _join(matter, voice, by=by, now=now)
        moving = take(writer, number)
        moving.known = ()  # its first round stands in no table yet
        moving.said.append(opened)
        if ask is not None:
            _ask(moving, ask, message, why)
        moving.settle()
        once.settle(key, number)
        publish(MatterOpened(number, title, voice.place_path, now))
    return moving.matter


def _join(matter: Matter, voice: Voice, *, by: Viewer, now: datetime, reason: str = "") -> None:
    VoiceLink.objects.create(voice=voice, matter=matter, at=now, by=by.ref, reason=reason)
    voice.state, voice.due_at = Voice.State.LINKED, None
    voice.save(update_fields=["state", "due_at"])


def _joining(moving: Moving, voice: Voice, reason: str) -> dict[str, Any]:
    due = older(moving, voice.recorded_at)
    return {
        "voice": voice.thread.number,
        "recorded_at": voice.recorded_at.isoformat(),
        "reason": reason,
        "due": due,
    }


def _ask(moving: Moving, unit: Group, message: str, why: str = "") -> None:
    if not unit.answers or unit.ended_on is not None:
        raise Refusal(_("%(unit)s 现在不承接事项，请另选一家。") % {"unit": unit.name})
    fact = {"to": str(unit.uuid), "to_name": unit.name, "level": unit.level, "text": message.strip(), "why": why}
    moving.move("asked", fact)


def link(*, voice: str, matter: str, by: Viewer, now: datetime, reason: str = "") -> Matter:
    """Join a waiting voice to a matter that is already there; the older clock governs.

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
        if row.state != Voice.State.WAITING:
            raise Refusal(_("这条民声已经处理过了：%(state)s。") % {"state": row.get_state_display()})
        moving.move("linked", _joining(moving, row, reason))
        _join(moving.matter, row, by=by, now=now, reason=reason)
        joined = writer.entry(row.thread, "linked_to", {"matter": matter})
        passing_on.of_voice(row, joined, writer)
        writer.face(row.thread, state=Voice.State.LINKED, due=None, continues_in=matter)
        return moving.settle()


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
        moving.move("unlinked", {"voice": voice, "reason": reason.strip()})
        _part(moving.matter, row, now=now)
        writer.entry(row.thread, "unlinked_from", {"matter": matter, "reason": reason.strip()})
        writer.face(row.thread, state=Voice.State.WAITING, due=row.due_at, continues_in="")
        return moving.settle()


def _part(matter: Matter, voice: Voice, *, now: datetime) -> None:
    VoiceLink.objects.filter(matter=matter, voice=voice, undone_at__isnull=True).update(undone_at=now)
    voice.state = Voice.State.WAITING
    voice.due_at = clock.due(voice.recorded_at, Allowance(hours=24))
    voice.save(update_fields=["state", "due_at"])


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
        for row in Voice.objects.filter(thread__number__in=away.state.voices).select_related("thread").order_by("pk"):
            name = row.thread.number
            home.move("linked", _joining(home, row, reason.strip()))
            VoiceLink.objects.filter(matter=away.matter, voice=row, undone_at__isnull=True).update(undone_at=now)
            VoiceLink.objects.create(voice=row, matter=home.matter, at=now, by=by.ref, reason=reason.strip())
            if name != number:
                writer.face(row.thread, continues_in=into)
        away.settle()
        return home.settle()


def unmerge(*, number: str, by: Viewer, now: datetime, reason: str) -> Matter:
    """Undo a merge: the voices come back and the clock goes on from where the oldest voice started it.

    Raises
    ------
    Refusal
        It was not merged, one of its voices has judged there, or no reason.
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
        into = away.state.merged_into
        home = take(writer, into)
        due = deadline(version_of(away), away.state.clock_start)
        for row in Voice.objects.filter(thread__number__in=away.state.voices).select_related("thread").order_by("pk"):
            name = row.thread.number
            home.move("unlinked", {"voice": name, "reason": reason.strip()})
            VoiceLink.objects.filter(matter=home.matter, voice=row, undone_at__isnull=True).update(undone_at=now)
            VoiceLink.objects.create(voice=row, matter=away.matter, at=now, by=by.ref, reason=reason.strip())
            if name != number:
                writer.face(row.thread, continues_in=number)
        away.move("unmerged", {"due": due.isoformat(), "reason": reason.strip()})
        home.settle()
        return away.settle()


def edit(*, number: str, title: str, description: str, based_on: int, by: Viewer, now: datetime) -> Matter:
    """Rewrite title and description; the earlier wording stays in the register.

    Raises
    ------
    Conflict
        Somebody changed the matter after `based_on` was read.
    Refusal
        Title or description is missing.
    Http404
        Not a worker of the place.
    """
    if not title.strip() or not description.strip():
        raise Refusal(_("标题和说明都要写。"))
    with writing(by=by, now=now) as writer:
        moving = take(writer, number)
        gate.need(by, "matter.open", moving.matter)
        if moving.matter.version != based_on:
            raise Conflict(_("您打开以后，这件事有了新的变化。您写的还在，请对照新的内容再保存一次。"))
        moving.move("edited", {"title": " ".join(title.split())[:60], "description": description.strip()})
        moving.matter.description = description.strip()
        edited = moving.settle()
        finding.index_many(findable.MATTER, [findable.matter_text(edited)])
        return edited


def ask(
    *, number: str, unit: Group, by: Viewer, now: datetime, message: str = "", why: str = "", key: str = ""
) -> Matter:
    """Ask a unit to take the matter on. Workers ask first; after a refusal or a climb the office steers.

    Raises
    ------
    Refusal
        The unit takes nothing on, another has accepted it, or somebody already promised.
    Http404
        Neither a worker of the place nor the office (after a refusal: the office alone).
    """
    with writing(by=by, now=now) as writer:
        moving = take(writer, number)
        returned = moving.state.phase is Phase.RETURNED
        gate.need(by, "matter.steer" if returned else "matter.open", moving.matter)
        if once.claim(key, now=now) is not None:
            return moving.matter
        if moving.state.phase in HANDING:
            raise Refusal(_("已经有单位接了，先接的负责到底；要换一家，请用“转交”，等对方答应。"))
        _ask(moving, unit, message, why)
        once.settle(key, number)
        return moving.settle()


def agree_date(*, number: str, by: Viewer, now: datetime, agreed: bool, text: str = "") -> Matter:
    """Agree or not to the other date a unit proposed; never by the unit itself.

    Raises
    ------
    Refusal
        Nothing was proposed, or the unit agrees with itself.
    Http404
        Not a worker of the place.
    """
    with writing(by=by, now=now) as writer:
        moving = take(writer, number)
        gate.need(by, "matter.open", moving.matter)
        if by.groups & moving.state.owners:
            raise Refusal(_("提议改期的单位不能自己同意。"))
        moving.move("date_agreed" if agreed else "date_refused", {"text": text.strip()})
        if agreed:
            for promise in moving.state.open_promises:
                Commitment.objects.filter(uuid=promise.id).update(due_on=promise.due)
        return moving.settle()


def note_call(*, request: CallRequest, outcome: str, by: Viewer, now: datetime) -> CallRequest:
    """Write down what came of ringing the speaker for a unit.

    Raises
    ------
    Refusal
        Nothing was written, or it was done before.
    Http404
        Not a worker of the place.
    """
    if not outcome.strip():
        raise Refusal(_("请写下联系的结果。"))
    with writing(by=by, now=now) as writer:
        moving = take(writer, request.matter.thread.number)
        gate.need(by, "voice.record", moving.matter)
        locked = CallRequest.objects.select_for_update().get(pk=request.pk)
        if locked.done_at is not None:
            raise Refusal(_("这个请求已经有人办了。"))
        locked.done_at, locked.outcome = now, outcome.strip()[:300]
        locked.save(update_fields=["done_at", "outcome"])
        moving.move("called", {})
        moving.settle()
    return locked
