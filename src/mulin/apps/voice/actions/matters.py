"""What workers and the office do with matters: open, ask a unit, agree to dates, pause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from mulin.apps.voice import findable
from mulin.apps.voice.actions.categories import decide
from mulin.apps.voice.actions.intake import take_voice
from mulin.apps.voice.actions.joining import others, tie
from mulin.apps.voice.actions.moving import Moving, take
from mulin.apps.voice.actions.opening import begin, wording
from mulin.apps.voice.models import CallRequest, Commitment, Matter, Voice
from mulin.apps.voice.rules.matter import HANDING, Phase
from mulin.core import gate
from mulin.core.events import MatterOpened, publish
from mulin.core.gate import Viewer
from mulin.core.groups.models import Group
from mulin.core.groups.queries import committee_of
from mulin.core.records import finding, once
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
    suggested: str = "",
    together: Sequence[str] = (),
    same: bool = False,
    key: str = "",
) -> Matter:
    """Make a matter of a waiting voice, under the voice's own number, and ask a unit if it is clear which, and `why`.

    The clock started when the voice was recorded. `suggested` is the category that was proposed: the worker's own
    choice is what the suggestions learn from. Other waiting voices may join at once: those named in `together`, and
    with `same` all of the community that say letter for letter the same.

    Raises
    ------
    Refusal
        Title, description, category or class is missing, or the voice is already dealt with.
    Http404
        Not a worker of the place.
    """
    text = wording(title=title, description=description, category=category, klass=klass)
    with writing(by=by, now=now) as writer:
        if once.claim(key, now=now) is not None:
            return Matter.objects.select_related("thread", "holder").get(thread__number=number)
        voice = take_voice(number)
        gate.need(by, "matter.open", voice)
        if voice.state != Voice.State.WAITING:
            raise Refusal(_("这条民声已经处理过了：%(state)s。") % {"state": voice.get_state_display()})
        moving = begin(writer, [voice], text, holder=committee_of(voice.place_path))
        decide(moving.matter, category, suggested=suggested, by=by, now=now)
        if ask is not None:
            _ask(moving, ask, message, why)
        tie(writer, moving, others(voice, by=by, together=together, same=same), "")
        once.settle(key, number)
        publish(MatterOpened(number, text.title, voice.place_path, now))
    return moving.matter


def _ask(moving: Moving, unit: Group, message: str, why: str = "") -> None:
    if not unit.answers or unit.ended_on is not None:
        raise Refusal(_("%(unit)s 现在不承接事项，请另选一家。") % {"unit": unit.title})
    fact = {"to": str(unit.uuid), "to_name": unit.name, "level": unit.level, "text": message.strip(), "why": why}
    moving.move("asked", fact)


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
