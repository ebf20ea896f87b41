"""Answers of a survey, from three doors into one result.

An answer writes no register entry: it can be taken back and forgotten, and its moment in the register would tell who
answered. How many came through which door stands in the entry of the close.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mulin import canon
from mulin.apps.voice.actions import intake
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.actions.slips import Slip
from mulin.apps.voice.actions.survey import need_state
from mulin.apps.voice.models import Channel, Counting, Invitation, Kind, Survey, SurveyAnswer, SurveyWords
from mulin.apps.voice.queries import survey as asking
from mulin.apps.voice.rules import survey as rules
from mulin.apps.voice.rules import survey_code
from mulin.core.gate import Viewer
from mulin.core.people.models import Person
from mulin.core.places.models import Place
from mulin.core.places.queries import community_path
from mulin.core.records import once
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal

BY_WORKER = (SurveyAnswer.Door.PAPER, SurveyAnswer.Door.COUNTER, SurveyAnswer.Door.PHONE)
RECORD = "voice.record"
MOST_ADULTS = 20


@dataclass(frozen=True)
class Filled:
    """A form as it was filled in: numbers by question, free words by question, and of whom.

    `adults` is asked where people are counted: how many of those ages live in her household, she among them.
    """

    age: str
    values: Mapping[str, list[int]]
    words: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    adults: int = 1
    community: Place | None = None  # only where no code says it


def _running(survey: Survey, now: datetime) -> None:
    need_state(survey, Survey.State.OPEN)
    today = local_day(now)
    if today < survey.opens_on:
        raise Refusal(_("还没有开始，%(day)s 起可以答。") % {"day": survey.opens_on})
    if today > survey.closes_on:
        raise Refusal(_("这份问卷已经收齐了，谢谢您。想说的话可以到“说说心里话”，一样有人听。"))


def _clean(survey: Survey, filled: Filled) -> tuple[rules.Values, dict[str, str]]:
    """What is kept: answers to questions that were really asked."""
    if filled.age not in rules.ages(survey.youngest, survey.oldest):
        raise Refusal(_("请选答的人多大年纪。"))
    if not 1 <= filled.adults <= MOST_ADULTS:
        raise Refusal(_("家里有几位，请写 1 到 %(n)s。") % {"n": MOST_ADULTS})
    values: rules.Values = {}
    words: dict[str, str] = {}
    for asked in asking.questions(survey):
        if not rules.shown(asked, values):
            continue
        if asked.kind == rules.TEXT:
            text = rules.words(filled.words.get(asked.key, ""))
            if text:
                words[asked.key] = text
        elif filled.values.get(asked.key):
            values[asked.key] = list(filled.values[asked.key])
    if not values and not words:
        raise Refusal(_("一道题都还没有答。"))
    return values, words


def _invitation(survey: Survey, code: str) -> Invitation:
    """Lock the invitation of a typed code."""
    keys = (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))
    macs = [survey_code.mac(code, key) for key in keys]
    found = Invitation.objects.select_for_update().filter(code_mac__in=macs).first() if code.strip() else None
    if found is None:
        raise Refusal(_("没有这个码。请对照纸上的八个字再看一遍；看不清可以打电话，我们帮您。"))
    if found.survey_id != survey.pk:
        raise Refusal(_("这个码是另一份问卷的，请看看纸上写的是哪一份。"))
    return found


def answer(
    *,
    number: str,
    code: str,
    filled: Filled,
    door: str,
    by: Viewer,
    now: datetime,
    proxy: bool = False,
    person: Person | None = None,
    stack: uuid.UUID | None = None,
    key: str = "",
) -> SurveyAnswer | None:
    """Take one filled-in form; with a code it counts once, whichever door it comes through.

    What somebody gave for her is replaced by what she gives herself; the earlier one stays as history. None when the
    form's token was used already.

    Raises
    ------
    Refusal
        No such code, answered already, not open now, or nothing was answered.
    Http404
        There is no such survey, or the actor may not record for others there.
    """
    with transaction.atomic():
        if once.claim(key, now=now) is not None:
            return None
        survey = Survey.objects.select_related("thread").filter(thread__number=number, thread__public=True).first()
        if survey is None or (door in BY_WORKER and not by.can_somewhere(RECORD)):
            raise Http404
        _running(survey, now)
        values, words = _clean(survey, filled)
        invitation = None
        if door == SurveyAnswer.Door.OPEN:
            if not survey.open_door:
                raise Refusal(_("答这份问卷要有纸上的码。没有收到码，可以到窗口要一个。"))
            path = filled.community.path if filled.community else ""
            if not path or not path.startswith(survey.place_path):
                raise Refusal(_("请选您住在哪个社区。"))
        else:
            invitation = _invitation(survey, code)
            path = invitation.place_path
            if door in BY_WORKER and not by.can(RECORD, path):
                raise Http404
            _make_room(invitation, proxy=proxy, now=now)
        kept = SurveyAnswer.objects.create(
            survey=survey,
            invitation=invitation,
            door=door,
            place_path=community_path(path),
            stratum=invitation.stratum if invitation else "",
            age=filled.age,
            adults=filled.adults if survey.counting == Counting.PERSON else 1,
            values=canon.dumps(values),
            person=person if survey.named else None,
            name=filled.name.strip()[:120] if survey.named else "",
            proxy=proxy,
            by=by.ref if door in BY_WORKER else "",
            stack=stack,
            at=now,
        )
        SurveyWords.objects.bulk_create(SurveyWords(answer=kept, question=q, text=text) for q, text in words.items())
        if invitation is not None:
            invitation.outcome = Invitation.Outcome.ANSWERED
            invitation.save(update_fields=["outcome"])
        once.settle(key, str(kept.uuid))
    return kept


def _make_room(invitation: Invitation, *, proxy: bool, now: datetime) -> None:
    """Set aside what was given for her; refuse where she has answered herself."""
    earlier = invitation.answers.filter(replaced_at__isnull=True).first()
    if earlier is None:
        return
    if proxy or not earlier.proxy:
        raise Refusal(
            _("这个码 %(day)s 已经答过一次了，谢谢您。一户只算一份；要改，请打电话或到窗口。")
            % {"day": local_day(earlier.at)}
        )
    earlier.replaced_at = now
    earlier.save(update_fields=["replaced_at"])


def carry_on(*, pk: int, place: Place, speaker: Speaker, by: Viewer, now: datetime, key: str = "") -> Slip:
    """Let free words become a voice, because she agreed to it: recorded by a worker who asked her.

    Raises
    ------
    Refusal
        They became one already.
    Http404
        There are no such words, or the actor does not record at that place.
    """
    with transaction.atomic():
        row = SurveyWords.objects.select_for_update(of=("self",)).select_related("answer").filter(pk=pk).first()
        if row is None or not by.can(RECORD, row.answer.place_path) or not by.can(RECORD, place.path):
            raise Http404
        if row.voice:
            raise Refusal(_("这段话已经记成民声了：%(number)s。") % {"number": row.voice})
        slip = intake.record(
            by=by,
            now=now,
            words=row.text,
            channel=Channel.SURVEY,
            place=place,
            kind=Kind.NEED,
            speaker=speaker,
            heard_at=row.answer.at,
            key=key,
        )
        row.voice = slip.voice.thread.number
        row.save(update_fields=["voice"])
    return slip
