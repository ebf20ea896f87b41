"""Surveys: those one may see, their questions, how many answered, and what it came to."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from mulin.apps.voice.models import Counting, Invitation, PopulationFigure, Survey, SurveyAnswer, SurveyWords
from mulin.apps.voice.rules import survey as rules
from mulin.apps.voice.rules import survey_code, survey_results
from mulin.apps.voice.rules.survey import Question
from mulin.apps.voice.rules.survey_results import Given, Known
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.refusals import Refusal

APART = SurveyAnswer.Door.OPEN


def surveys(viewer: Viewer, purpose: str = "list") -> QuerySet[Survey]:
    """Surveys one may see, those that can be answered first."""
    rows = gate.visible(Survey.objects.select_related("thread", "place"), viewer, purpose)
    order = {state: place for place, state in enumerate(("open", "draft", "closed", "published"))}
    return rows.annotate(rank=_rank(order)).order_by("rank", "-closes_on", "-pk")


def _rank(order: Mapping[str, int]) -> Any:
    whens = [When(state=state, then=Value(place)) for state, place in order.items()]
    return Case(*whens, default=Value(9), output_field=IntegerField())


def questions(survey: Survey) -> list[Question]:
    """Its questions, in order."""
    return [rules.question(plain) for plain in json.loads(survey.questions)]


@dataclass(frozen=True)
class Counts:
    """How many were asked and how it went."""

    asked: int
    answered: int
    refused: int
    away: int
    empty: int
    waiting: int
    apart: int
    by_door: dict[str, int]


def counted(survey: Survey) -> QuerySet[SurveyAnswer]:
    """Answers that count."""
    return SurveyAnswer.objects.filter(survey=survey, replaced_at__isnull=True)


def _outcomes(survey: Survey, *fields: str) -> list[dict[str, Any]]:
    sums = {str(outcome): Count("pk", filter=Q(outcome=outcome)) for outcome in Invitation.Outcome.values}
    drawn = survey.invitations.filter(~Q(stratum="")).order_by(*fields)
    return (
        list(drawn.values(*fields).annotate(asked=Count("pk"), **sums))
        if fields
        else [drawn.aggregate(asked=Count("pk"), **sums)]
    )


def counts(survey: Survey) -> Counts:
    """Households of the sample by outcome, answers by door, and those outside the sample."""
    row = _outcomes(survey)[0]
    doors = (
        counted(survey)
        .order_by("door")
        .values_list("door")
        .annotate(n=Count("pk"), apart=Count("pk", filter=Q(stratum="")))
    )
    return Counts(
        asked=row["asked"],
        answered=row["answered"],
        refused=row["refused"],
        away=row["away"],
        empty=row["empty"],
        waiting=row["waiting"],
        apart=sum(apart for _door, _n, apart in doors),
        by_door={door: n for door, n, _apart in doors},
    )


def by_stratum(survey: Survey) -> list[dict[str, Any]]:
    """The same for each stratum of the sample."""
    return _outcomes(survey, "stratum")


def by_age(survey: Survey) -> dict[str, int]:
    """Answers of the sample by age group, as they come in."""
    rows = counted(survey).exclude(stratum="").order_by("age").values_list("age").annotate(n=Count("pk"))
    return dict(rows)


def population(survey: Survey) -> list[PopulationFigure]:
    """Known figures below its place of what it counts, for its age groups: those that held when it closed."""
    day = survey.closes_on
    ages = rules.ages(survey.youngest, survey.oldest) if survey.counting == Counting.PERSON else [""]
    rows = PopulationFigure.objects.filter(
        place_path__startswith=survey.place_path, counting=survey.counting, age__in=ages, starts_on__lte=day
    )
    latest = {(row.place_path, row.age): row for row in rows.order_by("starts_on", "pk")}
    return [latest[key] for key in sorted(latest)]


def _given(row: SurveyAnswer) -> Given:
    return Given(row.place_path, row.stratum, row.age, json.loads(row.values), row.adults)


def weighed(survey: Survey) -> tuple[list[Given], Any]:
    """Answers of the sample with their weights, and what the weighing says of itself."""
    given = [_given(row) for row in counted(survey).exclude(stratum="").order_by("uuid")]
    known = {(figure.place_path, figure.age): figure.count for figure in population(survey)}
    weights, unseen = survey_results.weigh(given, Known(known, survey.frame_counts))
    done = [
        replace(one, weight=weight, unseen=part)
        for one, weight, part in zip(given, weights.weights, unseen, strict=True)
    ]
    return done, weights


def results(survey: Survey) -> dict[str, Any]:
    """What it came to, as it is published: the sample with its doubts, and those who came by themselves apart.

    Raises
    ------
    Refusal
        Fewer than ten answers.
    """
    given, weights = weighed(survey)
    others = [_given(row) for row in counted(survey).filter(stratum="")]
    if max(len(given), len(others)) < survey_results.K:
        raise Refusal(_("收到的不到 %(n)s 份，公布了就看得出是谁答的，所以不算也不公布。") % {"n": survey_results.K})
    asked = [one for one in questions(survey) if one.kind != rules.TEXT]
    groups = {"age": lambda one: one.age, "place": lambda one: one.place}
    tally = counts(survey)
    sources = sorted({f"{figure.source}（{figure.starts_on}）" for figure in population(survey)})
    return {
        "counting": survey.counting,
        "whole": sum(survey.frame_counts.values()),
        "n": len(given),
        "apart": len(others) if len(others) >= survey_results.K or not others else -1,
        "asked": tally.asked,
        "empty": tally.empty,
        "refused": tally.refused,
        "away": tally.away,
        "effective_tenths": weights.effective_tenths,
        "design_permille": weights.design_permille,
        "trimmed": weights.trimmed,
        "off_permille": weights.off_permille,
        "sources": sources,
        "questions": survey_results.together(asked, given, groups, weighted=True),
        "others": survey_results.together(asked, others, {}, weighted=False),
    }


def code_of(invitation: Invitation) -> str:
    """The code to print; empty once it is destroyed."""
    return survey_code.make(invitation.salt, settings.SECRET_KEY) if invitation.salt else ""


def stack_of(viewer: Viewer, survey: Survey, stack: uuid.UUID) -> QuerySet[SurveyAnswer]:
    """Forms of one stack that the worker typed, the last one on top."""
    return survey.answers.filter(stack=stack, by=viewer.ref).order_by("-pk")


def stack_going(viewer: Viewer, survey: Survey, *, since: datetime) -> SurveyAnswer | None:
    """The form she typed last since then: its stack may still lie there."""
    rows = survey.answers.filter(by=viewer.ref, stack__isnull=False, at__gte=since)
    return rows.order_by("-pk").first()


def words(viewer: Viewer, survey: Survey) -> QuerySet[SurveyWords]:
    """What was written freely, as far as the viewer may read it."""
    rows = SurveyWords.objects.filter(answer__survey=survey, answer__replaced_at__isnull=True)
    return rows.filter(viewer.scope("voice.read", "answer__place_path")).select_related("answer").order_by("pk")
