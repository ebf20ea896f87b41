"""What a survey came to: published once, weighed, small cells hidden, handed out without names."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from django.test import Client

from mulin.apps.voice.actions import survey as running
from mulin.apps.voice.actions.survey import digest
from mulin.apps.voice.models import Survey, SurveyAnswer
from mulin.apps.voice.queries import survey_shown
from mulin.apps.voice.queries.survey import population, weighed
from mulin.apps.voice.rules import survey_results
from mulin.apps.voice.rules.survey import Question
from mulin.apps.voice.rules.survey_results import Given
from mulin.core.records.models import Entry
from mulin.core.refusals import Refusal
from tests.apps.voice import surveys
from tests.world import World, later


@pytest.fixture
def done(world: World) -> Survey:
    return surveys.finished(world.street, world.clerk, 60)


def test_what_is_published_is_what_the_register_quotes(done: Survey) -> None:
    quoted = json.loads(Entry.objects.get(verb="survey_published").payload)
    assert quoted["digest"] == digest(done.results)
    assert quoted["n"] == done.published_results["n"] == 60


def test_those_who_came_by_themselves_stand_apart_and_have_no_interval(done: Survey) -> None:
    results = done.published_results
    assert (results["n"], results["apart"]) == (60, 12)
    assert not [row for one in results["others"] for row in one["rows"] if "points" in row]
    first = results["questions"][0]
    assert sum(row["count"] for row in first["rows"]) == 60
    assert all(row["low"] <= row["permille"] <= row["high"] for row in first["rows"])


def test_everybody_reads_the_results_and_nobody_the_words(done: Survey) -> None:
    page = Client().get(f"/survey/{done.thread.number}/").content.decode()
    assert "个点" in page
    assert "想有个食堂" not in page


def test_too_few_answers_are_not_worked_out(world: World) -> None:
    surveys.homes(10)
    survey = surveys.drawn(world, 8)
    running.close(number=survey.thread.number, by=world.clerk, now=later(days=3))
    with pytest.raises(Refusal, match="不到 10 份"):
        running.publish(number=survey.thread.number, by=world.clerk, now=later(days=3))


def test_doubt_is_said_in_plain_words() -> None:
    sure = {"label": "", "count": 99, "permille": 623, "points": 6, "low": 561, "high": 682, "sure": True}
    assert survey_shown.doubt(sure) == "上下 6 个点"
    assert survey_shown.doubt(sure | {"permille": 20, "low": 8, "high": 51}) == "在 0% 到 6% 之间"
    assert "看个大概" in survey_shown.doubt(sure | {"sure": False})
    assert not survey_shown.doubt({"label": "", "count": 99, "permille": 623})


def test_a_few_are_never_shown_in_a_question() -> None:
    asked = Question("q1", "one", "?", options=("甲", "乙", "丙"))
    given = [Given("A/", "A", "18-34", {"q1": [1 if n < 40 else 2 if n < 52 else 3]}, 1_000_000) for n in range(55)]
    found = survey_results.question(asked, given, {}, weighted=True)
    assert [row["count"] for row in found["rows"]] == [40, -1, -1]
    assert survey_results.question(asked, given[:9], {}, weighted=True)["n"] == -1


def test_base_weights_follow_the_strata() -> None:
    given = [Given("A/", "big", "18-34", {})] * 2 + [Given("A/", "small", "18-34", {})] * 2
    weights, unseen = survey_results.weigh(given, survey_results.Known({}, {"big": 300, "small": 100}))
    assert weights.weights == (1_500_000, 1_500_000, 500_000, 500_000)
    assert unseen == [993_334, 993_334, 980_000, 980_000]


def test_where_people_are_counted_an_answer_stands_for_those_she_was_picked_among() -> None:
    given = [Given("A/", "all", "18-34", {}, adults=adults) for adults in (1, 3)]
    weights, unseen = survey_results.weigh(given, survey_results.Known({}, {"all": 4}))
    assert weights.weights == (500_000, 1_500_000)
    assert unseen == [500_000, 833_334]


@pytest.mark.parametrize(
    ("counting", "said", "ages"),
    [("household", "百分之几，说的都是百分之几的户", 0), ("person", "百分之几，说的都是百分之几的人", 4)],
)
def test_sample_weights_and_known_figures_are_in_the_unit_of_the_survey(
    world: World, counting: str, said: str, ages: int
) -> None:
    done = surveys.finished(world.street, world.clerk, 60, counting=counting)
    assert len({figure.age for figure in population(done) if figure.age}) == ages
    assert {figure.counting for figure in population(done)} == {counting}
    given, _weights = weighed(done)
    by_place: Counter[str] = Counter()
    for one in given:
        by_place[one.place] += one.weight
    known: Counter[str] = Counter()
    for figure in population(done):
        known[figure.place_path] += figure.count
    for place, count in known.items():
        assert abs(by_place[place] / sum(by_place.values()) - count / sum(known.values())) < 1e-3
    assert (max(one.adults for one in given) > 1) is (counting == "person")
    page = Client().get(f"/survey/{done.thread.number}/").content.decode()
    assert said in page
    assert f"名单上一共 {sum(done.frame_counts.values())} 户" in page


def test_a_person_survey_asks_how_many_she_was_picked_among(world: World) -> None:
    surveys.homes(20)
    survey = surveys.drawn(world, 24, counting="person")
    Survey.objects.filter(pk=survey.pk).update(closes_on="2099-01-01")
    address, code = f"/survey/{survey.thread.number}/answer/", surveys.codes(survey)[0]
    assert "下一个过生日的那位" in Client().get(address).content.decode()
    for typed in ("", "零", "21", "很多"):
        page = Client().post(address, {"code": code, "age": "2", "q1": "1", "adults": typed})
        assert page.status_code == 422
    assert Client().post(address, {"code": code, "age": "2", "q1": "1", "adults": "３位"}).status_code == 302
    assert SurveyAnswer.objects.get().adults == 3
