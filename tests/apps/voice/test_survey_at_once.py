"""A thousand answers at the same moment: none lost, none counted twice, and the page of the results no heavier."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from contextlib import suppress

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mulin.apps.voice.actions import survey as running
from mulin.apps.voice.actions import survey_answers
from mulin.apps.voice.actions.survey_answers import Filled
from mulin.apps.voice.models import SurveyAnswer
from mulin.apps.voice.queries import survey as asking
from mulin.apps.voice.rules import survey as rules
from mulin.core.gate import PASSER_BY
from mulin.core.refusals import Refusal
from tests.apps.voice import surveys
from tests.world import build, later

HANDS, MOST_QUERIES = 40, 12


def queries(address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(address).status_code == 200
    return len(asked)


def press(number: str, code: str, filled: Filled, key: str) -> str:
    """Press the button of one form, and again whenever the database was busy for twenty seconds."""
    while True:
        with suppress(OperationalError):
            try:
                survey_answers.answer(
                    number=number, code=code, filled=filled, door="web", by=PASSER_BY, now=later(days=2), key=key
                )
            except Refusal:
                return "refused"
            return "kept"


def at_once(many: int) -> None:
    world, twice = build(), many // 10
    surveys.homes(many // 2)
    survey = surveys.drawn(world, many)
    number, ages = survey.thread.number, rules.ages(18, 120)
    codes = surveys.codes(survey)
    assert len(set(codes)) == many
    work = [(code, ages[turn % 4], 1 + turn % 3) for turn, code in enumerate(codes)]
    sent = work + work[:twice]  # some are pressed by two people at once
    random.Random(5).shuffle(sent)  # noqa: S311 - repeatable
    said: list[list[str]] = [[] for _ in range(HANDS)]
    start = threading.Barrier(HANDS)

    def hand(which: int) -> None:
        start.wait()
        for turn, (code, age, choice) in enumerate(sent[which::HANDS]):
            said[which].append(press(number, code, Filled(age, {"q1": [choice]}), f"form {which} {turn}"))
        connections.close_all()

    hands = [threading.Thread(target=hand, args=(which,)) for which in range(HANDS)]
    for one in hands:
        one.start()
    for one in hands:
        one.join()

    assert Counter(one for each in said for one in each) == {"kept": many, "refused": twice}
    assert SurveyAnswer.objects.values("invitation").distinct().count() == SurveyAnswer.objects.count() == many
    assert {row["stratum"]: row["answered"] for row in asking.by_stratum(survey)} == dict(
        Counter(survey.invitations.values_list("stratum", flat=True))
    )
    assert asking.by_age(survey) == Counter(age for _code, age, _choice in work)
    kept = [json.loads(values)["q1"][0] for values in SurveyAnswer.objects.values_list("values", flat=True)]
    assert Counter(kept) == Counter(choice for _code, _age, choice in work)

    running.close(number=number, by=world.clerk, now=later(days=3))
    done = running.publish(number=number, by=world.clerk, now=later(days=4))
    first = done.published_results["questions"][0]
    assert sum(row["count"] for row in first["rows"]) == many
    other = surveys.few(world.street, world.clerk)
    queries(f"/survey/{other.thread.number}/")  # what a process asks once
    large = queries(f"/survey/{number}/")
    assert queries(f"/survey/{other.thread.number}/") == large <= MOST_QUERIES


@pytest.mark.django_db(transaction=True)
def test_two_hundred_answers_by_forty_hands_are_two_hundred() -> None:
    at_once(200)


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_a_thousand_answers_by_forty_hands_are_a_thousand() -> None:
    at_once(1000)
