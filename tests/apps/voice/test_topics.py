"""Hot topics: at least three people, the office alone, each leading to voices that the viewer reads."""

from __future__ import annotations

from datetime import datetime

import pytest

from mulin.apps.voice.actions import intake, topics
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.models import Topic, Voice
from mulin.core import jobs
from mulin.core.gate import SYSTEM
from mulin.core.jobs.running import run_one
from tests.browsers import signed_in
from tests.world import NOON, World, later

pytestmark = pytest.mark.django_db
STINK = ["垃圾站的臭味太大，天热开不了窗", "垃圾站臭味熏人，天热窗都不敢开", "天热了垃圾站臭味更大，开窗就闻到"]


def gather(now: datetime = NOON) -> None:
    jobs.ask(topics.NAME, by=SYSTEM, now=now)
    job = run_one(lambda: now)
    assert job is not None
    job.refresh_from_db()
    assert (job.state, job.failure) == ("done", "")


def say(world: World, words: str, speaker: Speaker, **more: object) -> Voice:
    given = {"by": world.worker, "now": NOON, "channel": "counter", "place": world.gh, "with_slip": False, **more}
    return intake.record(words=words, speaker=speaker, **given).voice


def three_people(world: World) -> list[Voice]:
    speakers = [Speaker(person=world.wang), Speaker(person=world.li), Speaker(name="路过的", phone="000-9")]
    for words in ("自来水发黄", "路灯不亮", "医保卡挂失", "树枝压电线", "电梯停运", "孩子入学材料", "广场舞音箱"):
        say(world, words, Speaker(name=words))
    return [say(world, words, speaker) for words, speaker in zip(STINK, speakers, strict=True)]


def test_three_people_make_a_topic_with_its_words_place_and_span(world: World) -> None:
    voices = three_people(world)
    gather()
    topic = Topic.objects.get(rank=1)
    assert set(topic.voices.all()) == set(voices)
    assert (topic.people, topic.place_path, topic.heat) == (3, "BG/GH/", 300)
    assert "垃圾站" in topic.words
    gather(later(hours=1))
    assert Topic.objects.filter(made_at=NOON).count() == 0, "the earlier rows are replaced"


def test_two_people_or_a_flood_by_nobody_are_no_topic(world: World) -> None:
    for words in STINK:
        say(world, words, Speaker(person=world.wang))
        say(world, words, intake.ANONYMOUS)
    gather()
    assert not Topic.objects.exists()


def test_words_taken_back_leave_every_topic(world: World) -> None:
    voices = three_people(world)
    gather()
    intake.withdraw(number=voices[0].thread.number, by=world.worker, now=later(hours=1), forget=True)
    topic = Topic.objects.get(rank=1)
    page = signed_in("office-1", "office", world.street).get(f"/desk/topics/{topic.uuid}/").content.decode()
    assert voices[0].thread.number not in page
    assert voices[1].thread.number in page
    gather(later(hours=2))
    assert not Topic.objects.exists()


def test_only_the_office_sees_them_and_asks_for_new_ones(world: World) -> None:
    three_people(world)
    gather()
    topic = Topic.objects.get(rank=1)
    office = signed_in("office-1", "office", world.street)
    page = office.get("/desk/topics/").content.decode()
    assert f"/desk/topics/{topic.uuid}/" in page
    for name, role, place in (("gh-worker", "worker", world.gh), ("yx-worker", "worker", world.yx)):
        client = signed_in(name, role, place)
        assert client.get("/desk/topics/").status_code == 404
        assert client.get(f"/desk/topics/{topic.uuid}/").status_code == 404
    answer = office.post("/desk/topics/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/jobs/")
    assert run_one(lambda: later(days=999)) is not None
