"""Who looked at a sensitive field: written with the read, sealed hour by hour behind one another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from mulin import canon
from mulin.core.access.actions.acts import acting
from mulin.core.access.models import Look, LookSeal, LookTombstone
from mulin.core.gate import SYSTEM, Viewer
from mulin.core.places.queries import street
from mulin.core.records.models import Chain
from mulin.core.records.writing import stamp

CHAIN = "access"
HOUR = timedelta(hours=1)
LEAST = timedelta(days=184)  # six months, the longest they can be: Cybersecurity Law, article 21
LOCK = 0x6D756C696E  # of this schema, shared by all who look and taken alone by who seals


def _lock(*, alone: bool) -> None:
    """Let no look slip behind a seal: the one who seals waits for looks that are being written.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(hashtextextended(current_schema(), %s))", [LOCK])


@contextmanager
def look(*, subjects: Iterable[UUID], field: str, purpose: str, by: Viewer, now: datetime) -> Iterator[None]:
    """Read a sensitive field inside this: the look is kept if and only if the read succeeded.

    One row per person concerned; looking at oneself is not written down. Writes no register entry: looks have a
    chain of their own. `purpose` is a set phrase ("上门前打电话"), never words about the person.
    """
    with transaction.atomic():
        _lock(alone=False)
        Look.objects.bulk_create(
            Look(subject=subject, field=field, purpose=purpose, viewer=by.ref, at=now)
            for subject in subjects
            if str(subject) != by.person
        )
        yield


def digest(looks: Iterable[Look]) -> tuple[int, str]:
    """How many looks, and the hash over all of them in order."""
    total, count = hashlib.sha256(), 0
    for row in looks:
        line = {
            "id": row.pk,
            "subject": str(row.subject),
            "field": row.field,
            "purpose": row.purpose,
            "viewer": row.viewer,
            "at": stamp(row.at),
        }
        total.update(canon.dumps(line).encode() + b"\n")
        count += 1
    return count, total.hexdigest()


def seal_text(*, seq: int, hour: datetime, last_id: int, count: int, looks: str) -> str:
    """The canonical text of a seal that its hash covers."""
    return canon.dumps({"seq": seq, "hour": stamp(hour), "last": last_id, "count": count, "looks": looks})


def hour_of(at: datetime) -> datetime:
    """The full hour (UTC) a moment lies in."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def seal_looks(hour: datetime, *, now: datetime) -> LookSeal | None:
    """Seal the looks up to the end of an hour that is over; None when there are none. Writes no register entry.

    An hour that was sealed is given back as it is. What was written late, or by a clock that ran backwards, goes into
    the next seal: seals follow the order of writing, never the clock.
    """
    start = hour_of(hour)
    if start + HOUR > now:
        raise ValueError(f"{start:%Y-%m-%d %H:%M} is not over")
    with transaction.atomic():
        _lock(alone=True)
        done = LookSeal.objects.filter(hour=start).first()
        if done is not None:
            return done
        before = LookSeal.objects.order_by("-seq").first()
        rows = Look.objects.filter(pk__gt=before.last_id if before else 0).order_by("pk")
        later = rows.filter(at__gte=start + HOUR).values_list("pk", flat=True).first()
        if later is not None:
            rows = rows.filter(pk__lt=later)
        last = rows.values_list("pk", flat=True).last()
        if last is None:
            return None
        count, looks = digest(rows.iterator(chunk_size=2000))
        Chain.objects.get_or_create(name=CHAIN, defaults={"head": canon.GENESIS})
        chain = Chain.objects.select_for_update().get(name=CHAIN)
        seq = chain.seq + 1
        text = seal_text(seq=seq, hour=start, last_id=last, count=count, looks=looks)
        seal = LookSeal.objects.create(
            seq=seq,
            hour=start,
            last_id=last,
            count=count,
            previous=chain.head,
            hash=canon.link(chain.head, text),
        )
        chain.seq, chain.head = seq, seal.hash
        chain.save(update_fields=["seq", "head"])
    return seal


def seal_looks_until(*, now: datetime) -> list[LookSeal]:
    """Seal every hour that is over and has looks not yet sealed: the hourly job, also after a night switched off."""
    seals: list[LookSeal] = []
    while True:
        before = LookSeal.objects.order_by("-seq").first()
        first = Look.objects.filter(pk__gt=before.last_id if before else 0).order_by("pk").first()
        if first is None:
            return seals
        hour = max(hour_of(first.at), before.hour + HOUR) if before else hour_of(first.at)
        if hour + HOUR > now:
            return seals
        seal = seal_looks(hour, now=now)
        if seal is None:
            return seals
        seals.append(seal)


def old_seals(*, now: datetime, days: int) -> QuerySet[LookSeal]:
    """Seals whose every look is older than so many days, from the oldest on without a gap."""
    young = Look.objects.filter(at__gte=now - timedelta(days=days)).order_by("pk").values_list("pk", flat=True).first()
    rows = LookSeal.objects.filter(hour__lt=now - timedelta(days=days) - HOUR, tombstone=None)
    return (rows if young is None else rows.filter(last_id__lt=young)).order_by("seq")


def let_go(seals: Sequence[LookSeal], *, now: datetime) -> int:
    """Remove the looks of seals that were kept long enough; gives how many looks.

    A tombstone with the hash over them takes their place, so that the chain of seals still verifies from its beginning,
    and an entry of the register says that it was done. A seal that does not fit its looks is left as it is, with
    everything behind it: what was tampered with is evidence.
    """
    gone, done = 0, []
    with transaction.atomic():
        _lock(alone=True)
        for seal in seals:
            before = LookSeal.objects.filter(seq=seal.seq - 1).values_list("last_id", flat=True).first() or 0
            rows = Look.objects.filter(pk__gt=before, pk__lte=seal.last_id).order_by("pk")
            count, looks = digest(rows.iterator(chunk_size=2000))
            text = seal_text(seq=seal.seq, hour=seal.hour, last_id=seal.last_id, count=count, looks=looks)
            if canon.link(seal.previous, text) != seal.hash or now < seal.hour + HOUR + LEAST:
                break
            LookTombstone.objects.create(seal=seal, first_id=before + 1, last_id=seal.last_id, looks=looks, at=now)
            rows.delete()
            gone += count
            done.append(seal.seq)
        whole = street()
        if done and whole is not None:
            with acting(whole.path, by=SYSTEM, now=now) as acts:
                acts.say("looks.expired", **{"from": done[0], "to": done[-1], "count": gone})
    return gone
