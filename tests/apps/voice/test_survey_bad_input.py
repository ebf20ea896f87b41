"""Whatever is typed into a survey: a kind sentence, and nothing that was typed is lost."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from mulin.apps.voice.actions import survey_answers
from mulin.apps.voice.actions.survey_answers import Filled
from mulin.apps.voice.models import Survey, SurveyAnswer
from mulin.apps.voice.rules import survey as rules
from mulin.core.gate import PASSER_BY
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal
from tests.apps.voice import surveys
from tests.world import World, build, later

QUESTIONS = {one.kind: one for one in reversed(surveys.QUESTIONS)}
FILLED = Filled("60-74", {"q1": [1]})


@pytest.mark.parametrize(
    ("kind", "typed", "read"),
    [
        ("number", "１２", [12]),
        ("number", "二十三", [23]),
        ("number", "三顿", [3]),
        ("number", " ", []),
        ("one", "２", [2]),
        ("one", "②", [2]),
        ("many", "3、1", [1, 3]),
        ("many", "13", [1, 3]),
        ("scale", "五", [5]),
        ("rank", "3 1 2", [3, 1, 2]),
        ("rank", "312", [3, 1, 2]),
    ],
)
def test_what_people_write_is_understood(kind: str, typed: str, read: list[int]) -> None:
    assert rules.read(QUESTIONS[kind], typed) == read


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("number", "很多", "看不出是多少"),
        ("number", "-3", "看不出是多少"),
        ("number", "99999999", "看不出是多少"),
        ("number", "🙂", "看不出是多少"),
        ("one", "4", "1 到 3"),
        ("one", "🙂", "1 到 3"),
        ("one", "1 2", "只选一个"),
        ("many", "1 2 3", "最多选 2 个"),
        ("many", "1 1", "写了两次"),
        ("rank", "1 1 2", "写了两次"),
        ("scale", "0", "1 到 5"),
    ],
)
def test_what_cannot_be_meant_is_said_kindly(kind: str, typed: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        rules.read(QUESTIONS[kind], typed)


@pytest.fixture
def survey(world: World, monkeypatch: pytest.MonkeyPatch) -> Survey:
    surveys.homes(6)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later(days=2))
    return surveys.drawn(world, 6)


def test_a_wrong_code_keeps_what_was_typed(survey: Survey) -> None:
    page = Client().post(
        f"/survey/{survey.thread.number}/answer/", {"code": "AAAA-AAAA", "age": "2", "q1": "1", "q7": "🙂 想晒太阳"}
    )
    assert page.status_code == 422
    assert "没有这个码" in page.content.decode()
    assert "🙂 想晒太阳" in page.content.decode()


def test_a_code_of_another_survey_is_told_apart(world: World, survey: Survey) -> None:
    other = surveys.prepared(world.street, world.clerk)
    Survey.objects.filter(pk=other.pk).update(state="open")
    other.thread.public = True
    other.thread.save()
    code = surveys.codes(survey)[0]
    with pytest.raises(Refusal, match="另一份问卷"):
        survey_answers.answer(
            number=other.thread.number, code=code, filled=FILLED, door="web", by=PASSER_BY, now=later(days=2)
        )


def test_after_the_last_day_the_text_is_kept(survey: Survey) -> None:
    Survey.objects.filter(pk=survey.pk).update(closes_on=local_day(later()) + timedelta(days=1))
    page = Client().post(
        f"/survey/{survey.thread.number}/answer/",
        {"code": surveys.codes(survey)[0], "age": "2", "q1": "1", "q7": "说得晚了"},
    )
    assert page.status_code == 422
    assert "已经收齐了" in page.content.decode()
    assert "说得晚了" in page.content.decode()


def test_the_same_form_pressed_twice_is_one_answer(survey: Survey) -> None:
    sent = {"code": surveys.codes(survey)[0], "age": "2", "q1": "1", "key": "pressed-twice"}
    for _press in range(2):
        assert Client().post(f"/survey/{survey.thread.number}/answer/", sent).status_code == 302
    assert SurveyAnswer.objects.count() == 1


def test_a_stack_is_typed_with_numbers_alone_and_resumes(world: World, survey: Survey) -> None:
    from tests.browsers import signed_in  # noqa: PLC0415

    client = signed_in("office-1", "office", world.street)
    address = f"/desk/survey/{survey.thread.number}/stack/7d3f7c1e-2f43-4d26-9f0a-53a1c9b7c003/"
    first, second, *_rest = surveys.codes(survey)
    typed = {"door": "paper", "age": "３", "q1": "1", "q2": "1、3", "q3": "五", "q4": "两顿", "q5": "2 1 3", "q6": "2"}
    assert client.post(address, typed | {"code": first}).status_code == 302
    assert client.post(address, typed | {"code": second, "q2": "1 2 3"}).status_code == 422
    page = client.get(address).content.decode()
    assert "这一叠已打 1 张" in page
    assert SurveyAnswer.objects.get().values == '{"q1":[1],"q2":[1,3],"q3":[5],"q4":[2],"q5":[2,1,3],"q6":[2]}'


@pytest.mark.django_db(transaction=True)
def test_one_code_at_the_same_moment_counts_once() -> None:
    world = build()
    surveys.homes(6)
    survey = surveys.drawn(world, 6)
    code, said = surveys.codes(survey)[0], []

    def press() -> None:
        try:
            survey_answers.answer(
                number=survey.thread.number, code=code, filled=FILLED, door="web", by=PASSER_BY, now=later(days=2)
            )
            said.append("kept")
        except Refusal:
            said.append("refused")
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert sorted(said) == ["kept", "refused", "refused", "refused"]
    assert SurveyAnswer.objects.count() == 1
