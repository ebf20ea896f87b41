"""A survey's life: made, opened, worded right, closed, published.

Each writes an entry under the survey's number. While it is in preparation, questions and dates may change without one:
nobody was asked anything yet.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mulin import canon
from mulin.apps.voice.models import Counting, Invitation, Survey, SurveyAnswer
from mulin.apps.voice.queries import survey as asking
from mulin.apps.voice.rules import survey as rules
from mulin.apps.voice.rules.survey import Question
from mulin.core.gate import Viewer
from mulin.core.places.models import Place
from mulin.core.records import once
from mulin.core.records.days import end_of, local_day
from mulin.core.records.locking import locked
from mulin.core.records.writing import Writer, writing
from mulin.core.refusals import Refusal

RUN = "survey.run"
KIND = "survey"
LONGEST_DAYS = 366


@dataclass(frozen=True)
class Plan:
    """What is settled before anybody is asked."""

    title: str
    purpose: str
    place: Place
    opens_on: date
    closes_on: date
    youngest: int = 18
    oldest: int = 120
    counting: str = Counting.HOUSEHOLD
    named: bool = False
    open_door: bool = False


def take(number: str, by: Viewer, *, verb: str = RUN) -> Survey:
    """Lock a survey by its number.

    Raises
    ------
    Http404
        There is none, or the actor may not do this at its place.
    """
    survey = locked(Survey.objects.select_related("thread", "place"), thread__number=number)
    if survey is None or not by.can(verb, survey.place_path):
        raise Http404
    return survey


def need_state(survey: Survey, *states: str) -> None:
    """Insist on where it stands.

    Raises
    ------
    Refusal
        It stands elsewhere.
    """
    if survey.state not in states:
        raise Refusal(_("这份问卷现在是“%(state)s”，不能这样做。") % {"state": survey.get_state_display()})


def _check(plan: Plan) -> None:
    if not plan.title.strip() or not plan.purpose.strip():
        raise Refusal(_("请写明问卷叫什么、问来做什么用。"))
    if not plan.opens_on <= plan.closes_on:
        raise Refusal(_("截止的日子不能早于开始的日子。"))
    if (plan.closes_on - plan.opens_on).days > LONGEST_DAYS:
        raise Refusal(_("一份问卷最多问一年。"))
    if not rules.ages(plan.youngest, plan.oldest) or plan.youngest > plan.oldest:
        raise Refusal(_("请核对多大年纪的人可以答。"))
    if plan.counting not in Counting.values:
        raise Refusal(_("请选数的是户还是人。"))


def make(*, plan: Plan, by: Viewer, now: datetime, key: str = "") -> Survey:
    """Begin to prepare a survey; it has a number, which nobody outside sees yet.

    Raises
    ------
    Refusal
        Title, purpose, days or ages do not hold.
    Http404
        The actor does not run surveys at that place.
    """
    if not by.can(RUN, plan.place.path):
        raise Http404
    _check(plan)
    with writing(by=by, now=now) as writer:
        earlier = once.claim(key, now=now)
        if earlier is not None:
            return Survey.objects.select_related("thread", "place").get(thread__number=earlier)
        codes = plan.place.path.strip("/").split("/")
        thread = writer.open(
            kind=KIND,
            place_code=codes[1] if len(codes) > 1 else codes[0],
            place_path=plan.place.path,
            state=Survey.State.DRAFT,
            year=local_day(now).year,
            title=plan.title.strip(),
        )
        survey = Survey.objects.create(
            thread=thread,
            title=plan.title.strip(),
            purpose=plan.purpose.strip(),
            place=plan.place,
            place_path=plan.place.path,
            youngest=plan.youngest,
            oldest=plan.oldest,
            counting=plan.counting,
            opens_on=plan.opens_on,
            closes_on=plan.closes_on,
            named=plan.named,
            open_door=plan.open_door,
            made_at=now,
        )
        writer.entry(thread, "survey_made", {})
        once.settle(key, thread.number)
    return survey


def _store(survey: Survey, questions: list[Question]) -> None:
    survey.questions = canon.dumps([one.plain() for one in questions])
    survey.save(update_fields=["questions"])


def add_question(*, number: str, asked: Question, by: Viewer) -> Survey:
    """Add a question behind the others; its key is given here.

    Raises
    ------
    Refusal
        It cannot be asked like this, or the survey is open already.
    Http404
        The actor does not run surveys there.
    """
    with transaction.atomic():
        survey = take(number, by)
        need_state(survey, Survey.State.DRAFT)
        before = asking.questions(survey)
        rules.check(asked, before)
        last = max((int(one.key[1:]) for one in before), default=0)
        _store(survey, [*before, replace(asked, key=f"q{last + 1}")])
    return survey


def remove_question(*, number: str, question: str, by: Viewer) -> Survey:
    """Take a question out again, with those that hang on it.

    Raises
    ------
    Refusal
        The survey is open already.
    Http404
        The actor does not run surveys there.
    """
    with transaction.atomic():
        survey = take(number, by)
        need_state(survey, Survey.State.DRAFT)
        _store(survey, [one for one in asking.questions(survey) if question not in {one.key, one.when}])
    return survey


def digest(text: str) -> str:
    """SHA-256 of a text, as entries quote it."""
    return hashlib.sha256(text.encode()).hexdigest()


def open_survey(*, number: str, by: Viewer, now: datetime) -> Survey:
    """Let it be answered: from now on the questions stand.

    Raises
    ------
    Refusal
        There is no question, the last day is past, or it is open already.
    Http404
        The actor does not run surveys there.
    """
    with writing(by=by, now=now) as writer:
        survey = take(number, by)
        need_state(survey, Survey.State.DRAFT)
        questions = asking.questions(survey)
        if not questions:
            raise Refusal(_("还没有问题。"))
        if survey.closes_on < local_day(now):
            raise Refusal(_("截止的日子已经过了，请先改日子。"))
        survey.state, survey.opened_at = Survey.State.OPEN, now
        survey.save(update_fields=["state", "opened_at"])
        facts = {"questions": len(questions), "digest": digest(survey.questions), "closes": str(survey.closes_on)}
        writer.entry(survey.thread, "survey_opened", facts)
        writer.face(survey.thread, state=survey.state, public=True, due=end_of(survey.closes_on))
    return survey


def correct_wording(*, number: str, question: str, label: str, by: Viewer, now: datetime, option: int = 0) -> Survey:
    """Put a slip of the pen right while people answer; the old and the new wording stand in the register.

    Raises
    ------
    Refusal
        It would be another question, or the survey is not open.
    Http404
        The actor does not run surveys there, or there is no such question.
    """
    with writing(by=by, now=now) as writer:
        survey = take(number, by)
        need_state(survey, Survey.State.OPEN)
        questions = asking.questions(survey)
        found = next((one for one in questions if one.key == question), None)
        if found is None or not 0 <= option <= len(found.options):
            raise Http404
        was, text = found.options[option - 1] if option else found.label, label.strip()
        if not rules.is_typo(was, text):
            raise Refusal(_("开始问以后只能改错别字，最多改几个字；要改意思，请另开一份问卷。"))
        options = list(found.options)
        if option:
            options[option - 1] = text
        corrected = replace(found, options=tuple(options)) if option else replace(found, label=text)
        survey.wording += 1
        survey.save(update_fields=["wording"])
        _store(survey, [corrected if one.key == question else one for one in questions])
        facts = {"question": question, "was": was, "now": text, "digest": digest(survey.questions)}
        writer.entry(survey.thread, "survey_corrected", facts)
    return survey


def _end(survey: Survey, writer: Writer) -> None:
    """Count, then destroy the codes and the ties between answers and households."""
    counted = asking.counts(survey)
    survey.state, survey.closed_at = Survey.State.CLOSED, writer.now
    survey.save(update_fields=["state", "closed_at"])
    facts: dict[str, Any] = {"answers": counted.by_door, "asked": counted.asked, "refused": counted.refused}
    writer.entry(survey.thread, "survey_closed", facts, on_behalf_of="")
    writer.face(survey.thread, state=survey.state, due=None)
    SurveyAnswer.objects.filter(survey=survey, replaced_at__isnull=False).delete()
    SurveyAnswer.objects.filter(survey=survey).update(invitation=None)
    Invitation.objects.filter(survey=survey).update(salt="", code_mac=None)


def close(*, number: str, by: Viewer, now: datetime) -> Survey:
    """Ask no longer. Codes stop for good, and no answer can be traced to a household any more.

    Raises
    ------
    Refusal
        It is not open.
    Http404
        The actor does not run surveys there.
    """
    with writing(by=by, now=now) as writer:
        survey = take(number, by)
        need_state(survey, Survey.State.OPEN)
        _end(survey, writer)
    return survey


def publish(*, number: str, by: Viewer, now: datetime) -> Survey:
    """Work the results out, keep them as they are, and show them to everybody.

    Raises
    ------
    Refusal
        It is not closed, or too few people answered.
    Http404
        The actor does not run surveys there.
    """
    with writing(by=by, now=now) as writer:
        survey = take(number, by)
        need_state(survey, Survey.State.CLOSED)
        results = asking.results(survey)
        survey.results = canon.dumps(results)
        survey.state, survey.published_at = Survey.State.PUBLISHED, now
        survey.save(update_fields=["results", "state", "published_at"])
        writer.entry(survey.thread, "survey_published", {"n": results["n"], "digest": digest(survey.results)})
        writer.face(survey.thread, state=survey.state)
    return survey
