"""New versions of dated rules. Writes no register entry: a version is never changed and says itself who set it when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mulin.apps.voice.models import RateRule, ResponseClass
from mulin.apps.voice.queries import rates
from mulin.apps.voice.queries.classes import KEY
from mulin.core.gate import Viewer
from mulin.core.records.calendar import VERB
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal

LONGEST_HOURS, LONGEST_DAYS, MOST_LEAST = 24 * 31, 366, 1000


@dataclass(frozen=True)
class Version:
    """What a class of matters has from a day on; one of the three counts."""

    name: str
    name_en: str
    hours: int
    days: int
    working_days: int
    pause_days: int
    tell_community: int
    tell_office: int
    tell_leaders: int


def set_class(*, code: str, version: Version, starts_on: date, source: str, by: Viewer, now: datetime) -> ResponseClass:
    """Let a class of matters have another time from a day on; matters opened before keep the version they have.

    Raises
    ------
    Refusal
        No time or more than one, steps that do not follow one another, no ground, or a day that is past or taken.
    Http404
        The actor does not set the rules here, or there is no such class.
    """
    if not by.can_somewhere(VERB):
        raise Http404
    if sum(bool(count) for count in (version.hours, version.days, version.working_days)) != 1:
        raise Refusal(_("小时、天、工作日，填一个就行，另外两个写 0。"))
    if version.hours > LONGEST_HOURS or max(version.days, version.working_days) > LONGEST_DAYS:
        raise Refusal(_("时限太长了，请核对。"))
    if not version.tell_community <= version.tell_office <= version.tell_leaders:
        raise Refusal(_("晚了往上报要一级比一级晚：社区、街道、领导班子。"))
    if not version.name.strip() or not source.strip():
        raise Refusal(_("请写明叫什么、按什么定的：哪条规定，或者谁决定的。"))
    if starts_on < local_day(now):
        raise Refusal(_("新的时限只能从今天或以后的日子算起。"))
    with transaction.atomic():
        last = ResponseClass.objects.select_for_update().filter(code=code).order_by("-starts_on").first()
        if last is None:
            raise Http404
        if last.starts_on >= starts_on:
            raise Refusal(_("已经有一个从 %(day)s 起的版本，新的要从更晚的日子起。") % {"day": last.starts_on})
        last.ends_on = starts_on - timedelta(days=1)
        last.save(update_fields=["ends_on"])
        made = ResponseClass.objects.create(
            code=code,
            **{name: getattr(version, name) for name in version.__dataclass_fields__},
            source=source.strip()[:200],
            starts_on=starts_on,
            order=last.order,
            set_by=by.ref,
            set_at=now,
        )
        transaction.on_commit(lambda: cache.delete(KEY))
    return made


def set_least(*, least: int, starts_on: date, source: str, by: Viewer, now: datetime) -> RateRule:
    """Say that from a day on a share is shown of so many and more.

    Raises
    ------
    Refusal
        Not between 1 and 1000, no ground, or a day that is past or taken.
    Http404
        The actor does not set the rules here.
    """
    if not by.can_somewhere(VERB):
        raise Http404
    if not 1 <= least <= MOST_LEAST:
        raise Refusal(_("件数要在 1 到 %(most)s 之间。") % {"most": MOST_LEAST})
    if not source.strip():
        raise Refusal(_("请写明按什么定的：哪条规定，或者谁决定的。"))
    if starts_on < local_day(now):
        raise Refusal(_("只能从今天或以后的日子算起。"))
    with transaction.atomic():
        if RateRule.objects.filter(starts_on=starts_on).exists():
            raise Refusal(_("那一天已经定过了，请换一天。"))
        made = RateRule.objects.create(
            least=least, starts_on=starts_on, source=source.strip()[:200], set_by=by.ref, set_at=now
        )
        transaction.on_commit(lambda: cache.delete(rates.KEY))
    return made
