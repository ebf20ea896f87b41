"""Fifty thousand characters, and nothing but emoji, where few think of them: a diary's phone, a survey's free words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mulin.apps.voice.models import DiaryEntry, Survey, SurveyWords
from mulin.core.access.models import Login
from tests.apps.voice import surveys
from tests.browsers import signed_in
from tests.world import World

LONG, SMILES = "灯不亮" * 16_667, "🙂👍🏽🏮"


@pytest.mark.parametrize(("text", "status", "kept"), [(LONG, 422, 0), (SMILES, 200, 1)])
def test_the_diary_of_a_phone(world: World, text: str, status: int, kept: int) -> None:
    client = signed_in("gh-worker", "worker", world.gh)
    owner = str(Login.objects.get(username="gh-worker").uuid)
    at = timezone.now().isoformat()
    sent = {"owner": owner, "uuid": "7d3f7c1e-2f43-4d26-9f0a-53a1c9b7c009", "community": world.gh.path}
    answer = client.post("/desk/diary/send/", sent | {"heard_at": at, "written_at": at, "text": text})
    assert answer.status_code == status
    assert [row.text for row in DiaryEntry.objects.all()] == [text] * kept
    assert status == 200 or "20000" in answer.json()["error"]  # the draft stays on the phone, with this sentence


@pytest.mark.parametrize(("text", "status", "kept"), [(LONG, 422, 0), (SMILES, 302, 1)])
def test_the_free_words_of_a_survey(world: World, text: str, status: int, kept: int) -> None:
    surveys.homes(4)
    survey = surveys.drawn(world, 4)
    Survey.objects.update(closes_on=timezone.localdate() + timedelta(days=3))
    sent = {"code": surveys.codes(survey)[0], "age": "2", "q1": "1", "q7": text}
    page = Client().post(f"/survey/{survey.thread.number}/answer/", sent)
    assert page.status_code == status
    assert [row.text for row in SurveyWords.objects.all()] == [text] * kept
    assert status == 302 or text in page.content.decode(), "what was typed is kept"
