"""A survey's way: prepared, opened, answered through three doors into one result, closed, published."""

from __future__ import annotations

import json

import pytest
from django.http import Http404

from mulin.apps.voice.actions import survey as running
from mulin.apps.voice.actions import survey_answers, survey_sample
from mulin.apps.voice.actions.survey_answers import Filled
from mulin.apps.voice.models import Invitation, Survey, SurveyAnswer, SurveyWords
from mulin.apps.voice.queries import survey as asking
from mulin.core.gate import PASSER_BY
from mulin.core.records.models import Entry
from mulin.core.refusals import Refusal
from tests.apps.voice import surveys
from tests.world import World, later

Door = SurveyAnswer.Door


def say(survey: Survey, code: str, door: str = Door.WEB, **more: object) -> SurveyAnswer | None:
    world_by = more.pop("by", PASSER_BY)
    filled = more.pop("filled", Filled(age="60-74", values={"q1": [1], "q6": [2]}, words={"q7": "想有个食堂"}))
    now = more.pop("now", later(days=2))
    return survey_answers.answer(
        number=survey.thread.number, code=code, filled=filled, door=door, by=world_by, now=now, **more
    )


@pytest.fixture
def survey(world: World) -> Survey:
    surveys.homes(20)
    return surveys.drawn(world, 24)


def test_three_doors_lead_into_one_count(world: World, survey: Survey) -> None:
    codes = surveys.codes(survey)
    inside = [row.place_path.startswith("BG/GH/") for row in survey.invitations.order_by("pk")]
    own = [code for code, here in zip(codes, inside, strict=True) if here]
    say(survey, codes[-1].lower().replace("-", " "))
    say(survey, own[0], Door.PAPER, by=world.worker)
    say(survey, own[1], Door.PHONE, by=world.worker, proxy=True)
    counts = asking.counts(survey)
    assert counts.by_door == {"web": 1, "paper": 1, "phone": 1}
    assert (counts.asked, counts.answered, counts.waiting) == (24, 3, 21)
    assert SurveyAnswer.objects.get(door=Door.PHONE).by == world.worker.ref


def test_answered_once_across_all_doors(world: World, survey: Survey) -> None:
    code = surveys.codes(survey)[0]
    say(survey, code)
    with pytest.raises(Refusal, match="已经答过一次了"):
        say(survey, code, Door.PAPER, by=world.clerk)
    assert SurveyAnswer.objects.count() == 1


def test_her_own_answer_replaces_what_was_given_for_her_and_not_the_other_way(world: World, survey: Survey) -> None:
    code = surveys.codes(survey)[0]
    first = say(survey, code, Door.PHONE, by=world.clerk, proxy=True)
    with pytest.raises(Refusal):
        say(survey, code, Door.COUNTER, by=world.clerk, proxy=True)
    own = say(survey, code)
    assert first is not None
    assert own is not None
    first.refresh_from_db()
    assert first.replaced_at == later(days=2)
    assert [row.pk for row in asking.counted(survey)] == [own.pk]
    with pytest.raises(Refusal):
        say(survey, code, Door.PHONE, by=world.clerk, proxy=True)


def test_what_was_not_asked_is_not_kept(survey: Survey) -> None:
    kept = say(survey, surveys.codes(survey)[0], filled=Filled("18-34", {"q1": [2], "q6": [1]}))
    assert kept is not None
    assert json.loads(kept.values) == {"q1": [2]}


def test_codes_and_ties_are_destroyed_at_the_close(world: World, survey: Survey) -> None:
    code = surveys.codes(survey)[0]
    say(survey, code)
    running.close(number=survey.thread.number, by=world.clerk, now=later(days=3))
    assert set(surveys.codes(survey)) == {""}
    assert not Invitation.objects.exclude(code_mac=None).exists()
    assert SurveyAnswer.objects.get().invitation is None
    assert SurveyAnswer.objects.get().stratum
    with pytest.raises(Refusal):
        say(survey, code, now=later(days=3))


def test_entries_hold_counts_and_no_words(world: World, survey: Survey) -> None:
    say(survey, surveys.codes(survey)[0])
    running.close(number=survey.thread.number, by=world.clerk, now=later(days=3))
    lines = Entry.objects.filter(thread=survey.thread).order_by("seq")
    assert [line.verb for line in lines] == [
        "survey_made",
        "survey_announced",
        "survey_drawn",
        "survey_opened",
        "survey_closed",
    ]
    assert json.loads(lines[4].payload)["answers"] == {"web": 1}
    assert "食堂" not in "".join(line.payload for line in lines[3:])


def test_questions_stand_once_open_but_a_slip_of_the_pen_is_put_right(world: World, survey: Survey) -> None:
    number = survey.thread.number
    with pytest.raises(Refusal):
        running.add_question(number=number, asked=surveys.QUESTIONS[0], by=world.clerk)
    with pytest.raises(Refusal, match="错别字"):
        running.correct_wording(number=number, question="q1", label="谁来办？", by=world.clerk, now=later(days=2))
    running.correct_wording(number=number, question="q1", label="家里最须要什么？", by=world.clerk, now=later(days=2))
    survey.refresh_from_db()
    assert asking.questions(survey)[0].label == "家里最须要什么？"
    assert survey.wording == 2
    assert json.loads(Entry.objects.get(verb="survey_corrected").payload)["was"] == "家里最需要什么？"


def test_the_sample_waits_for_a_code_nobody_knew(world: World) -> None:
    surveys.homes(5)
    survey = surveys.made(world)
    number = survey.thread.number
    with pytest.raises(Refusal, match="先公布"):
        survey_sample.draw(number=number, by=world.clerk, now=later())
    survey_sample.announce(number=number, seed="柿子", total=4, fixed=True, by=world.clerk, now=later())
    with pytest.raises(Refusal, match="明天"):
        survey_sample.draw(number=number, by=world.clerk, now=later())


def test_those_who_may_not_are_told_nothing(world: World, survey: Survey) -> None:
    with pytest.raises(Http404):
        running.close(number=survey.thread.number, by=world.worker, now=later(days=3))
    elsewhere = next(
        code
        for code, row in zip(surveys.codes(survey), survey.invitations.order_by("pk"), strict=True)
        if row.place_path.startswith("BG/YX/")
    )
    with pytest.raises(Http404):
        say(survey, elsewhere, Door.PAPER, by=world.worker)


def test_free_words_become_a_voice_once(world: World, survey: Survey) -> None:
    say(survey, surveys.codes(survey)[0])
    row = SurveyWords.objects.get()
    slip = survey_answers.carry_on(
        pk=row.pk, place=world.gh, speaker=survey_answers.Speaker(), by=world.clerk, now=later(days=3)
    )
    assert slip.voice.channel == "survey"
    assert slip.voice.words.text == "想有个食堂"
    with pytest.raises(Refusal, match=slip.voice.thread.number):
        survey_answers.carry_on(
            pk=row.pk, place=world.gh, speaker=survey_answers.Speaker(), by=world.clerk, now=later(days=3)
        )
