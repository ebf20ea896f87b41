"""Everything that changes notifications. None of it writes a register entry: see the package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.http import Http404
from django.utils.translation import gettext as _

from mulin.core.events import ConsentWithdrawn
from mulin.core.gate import Viewer
from mulin.core.notifications import ports, rules
from mulin.core.notifications.models import Notification, Pace, Way, Wish
from mulin.core.people import queries as people
from mulin.core.people.models import Consent, Person, Purpose
from mulin.core.refusals import Refusal

LONGEST = 300
LISTED = (Way.CALL, Way.VISIT)  # done by people
AT_A_DISTANCE = (Way.CALL, *ports.PORTS)


@dataclass(frozen=True)
class Draft:
    """One sentence for one speaker; `phone` says whether a number to ring is known without a registration."""

    number: str
    person: Person | None
    place_path: str
    phone: bool = False


def _known(drafts: Sequence[Draft]) -> dict[int, Person]:
    """The people of the drafts with their wishes, and when they last took back being rung up: one query."""
    took_back = Consent.objects.filter(person=OuterRef("pk"), purpose=Purpose.CONTACT, withdrawn_at__isnull=False)
    latest = took_back.order_by("-withdrawn_at").values("withdrawn_at")[:1]
    rows = Person.objects.filter(pk__in={draft.person.pk for draft in drafts if draft.person})
    return {row.pk: row for row in rows.select_related("told_by").annotate(no_since=Subquery(latest))}


def _way(draft: Draft, known: dict[int, Person], now: datetime) -> tuple[str, str]:
    """By which way and at which pace; `none` where nobody can or may be reached."""
    if draft.person is None:
        return (Way.CALL if draft.phone else Way.NONE), Pace.ONCE
    person: Any = known[draft.person.pk]
    wish = getattr(person, "told_by", None)
    way, pace = (wish.way, wish.pace) if wish else (Way.CALL, Pace.ONCE)
    if way in ports.PORTS and ports.port(way) is None:
        way = Way.CALL
    if way in AT_A_DISTANCE and _said_no(person, wish, draft.number, now):
        way = Way.VISIT
    if way in {Way.CALL, Way.SMS} and not person.phone:
        way = Way.VISIT
    return way, pace


def _said_no(person: Any, wish: Wish | None, number: str, now: datetime) -> bool:
    """Whether she took back being rung up or written to, and did not ask for it again since."""
    if not person.no_since or (wish and wish.set_at > person.no_since):
        return False
    return people.took_back(person, Purpose.CONTACT, now=now, subject=number)


def on_consent_withdrawn(event: ConsentWithdrawn) -> None:
    """What waits to be said by telephone or written to her is said at her door instead."""
    if event.purpose == Purpose.CONTACT:
        waiting = Notification.objects.filter(person__uuid=event.person, done_at=None, way__in=AT_A_DISTANCE)
        if event.subject:
            waiting = waiting.filter(number=event.subject)
        waiting.update(way=Way.VISIT, ready_at=event.at)


def tell(*, app: str, about: str, text: str, drafts: Sequence[Draft], now: datetime) -> int:
    """Put one sentence down for each speaker, in the caller's transaction; gives for how many."""
    known = _known(drafts) if any(draft.person for draft in drafts) else {}
    rows = []
    for draft in drafts:
        way, pace = _way(draft, known, now)
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


def told(*, numbers: Sequence[str], reached: bool, by: Viewer, now: datetime) -> int:
    """They were rung up or visited: all that waits for whoever spoke is told, or one more try is counted.

    Raises
    ------
    Http404
        Nothing waits for them where the worker works.
    """
    rows = Notification.objects.filter(done_at=None, way__in=LISTED).filter(by.scope("people.edit"))
    named = rows.filter(number__in=numbers)
    hers = Q(person__in=list(named.exclude(person=None).values_list("person", flat=True)))
    rows = rows.filter(Q(number__in=numbers) | hers)
    done = {"done_at": now, "done_by": by.ref, "outcome": Notification.Outcome.TOLD} if reached else {}
    changed = rows.update(tries=F("tries") + 1, **done)
    if not changed:
        raise Http404
    return changed


def lapse(*, now: datetime) -> int:
    """What nobody could be told for a month is history; it stands on her slip all the same."""
    rows = Notification.objects.filter(done_at=None, at__lt=now - rules.LAPSES)
    return rows.update(done_at=now, outcome=Notification.Outcome.LAPSED)
