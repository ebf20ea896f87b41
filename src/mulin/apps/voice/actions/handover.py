"""Handing a matter on: who received it first stays responsible, and its clock runs, until the other unit says yes."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from mulin.apps.voice.actions.moving import take
from mulin.apps.voice.models import Matter
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.groups.models import Group
from mulin.core.records import once
from mulin.core.records.writing import writing
from mulin.core.refusals import Refusal


def hand_over(*, number: str, unit: Group, text: str, by: Viewer, now: datetime, key: str = "") -> Matter:
    """Ask another unit to take over what was accepted; nothing changes hands before it agrees.

    Raises
    ------
    Refusal
        The unit takes nothing on, holds the matter already, or another is being asked.
    Http404
        Neither the unit's staff nor a worker of the place.
    """
    if not unit.answers or unit.ended_on is not None:
        raise Refusal(_("%(unit)s 现在不承接事项，请另选一家。") % {"unit": unit.title})
    with writing(by=by, now=now) as writer:
        moving = take(writer, number)
        gate.need(by, "answer", moving.matter)
        if once.claim(key, now=now) is not None:
            return moving.matter
        holder = moving.matter.holder
        if str(holder.uuid) not in by.groups:
            writer.on_behalf_of = f"unit:{holder.uuid}"
        fact = {"to": str(unit.uuid), "to_name": unit.name, "holder_name": holder.name, "text": text.strip()[:300]}
        moving.move("handover_proposed", fact)
        once.settle(key, number)
        return moving.settle()


def answer_handover(*, number: str, agreed: bool, text: str, by: Viewer, now: datetime) -> Matter:
    """Take over what another unit wants to hand on, or leave it with whoever received it first.

    Raises
    ------
    Refusal
        Nothing is being handed on, or whoever hands it on answers for the other.
    Http404
        Neither the staff of the unit that was asked nor a worker of the place.
    """
    with writing(by=by, now=now) as writer:
        moving = take(writer, number)
        if not moving.state.handover:
            raise Refusal(_("没有人要转交这件事。"))
        gate.need(by, "take", moving.matter)
        if moving.state.handover not in by.groups:
            if moving.state.holder in by.groups:
                raise Refusal(_("要对方自己答应，转交的单位不能替它答应。"))
            writer.on_behalf_of = f"unit:{moving.state.handover}"
        unit = Group.objects.filter(uuid=moving.state.handover).first()
        if unit is None:
            raise Http404
        fact = {"to": str(unit.uuid), "to_name": unit.name, "level": unit.level, "text": text.strip()[:300]}
        moving.move("handover_accepted" if agreed else "handover_refused", fact)
        return moving.settle()
