"""Whom to ask: the sample announced and drawn, codes at the counter, and how asking went at each door."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mulin import canon
from mulin.apps.voice.actions.survey import digest, need_state, take
from mulin.apps.voice.models import Invitation, Survey
from mulin.apps.voice.queries import survey_sample as frames
from mulin.apps.voice.rules import survey_code
from mulin.core.gate import Viewer
from mulin.core.places.models import Place
from mulin.core.records.days import local_day
from mulin.core.records.models import Day
from mulin.core.records.writing import writing
from mulin.core.refusals import Refusal
from mulin.engines import sample

MOST = 20_000


def announce(*, number: str, seed: str, total: int, fixed: bool, by: Viewer, now: datetime) -> Survey:
    """Say before the draw how it will be drawn: the seed's text, how many from each stratum, and from which list.

    Raises
    ------
    Refusal
        No seed, no size, it is drawn already, or there are no households.
    Http404
        The actor does not run surveys there.
    """
    with writing(by=by, now=now) as writer:
        survey = take(number, by)
        need_state(survey, Survey.State.DRAFT, Survey.State.OPEN)
        if survey.frame_counts:
            raise Refusal(_("已经抽过了，名单不能再换。"))
        frame = frames.frame(survey.place_path)
        if not seed.strip() or not 1 <= total <= MOST:
            raise Refusal(_("请写一句抽样用的话，再写一共抽多少户。"))
        if not frame:
            raise Refusal(_("这里还没有登记住户，没有名单可抽。"))
        counts = {stratum: len(homes) for stratum, homes in frame.items()}
        sizes = sample.equal(counts, total) if fixed else sample.proportional(counts, total)
        survey.seed, survey.seed_on, survey.sizes = seed.strip()[:120], local_day(now), canon.dumps(sizes)
        survey.frame_last = frames.last()
        survey.save(update_fields=["seed", "seed_on", "sizes", "frame_last"])
        facts = {"seed": survey.seed, "sizes": sizes, "households": sum(counts.values()), "list": _list(frame)}
        writer.entry(survey.thread, "survey_announced", facts)
    return survey


def _list(frame: dict[str, list[str]]) -> str:
    return digest(canon.dumps({stratum: sorted(homes) for stratum, homes in frame.items()}))


def draw(*, number: str, by: Viewer, now: datetime) -> int:
    """Draw what was announced, with the day's code of the day of the announcement, which nobody knew then.

    Gives how many households. Households registered after the announcement are not on the list.

    Raises
    ------
    Refusal
        Nothing was announced, that day is not sealed yet, or it is drawn already.
    Http404
        The actor does not run surveys there.
    """
    with writing(by=by, now=now) as writer:
        survey = take(number, by)
        need_state(survey, Survey.State.DRAFT, Survey.State.OPEN)
        if survey.frame_counts:
            raise Refusal(_("已经抽过了，名单不能再换。"))
        if not survey.seed or survey.seed_on is None:
            raise Refusal(_("先公布抽样用的话，第二天再抽。"))
        day = Day.objects.filter(date=survey.seed_on).first()
        if day is None:
            raise Refusal(_("%(day)s 的校验码今夜才封存，明天就能抽。") % {"day": survey.seed_on})
        frame = frames.frame(survey.place_path, last=survey.frame_last)
        drawn = sample.draw(frame, frames.sizes(survey), f"{survey.seed}\n{day.code}")
        homes = frames.households([home for chosen in drawn.values() for home in chosen])
        rows = [
            Invitation(
                survey=survey,
                household=homes[home],
                place_path=homes[home].door.path,
                stratum=stratum,
                order=order,
                **_fresh(),
            )
            for stratum, chosen in sorted(drawn.items())
            for order, home in enumerate(chosen, 1)
        ]
        Invitation.objects.bulk_create(rows, batch_size=500)
        survey.frame = canon.dumps({stratum: len(members) for stratum, members in frame.items()})
        survey.save(update_fields=["frame"])
        facts = {"code": day.code, "day": str(day.date), "drawn": len(rows), "list": _list(frame)}
        writer.entry(survey.thread, "survey_drawn", facts)
    return len(rows)


def _fresh() -> dict[str, str]:
    salt = secrets.token_hex(16)
    return {"salt": salt, "code_mac": survey_code.mac(survey_code.make(salt, settings.SECRET_KEY), settings.SECRET_KEY)}


def invite(*, number: str, place: Place, by: Viewer) -> tuple[Invitation, str]:
    """Give somebody at the counter a code of her own. She is no part of the sample, and counted apart from it.

    Raises
    ------
    Refusal
        The survey is not open.
    Http404
        The actor does not record at that place.
    """
    with transaction.atomic():
        survey = Survey.objects.filter(thread__number=number).first()
        if survey is None or not place.path.startswith(survey.place_path) or not by.can("voice.record", place.path):
            raise Http404
        need_state(survey, Survey.State.OPEN)
        row = Invitation.objects.create(survey=survey, place_path=place.path, **_fresh())
    return row, survey_code.make(row.salt, settings.SECRET_KEY)


def visit(*, pk: int, outcome: str, by: Viewer, now: datetime) -> Invitation:
    """Note how it went at a door; an answer that is there is never overwritten.

    Raises
    ------
    Refusal
        The household has answered.
    Http404
        There is no such door on the list, or the actor does not record there.
    """
    with transaction.atomic():
        row = Invitation.objects.select_for_update().filter(pk=pk, survey__state=Survey.State.OPEN).first()
        if row is None or not by.can("voice.record", row.place_path) or outcome not in Invitation.Outcome.values:
            raise Http404
        if Invitation.Outcome.ANSWERED in {row.outcome, outcome}:
            raise Refusal(_("这户答了没有，看交来的问卷，不用另外记。"))
        row.outcome, row.visited_at, row.visited_by = outcome, now, by.ref
        row.visits += 1
        row.save(update_fields=["outcome", "visited_at", "visited_by", "visits"])
    return row
