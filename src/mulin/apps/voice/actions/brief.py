"""A brief's life: begun, worded, its matters chosen, published with its figures, answered.

While it is being written only its beginning stands in the register: nobody outside sees it yet. Quotations are never
stored: they are read anew each time from the voices whose speakers agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mulin import canon
from mulin.apps.voice.models import Brief, Matter
from mulin.apps.voice.queries.brief import cited, counted
from mulin.apps.voice.rules import brief as rules
from mulin.apps.voice.rules.matter import Phase
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.places.models import Place
from mulin.core.records import once
from mulin.core.records.days import local_day
from mulin.core.records.locking import locked
from mulin.core.records.models import Chain
from mulin.core.records.writing import REGISTER, writing
from mulin.core.refusals import Changed, Refusal

KIND, WRITE = "brief", "brief.write"


@dataclass(frozen=True)
class Asking:
    """What is typed: its title, who is asked, and for what."""

    title: str
    asked: str
    ask: str


def _checked(asking: Asking) -> Asking:
    asking = Asking(" ".join(asking.title.split()), " ".join(asking.asked.split()), asking.ask.strip())
    if not asking.title or not asking.asked or not asking.ask:
        raise Refusal(_("请写明叫什么、请谁办、请他们办什么。"))
    if len(asking.ask) > rules.LONGEST_ASK:
        raise Refusal(_("请他们办什么，最多写 %(n)s 个字。") % {"n": rules.LONGEST_ASK})
    return asking


def _take(number: str, by: Viewer, *states: str) -> Brief:
    brief = locked(Brief.objects.select_related("thread", "place"), thread__number=number)
    if brief is None:
        raise Http404
    gate.need(by, "write", brief)
    if brief.state not in states:
        raise Refusal(_("这份建议现在是“%(state)s”，不能这样做。") % {"state": brief.get_state_display()})
    return brief


def make(*, asking: Asking, place: Place, by: Viewer, now: datetime, key: str = "") -> Brief:
    """Begin a brief; it has a number, which nobody outside sees yet.

    Raises
    ------
    Refusal
        Something is not written.
    Http404
        The actor does not write briefs at that place.
    """
    if not by.can(WRITE, place.path):
        raise Http404
    asking = _checked(asking)
    with writing(by=by, now=now) as writer:
        earlier = once.claim(key, now=now)
        if earlier is not None:
            return Brief.objects.select_related("thread", "place").get(thread__number=earlier)
        codes = place.path.strip("/").split("/")
        thread = writer.open(
            kind=KIND,
            place_code=codes[1] if len(codes) > 1 else codes[0],
            place_path=place.path,
            state=Brief.State.DRAFT,
            year=local_day(now).year,
            title=asking.title,
        )
        brief = Brief.objects.create(
            thread=thread,
            title=asking.title,
            asked=asking.asked,
            ask=asking.ask,
            place=place,
            place_path=place.path,
            made_by=by.ref,
            made_at=now,
        )
        writer.entry(thread, "brief_made", {})
        once.settle(key, thread.number)
    return brief


def reword(*, number: str, asking: Asking, version: int, by: Viewer, now: datetime) -> Brief:
    """Write it differently while it is a draft.

    Raises
    ------
    Changed
        Somebody else wrote it differently after the form was opened.
    Refusal
        Something is not written, or it is published.
    Http404
        There is none, or the actor may not write it.
    """
    asking = _checked(asking)
    with writing(by=by, now=now) as writer:
        brief = _take(number, by, Brief.State.DRAFT)
        if brief.version != version:
            raise Changed(_("别人刚改过这份建议。请看一看现在的样子，再改一次。"))
        brief.title, brief.asked, brief.ask, brief.version = asking.title, asking.asked, asking.ask, version + 1
        brief.save(update_fields=["title", "asked", "ask", "version"])
        writer.face(brief.thread, title=asking.title)
    return brief


def choose(*, number: str, matters: Iterable[str], by: Viewer) -> int:
    """Add matters by their numbers; gives how many it has now.

    Raises
    ------
    Refusal
        It is published, or has too many.
    Http404
        There is none, or the actor may not write it.
    """
    with transaction.atomic():
        brief = _take(number, by, Brief.State.DRAFT)
        known = gate.visible(Matter.objects.exclude(phase=Phase.MERGED), by, "read")
        brief.matters.add(*known.filter(thread__number__in=list(matters)[: rules.MOST_MATTERS + 1]))
        many = brief.matters.count()
        if many > rules.MOST_MATTERS:
            raise Refusal(_("一份建议最多放 %(n)s 件事。") % {"n": rules.MOST_MATTERS})
    return many


def leave_out(*, number: str, matter: str, by: Viewer) -> None:
    """Take a matter out again.

    Raises
    ------
    Refusal
        It is published.
    Http404
        There is none, or the actor may not write it.
    """
    with transaction.atomic():
        brief = _take(number, by, Brief.State.DRAFT)
        brief.matters.remove(*Matter.objects.filter(thread__number=matter))


def publish(*, number: str, by: Viewer, now: datetime) -> Brief:
    """Make it public, with the figures of this moment, the head the register has, and the last entry of each matter.

    Raises
    ------
    Refusal
        No matter is chosen, or it is public already.
    Http404
        There is none, or the actor may not write it.
    """
    with writing(by=by, now=now) as writer:
        brief = _take(number, by, Brief.State.DRAFT)
        found = counted(brief, now=now)
        if not found.matters:
            raise Refusal(_("还没有选事项。建议要有根据。"))
        rates = {str(which): [rate.good, rate.n, rate.silent] for which, rate in found.three.named()}
        numbers = [matter.thread.number for matter in found.matters]
        chain = Chain.objects.filter(name=REGISTER).first()
        brief.head = chain.head if chain else canon.GENESIS
        brief.figures = canon.dumps(
            {"figures": found.figures, "rates": rates, "matters": numbers, "cited": cited(brief)}
        )
        brief.state, brief.published_at = Brief.State.PUBLISHED, now
        brief.save(update_fields=["head", "figures", "state", "published_at"])
        writer.entry(
            brief.thread,
            "brief_published",
            {"asked": brief.asked, "content": brief.digest, "head": brief.head, "matters": numbers},
        )
        writer.face(brief.thread, state=Brief.State.PUBLISHED, public=True)
    return brief


def answer(*, number: str, text: str, on: date, by: Viewer, now: datetime) -> Brief:
    """Write down what those who were asked said, and the day they said it.

    Raises
    ------
    Refusal
        There is no answer, its day is not between publishing and today, or the brief does not wait for one.
    Http404
        There is none, or the actor may not write it.
    """
    text = text.strip()
    if not text or len(text) > rules.LONGEST_ANSWER:
        raise Refusal(_("请写下答复，最多 %(n)s 个字。") % {"n": rules.LONGEST_ANSWER})
    with writing(by=by, now=now) as writer:
        brief = _take(number, by, Brief.State.PUBLISHED)
        if brief.published_at is None or not local_day(brief.published_at) <= on <= local_day(now):
            raise Refusal(_("答复的日子要在公布以后、今天以前。"))
        brief.answer, brief.answered_on, brief.state = text, on, Brief.State.ANSWERED
        brief.save(update_fields=["answer", "answered_on", "state"])
        writer.entry(brief.thread, "brief_answered", {"asked": brief.asked, "on": str(on), "text": text})
        writer.face(brief.thread, state=Brief.State.ANSWERED)
    return brief
