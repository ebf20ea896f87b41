"""The job that hands texts to the ports: all that is ready for one person goes as one text."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from mulin.core import jobs
from mulin.core.gate import SYSTEM
from mulin.core.jobs.work import Work
from mulin.core.notifications import rules
from mulin.core.notifications.models import Notification, Way, Wish
from mulin.core.notifications.ports import PORTS, port

NAME = "notifications.deliver"
MOST = 200
TRIES = 5


def ask_when_ready(now: datetime) -> None:
    """Ask for the job when something waits for a port and it is no quiet time; one job a minute at most."""
    if (
        rules.awake(now) == now
        and Notification.objects.filter(done_at=None, way__in=list(PORTS), ready_at__lte=now).exists()
    ):
        jobs.ask(NAME, by=SYSTEM, now=now, key=f"{NAME}:{now:%Y-%m-%dT%H:%M}")


def _address(row: Notification) -> str:
    person = row.person
    if person is None:
        return ""
    if row.way == Way.SMS:
        return person.phone
    return Wish.objects.filter(person=person).values_list("address", flat=True).first() or ""


def _text(rows: list[Notification]) -> str:
    return "\n".join(f"{row.text}（{row.about}）" for row in rows)


def _key(rows: list[Notification]) -> str:
    """Of exactly these sentences: a gateway that saw the key may drop the text, and a new line must not go with it."""
    return hashlib.sha256(b"".join(row.uuid.bytes for row in rows)).hexdigest()[:32]


def deliver(work: Work) -> None:
    """Send what is ready, one person a step. After a crash the port gets the same key again and sends once."""
    waiting = Notification.objects.filter(done_at=None, way__in=list(PORTS), ready_at__lte=work.now())
    rows = waiting.select_related("person").order_by("person", "way", "pk")[:MOST]
    groups = [list(group) for _key, group in groupby(rows, key=lambda row: (row.person_id, row.way))]
    for done, group in enumerate(groups, start=1):
        with work.step(done=done, size=len(groups)):
            pks = [row.pk for row in group]
            fresh = Notification.objects.filter(pk__in=pks, done_at=None, way=group[0].way).order_by("pk")
            # her word of this minute counts: what she took back meanwhile, or wants otherwise, is not sent
            still = list(fresh.select_for_update(of=("self",)).select_related("person"))
            if still and rules.awake(work.now()) == work.now():
                _send(still, work.now())


def _send(group: list[Notification], now: datetime) -> None:
    way = port(group[0].way)
    for row in group:
        row.tries += 1
    sent = False
    if way is not None:
        with suppress(OSError):
            way.send(to=_address(group[0]), text=_text(group), key=_key(group))
            sent = True
    for row in group:
        if sent:
            row.done_at, row.done_by, row.outcome = now, SYSTEM.ref, Notification.Outcome.SENT
        elif row.tries >= TRIES:  # a person does what the machine cannot
            row.way, row.ready_at, row.tries = Way.CALL, now, 0
        else:
            row.ready_at = rules.again(now, row.tries)
    Notification.objects.bulk_update(group, ["tries", "way", "ready_at", "done_at", "done_by", "outcome"])


def register() -> None:
    """Name the kind."""
    jobs.register(NAME, deliver, title=_("把进展发给居民"))
