"""What a unit does: accept or decline, promise, report, deliver, explain, reply, reach the speaker.

A worker of the place may record each of these on behalf of the unit; both are kept.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from mulin.apps.voice.actions.clocks import due_day
from mulin.apps.voice.actions.moving import Moving, take
from mulin.apps.voice.models import CallRequest, Commitment, Matter
from mulin.apps.voice.rules.judgement import WINDOW_DAYS
from mulin.core import gate
from mulin.core.events import MatterDelivered, MatterPromised, publish
from mulin.core.gate import Viewer
from mulin.core.groups.models import Group
from mulin.core.groups.queries import office_of_street
from mulin.core.records import attachments, once
from mulin.core.records.days import end_of, local_day
from mulin.core.records.models import Attachment
from mulin.core.records.writing import writing
from mulin.core.refusals import Refusal


@dataclass(frozen=True)
class Photo:
    """A photo or document as uploaded, and what it shows."""

    data: bytes
    caption: str = ""


@contextmanager
def _answering(number: str, by: Viewer, now: datetime, key: str = "") -> Iterator[tuple[Moving, bool]]:
    """The matter in the hands of its holder; the second value says that this token was used before."""
    with writing(by=by, now=now) as writer:
        used = once.claim(key, now=now) is not None
        moving = take(writer, number)
        gate.need(by, "answer", moving.matter)
        if str(moving.matter.holder.uuid) not in by.groups:
            writer.on_behalf_of = f"unit:{moving.matter.holder.uuid}"
        yield moving, used
        if not used:
            once.settle(key, number)


def _keep(moving: Moving, photos: Sequence[Photo], role: str) -> list[str]:
    kept = [
        attachments.keep(
            moving.matter.thread,
            photo.data,
            role=role,
            audience=Attachment.PUBLIC,
            caption=photo.caption.strip()[:200],
            now=moving.writer.now,
        )
        for photo in photos
    ]
    return [row.sha256 for row in kept]


def _said(text: str, why: str) -> str:
    if not text.strip():
        raise Refusal(why)
    return text.strip()


def accept(*, number: str, by: Viewer, now: datetime, text: str = "") -> Matter:
    """Say that it is ours.

    Raises
    ------
    Refusal
        It does not wait for this.
    Http404
        Neither the unit's staff nor a worker of the place (true of every action here).
    """
    with _answering(number, by, now) as (moving, _used):
        moving.move("accepted", {"text": text.strip()})
        return moving.settle()


def decline(*, number: str, reason: str, by: Viewer, now: datetime) -> Matter:
    """Say that it is not ours, and why; it goes to the office the same moment, and the clock runs on.

    Raises
    ------
    Refusal
        No reason, or already promised.
    """
    why = _said(reason, _("请写明为什么不归你们管，最好说出该找谁。"))
    with _answering(number, by, now) as (moving, _used):
        office = office_of_street()
        if moving.matter.holder_id == office.pk:
            raise Refusal(_("街道办是兜底的，不能再退回。"))
        moving.move("declined", {"reason": why, "back_to": str(office.uuid), "back_to_name": office.name})
        return moving.settle()


def promise(*, number: str, what: str, due: date, by: Viewer, now: datetime, key: str = "") -> Matter:
    """Commit to something by a day.

    Raises
    ------
    Refusal
        Nothing said, a day in the past or too far, or the matter is not being answered.
    """
    said = _said(what, _("请写明承诺办什么。"))[:300]
    day = due_day(due, now)
    with _answering(number, by, now, key) as (moving, used):
        if used:
            return moving.matter
        name = uuid.uuid4()
        holder = moving.matter.holder
        moving.move(
            "promised",
            {"id": str(name), "owner": str(holder.uuid), "owner_name": holder.name, "what": said, "due": day},
        )
        Commitment.objects.create(
            uuid=name,
            matter=moving.matter,
            round=moving.state.round,
            owner=holder,
            what=said,
            due_on=due,
            promised_at=now,
        )
        publish(MatterPromised(number, holder.name, said, due, now))
        return moving.settle()


def propose_date(*, number: str, due: date, text: str, by: Viewer, now: datetime, key: str = "") -> Matter:
    """Ask for a later day, with a reason; a worker agrees or not.

    Raises
    ------
    Refusal
        No reason, or not later than what was promised.
    """
    why = _said(text, _("请写明为什么要改期。"))
    with _answering(number, by, now, key) as (moving, used):
        if used:
            return moving.matter
        moving.move("date_proposed", {"due": due_day(due, now), "text": why})
        return moving.settle()


def plan(*, number: str, text: str, due: date, by: Viewer, now: datetime, key: str = "") -> Matter:
    """Say honestly that it is in the plan and what the next milestone is.

    Raises
    ------
    Refusal
        No milestone, or a promise is already running.
    """
    what = _said(text, _("请写明下一步是什么。"))[:300]
    with _answering(number, by, now, key) as (moving, used):
        if used:
            return moving.matter
        moving.move("milestone", {"text": what, "due": due_day(due, now)})
        return moving.settle()


def report(*, number: str, text: str, by: Viewer, now: datetime, photos: Sequence[Photo] = (), key: str = "") -> Matter:
    """Say how far it is, with photos if there are any.

    Raises
    ------
    Refusal
        Nothing said.
    BadFile
        A photo cannot be kept.
    """
    what = _said(text, _("请写一句进展。"))
    with _answering(number, by, now, key) as (moving, used):
        if not used:
            moving.move("progress", {"text": what, "photos": _keep(moving, photos, "before")})
            moving.settle()
        return moving.matter


def deliver(
    *,
    number: str,
    commitment: uuid.UUID,
    text: str,
    photos: Sequence[Photo],
    by: Viewer,
    now: datetime,
    key: str = "",
) -> Matter:
    """Say that a promise is kept and show it; when all are, those who spoke are asked.

    Raises
    ------
    Refusal
        Nothing said, nothing shown, or no such open promise.
    BadFile
        A photo cannot be kept.
    """
    what = _said(text, _("请写明办成了什么样。"))
    if not photos:
        raise Refusal(_("办完要有凭据：请拍一张照片，或附上单据。"))
    with _answering(number, by, now, key) as (moving, used):
        if used:
            return moving.matter
        window = end_of(local_day(now) + timedelta(days=WINDOW_DAYS))
        kept = _keep(moving, photos, "after")
        moving.move(
            "delivered",
            {"id": str(commitment), "text": what, "photos": kept, "window_ends": window.isoformat()},
        )
        Commitment.objects.filter(uuid=commitment).update(delivered_at=now)
        if not moving.state.open_promises:
            publish(MatterDelivered(number, now))
        return moving.settle()


def explain(*, number: str, text: str, ground: str, by: Viewer, now: datetime) -> Matter:
    """Say that it cannot be done, and on what ground; those who spoke may object.

    Raises
    ------
    Refusal
        No explanation or no ground.
    """
    why = _said(text, _("请用大白话说明为什么办不了。"))
    law = _said(ground, _("请写明依据：哪条规定，或者什么实际情况。"))
    with _answering(number, by, now) as (moving, _used):
        window = end_of(local_day(now) + timedelta(days=WINDOW_DAYS))
        moving.move("explained", {"text": why, "ground": law, "window_ends": window.isoformat()})
        Commitment.objects.filter(matter=moving.matter, delivered_at__isnull=True, dropped_at__isnull=True).update(
            dropped_at=now
        )
        return moving.settle()


def reply(*, number: str, text: str, by: Viewer, now: datetime, key: str = "") -> Matter:
    """Answer in public to what was judged; also by a unit that held the matter before it climbed.

    Raises
    ------
    Refusal
        Nothing said.
    Http404
        Neither the holder, a former holder, nor a worker of the place.
    """
    what = _said(text, _("请写下答复。"))
    with writing(by=by, now=now) as writer:
        said_before = once.claim(key, now=now) is not None
        moving = take(writer, number)
        formerly = by.groups & moving.state.owners
        if not formerly:
            gate.need(by, "answer", moving.matter)
        unit = Group.objects.get(uuid=min(formerly)) if formerly else moving.matter.holder
        if str(unit.uuid) not in by.groups:
            writer.on_behalf_of = f"unit:{unit.uuid}"
        if said_before:
            return moving.matter
        moving.move("replied", {"text": what, "unit": unit.name})
        return moving.settle()


def want_call(*, number: str, text: str, by: Viewer, now: datetime, key: str = "") -> CallRequest:
    """Ask the counter to reach the speaker.

    Raises
    ------
    Refusal
        It was not said what about.
    """
    what = _said(text, _("请写明要问什么、什么时候方便。"))[:300]
    with _answering(number, by, now, key) as (moving, used):
        wanted = CallRequest.objects.filter(matter=moving.matter, text=what).order_by("-pk").first() if used else None
        if wanted is not None:
            return wanted
        moving.move("call_wanted", {})
        moving.settle()
        return CallRequest.objects.create(matter=moving.matter, unit=moving.matter.holder, text=what, asked_at=now)
