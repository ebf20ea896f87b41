"""The day's code (当日校验码): one code over the heads of all chains, printed on the wall and in the newspaper."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from mulin import canon
from mulin.core.records.models import Chain, Day, Entry
from mulin.core.records.writing import REGISTER

ZONE = ZoneInfo("Asia/Shanghai")


def local_day(at: datetime) -> date:
    """The day on the wall calendar in Shanghai."""
    return at.astimezone(ZONE).date()


def midnight(day: date) -> datetime:
    """The local midnight at which a day begins."""
    return datetime.combine(day, time(), tzinfo=ZONE)


def end_of(day: date) -> datetime:
    """The local midnight at which a day ends."""
    return midnight(day + timedelta(days=1))


def day_text(day: date, heads: str, before: str) -> str:
    """The text a day's code is computed from: the day, all heads, and the code of the day sealed before."""
    return canon.dumps({"date": day.isoformat(), "heads": json.loads(heads), "before": before})


def seal_day(day: date, *, now: datetime) -> Day:
    """Seal a day that is over (or is being closed): the heads as they stood when it ended.

    A sealed day is given back as it is. Days are sealed in order; earlier open days are not made up for.
    """
    with transaction.atomic():
        done = Day.objects.filter(date=day).first()
        if done is not None:
            return done
        heads = {
            chain.name: {"seq": chain.seq, "head": chain.head}
            for chain in Chain.objects.select_for_update().order_by("pk")
        }
        last = Entry.objects.filter(at__lt=end_of(day)).order_by("-seq").first()
        if REGISTER in heads:
            heads[REGISTER] = (
                {"seq": last.seq, "head": last.hash} if last is not None else {"seq": 0, "head": canon.GENESIS}
            )
        before = Day.objects.filter(date__lt=day).order_by("-date").values_list("code", flat=True).first() or ""
        text = canon.dumps(heads)
        return Day.objects.create(date=day, heads=text, code=canon.code(day_text(day, text, before)), sealed_at=now)


def seal_until(today: date, *, now: datetime) -> list[Day]:
    """Seal every day before today on which something was written and no day was sealed yet."""
    latest = Day.objects.order_by("-date").values_list("date", flat=True).first()
    first = Entry.objects.order_by("seq").values_list("at", flat=True).first()
    if first is None:
        return []
    day = latest + timedelta(days=1) if latest else local_day(first)
    sealed = []
    while day < today:
        sealed.append(seal_day(day, now=now))
        day += timedelta(days=1)
    return sealed


def find_day(typed: str) -> Day | None:
    """The sealed day with that code, as typed from paper."""
    wanted = canon.read_code(typed)
    grouped = "-".join(wanted[start : start + 4] for start in range(0, len(wanted), 4))
    return Day.objects.filter(code=grouped).first()
