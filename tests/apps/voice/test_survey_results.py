"""What a survey came to: published once, weighed, small cells hidden, handed out without names."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client

from mulin.apps.voice.actions import survey as running
from mulin.apps.voice.actions.survey import digest
from mulin.apps.voice.models import Survey
from mulin.apps.voice.queries import survey_shown
from mulin.apps.voice.rules import survey_results
from mulin.apps.voice.rules.survey import Question
from mulin.apps.voice.rules.survey_results import Given
from mulin.core.records.models import Entry
from mulin.core.refusals import Refusal
from tests.apps.voice import surveys
from tests.browsers import signed_in
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


def test_the_file_has_a_row_an_answer_and_no_small_group(world: World, done: Survey) -> None:
    client = signed_in("office-1", "office", world.street)
    raw = client.get(f"/desk/survey/{done.thread.number}/answers.csv").content
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) == 61
    groups = [tuple(row[1:3]) for row in rows[1:]]
    assert all(groups.count(one) >= survey_results.K for one in groups if all(one))
    assert abs(sum(int(row[0]) for row in rows[1:]) - 60_000_000) < 60
    codebook = client.get(f"/desk/survey/{done.thread.number}/codebook.md").content.decode()
    assert "1 = 吃饭" in codebook


def test_the_files_are_not_for_everybody(world: World, done: Survey) -> None:
    for name in ("answers.csv", "codebook.md"):
        assert (
            signed_in("gh-worker", "worker", world.gh).get(f"/desk/survey/{done.thread.number}/{name}").status_code
            == 404
        )


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
    known = survey_results.Known({}, {"big": 300, "small": 100})
    assert survey_results.weigh(given, known).weights == (1_500_000, 1_500_000, 500_000, 500_000)
