"""Everything that changes notifications. None of it writes a register entry: see the package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mulin.core.gate import Viewer
from mulin.core.notifications import ports, rules
from mulin.core.notifications.models import Notification, Pace, Way, Wish
from mulin.core.people import queries as people
from mulin.core.people.models import Person, Purpose
from mulin.core.refusals import Refusal

LONGEST = 300
LISTED = (Way.CALL, Way.VISIT)  # done by people


@dataclass(frozen=True)
class Draft:
    """One sentence for one speaker; `phone` says whether a number to ring is known without a registration."""

    number: str
    person: Person | None
    place_path: str
    phone: bool = False


def _way(draft: Draft, wishes: dict[int, Wish], now: datetime) -> tuple[str, str]:
    """By which way and at which pace; `none` where nobody can or may be reached."""
    person = draft.person
    if person is None:
        return (Way.CALL if draft.phone else Way.NONE), Pace.ONCE
    wish = wishes.get(person.pk)
    way, pace = (wish.way, wish.pace) if wish else (Way.CALL, Pace.ONCE)
    if way in ports.PORTS and ports.port(way) is None:
        way = Way.CALL
    no_call = not person.phone or people.took_back(person, Purpose.CONTACT, now=now, subject=draft.number)
    if way == Way.CALL and no_call:
        way = Way.VISIT
    return way, pace


def tell(*, app: str, about: str, text: str, drafts: Sequence[Draft], now: datetime) -> int:
    """Put one sentence down for each speaker, in the caller's transaction; gives for how many."""
    known = {draft.person.pk for draft in drafts if draft.person}
    wishes = {wish.person_id: wish for wish in Wish.objects.filter(person__in=known)} if known else {}
    rows = []
    for draft in drafts:
        way, pace = _way(draft, wishes, now)
        if way == Way.NONE:
            continue
        rows.append(
            Notification(
                app=app,
                number=draft.number,
                about=about,
                person=draft.person,
                place_path=draft.place_path,
                text=text[:LONGEST],
                at=now,
                way=way,
                ready_at=now if way in LISTED else rules.ready(now, pace),
            )
        )
    Notification.objects.bulk_create(rows)
    return len(rows)


def wish(*, person: Person, way: str, address: str, pace: str, by: Viewer, now: datetime) -> Wish:
    """How she wants to be told, from now on; what waits already goes the new way too.

    Raises
    ------
    Refusal
        The way is not open here, or its address is missing.
    Http404
        Neither herself nor a worker who registers people there.
    """
    if str(person.uuid) != by.person and not by.can("people.edit", person.place_path):
        raise Http404
    if way not in dict(ports.open_ways()):
        raise Refusal(_("这里还不能用这个办法，请选别的。"))
    if pace not in Pace.values:
        raise Refusal(_("请选多久告诉一次。"))
    kept = address.strip()[:120]
    if way in {Way.EMAIL, Way.WECHAT} and not kept:
        raise Refusal(_("请写上邮箱或者微信号。"))
    if way in {Way.CALL, Way.SMS} and not person.phone:
        raise Refusal(_("登记里没有电话号码，请先补上，或者选上门。"))
    with transaction.atomic():
        row, _made = Wish.objects.update_or_create(
            person=person,
            defaults={"way": way, "address": kept, "pace": pace, "set_at": now, "set_by": by.ref},
        )
        waiting = Notification.objects.filter(person=person, done_at=None)
        if way == Way.NONE:
            waiting.update(done_at=now, outcome=Notification.Outcome.LAPSED)
        else:
            waiting.update(way=way, ready_at=now if way in LISTED else rules.ready(now, pace))
    return row


def told(*, number: str, reached: bool, by: Viewer, now: datetime) -> int:
    """She was rung up or visited: all that waits for her number is told, or one more try is counted.

    Raises
    ------
    Http404
        Nothing waits for that number where the worker works.
    """
    rows = Notification.objects.filter(number=number, done_at=None, way__in=LISTED).filter(by.scope("people.edit"))
    with transaction.atomic():
        locked = list(rows.select_for_update().order_by("pk"))
        if not locked:
            raise Http404
        for row in locked:
            row.tries += 1
            if reached:
                row.done_at, row.done_by, row.outcome = now, by.ref, Notification.Outcome.TOLD
        Notification.objects.bulk_update(locked, ["tries", "done_at", "done_by", "outcome"])
    return len(locked)


def lapse(*, now: datetime) -> int:
    """What nobody could be told for a month is history; it stands on her slip all the same."""
    rows = Notification.objects.filter(done_at=None, at__lt=now - rules.LAPSES)
    return rows.update(done_at=now, outcome=Notification.Outcome.LAPSED)
