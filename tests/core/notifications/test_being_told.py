"""Each speaker hears of every step: by call, at the door, by a port; never at night, never with anybody's words."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404

from mulin.apps.voice.actions import answering, intake, matters
from mulin.apps.voice.actions.intake import Speaker
from mulin.core.access.models import Look
from mulin.core.gate import Viewer
from mulin.core.jobs import running
from mulin.core.jobs.models import Job
from mulin.core.notifications import actions, delivery, queries, rules
from mulin.core.notifications.models import Notification, Pace, Way, Wish
from mulin.core.records.days import ZONE, local_day
from mulin.core.refusals import Refusal
from tests.browsers import signed_in
from tests.world import NOON, World, build

WORDS = "原话里的秘密甲乙丙"
FACTS = {"title": "楼道灯", "description": "三楼不亮", "category": "shared", "klass": "ordinary"}


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def outbox(settings: Any, tmp_path: Path) -> Path:
    settings.HOME, settings.MULIN_SMS = tmp_path, "file"
    return tmp_path / "outbox" / "sms"


def said(world: World, speaker: Speaker, now: datetime = NOON) -> str:
    """A voice that became a matter which the property unit promised to settle."""
    slip = intake.record(by=world.worker, now=now, words=WORDS, channel="counter", place=world.door, speaker=speaker)
    number = slip.voice.thread.number
    matters.open_matter(number=number, ask=world.property, by=world.worker, now=now, **FACTS)
    answering.promise(number=number, what="换灯", due=local_day(now) + timedelta(days=2), by=world.unit, now=now)
    return number


def at(hour: int, minute: int = 0, day: int = 2) -> datetime:
    return datetime(2026, 3, 1, hour, minute, tzinfo=ZONE) + timedelta(days=day - 1)


def work(now: datetime) -> None:
    """One minute of the worker: the job is asked for if it is time, and run."""
    delivery.ask_when_ready(now)
    running.run_one(lambda: now)


@pytest.mark.parametrize(
    ("moment", "pace", "goes"),
    [
        (at(12), Pace.ONCE, at(12)),
        (at(7, 59), Pace.ONCE, at(8)),
        (at(8), Pace.ONCE, at(8)),
        (at(20, 59), Pace.ONCE, at(20, 59)),
        (at(21), Pace.ONCE, at(8, day=3)),
        (at(23, 59), Pace.ONCE, at(8, day=3)),
        (at(0, day=3), Pace.ONCE, at(8, day=3)),
        (at(23, 30, day=31), Pace.ONCE, at(8, day=32)),
        (at(12), Pace.DAY, at(18)),
        (at(18), Pace.DAY, at(18, day=3)),
        (at(12), Pace.WEEK, at(18, day=6)),  # the second is a Monday
        (at(19, day=6), Pace.WEEK, at(18, day=13)),
    ],
)
def test_when_word_goes_out(moment: datetime, pace: str, goes: datetime) -> None:
    assert rules.ready(moment, pace) == goes


def test_every_step_is_one_line_on_the_list_until_she_is_told(world: World) -> None:
    number = said(world, Speaker(person=world.wang))
    world.wang.refresh_from_db()
    (line,) = queries.lines(list(queries.waiting(world.worker)))
    assert (line.number, line.way, line.contact.name) == (number, Way.CALL, world.wang.name)
    assert len(line.texts) == 2  # it became a matter and somebody is asked; then it was promised
    assert all(WORDS not in text.text for text in line.texts)
    assert "承诺" in line.texts[1].text
    assert not list(queries.waiting(world.stranger))
    with pytest.raises(Http404):
        actions.told(numbers=[number], reached=True, by=world.stranger, now=NOON)
    actions.told(numbers=[number], reached=False, by=world.worker, now=NOON)
    assert {row.tries for row in Notification.objects.all()} == {1}
    actions.told(numbers=[number], reached=True, by=world.worker, now=NOON)
    assert not list(queries.waiting(world.worker))
    with pytest.raises(Http404):
        actions.told(numbers=[number], reached=True, by=world.worker, now=NOON)


def test_who_has_no_telephone_is_told_at_her_door_and_who_left_nothing_by_her_slip(world: World) -> None:
    world.li.phone = ""
    world.li.save()
    said(world, Speaker(person=world.li))
    said(world, Speaker(name="过路人"))
    by_phone = said(world, Speaker(name="过路人", phone="00000001234"))
    ways = {row["first"]: row["way"] for row in queries.waiting(world.worker)}
    assert sorted(ways.values()) == [Way.CALL, Way.VISIT]
    assert ways[by_phone] == Way.CALL


def test_a_wish_is_followed_and_moves_what_waits(world: World, outbox: Path) -> None:
    said(world, Speaker(person=world.wang))
    me = Viewer(ref="login:x", person=str(world.wang.uuid))
    actions.wish(person=world.wang, way=Way.SMS, address="", pace=Pace.DAY, by=me, now=NOON)
    assert not list(queries.waiting(world.worker))
    assert set(Notification.objects.values_list("way", "ready_at")) == {(Way.SMS, at(18))}
    actions.wish(person=world.wang, way=Way.NONE, address="", pace=Pace.ONCE, by=world.worker, now=NOON)
    assert not Notification.objects.filter(done_at=None)
    said(world, Speaker(person=world.wang))
    assert not Notification.objects.filter(done_at=None)
    with pytest.raises(Http404):
        actions.wish(person=world.wang, way=Way.CALL, address="", pace=Pace.ONCE, by=world.stranger, now=NOON)


@pytest.mark.parametrize(
    "asked",
    [
        {"way": "pigeon"},
        {"way": Way.WECHAT},  # no port is open
        {"way": Way.CALL, "pace": "hourly"},
    ],
)
def test_what_cannot_be_is_refused_in_words(world: World, asked: dict[str, str]) -> None:
    given = {"address": "", "pace": Pace.ONCE, **asked}
    with pytest.raises(Refusal, match="请"):
        actions.wish(person=world.wang, by=world.worker, now=NOON, **given)
    assert not Wish.objects.exists()


def test_all_that_is_ready_goes_as_one_text_and_only_once(world: World, outbox: Path) -> None:
    actions.wish(person=world.wang, way=Way.SMS, address="", pace=Pace.ONCE, by=world.worker, now=NOON)
    number = said(world, Speaker(person=world.wang), now=at(22))
    delivery.ask_when_ready(at(23))
    assert not Job.objects.exists()  # it is night
    for _minute in range(2):
        delivery.ask_when_ready(at(8, day=3))
    assert Job.objects.count() == 1
    assert running.run_one(lambda: at(8, day=3)) is not None
    (file,) = outbox.iterdir()
    sent = json.loads(file.read_text(encoding="utf-8"))
    assert sent["to"] == world.wang.phone
    assert sent["text"].count(number) == 2
    assert WORDS not in sent["text"]
    Notification.objects.update(done_at=None, outcome="")  # killed between sending and writing it down
    delivery.ask_when_ready(at(8, 1, day=3))
    running.run_one(lambda: at(8, 1, day=3))
    assert [one.name for one in outbox.iterdir()] == [file.name]
    assert {row.outcome for row in Notification.objects.all()} == {"sent"}


def test_what_a_port_cannot_send_a_person_says(world: World, outbox: Path) -> None:
    actions.wish(person=world.wang, way=Way.SMS, address="", pace=Pace.ONCE, by=world.worker, now=NOON)
    said(world, Speaker(person=world.wang))
    outbox.parent.mkdir(parents=True)
    outbox.write_text("a file where the folder should be", encoding="utf-8")
    now = at(12)
    for tries in range(1, delivery.TRIES + 1):
        assert not list(queries.waiting(world.worker))
        work(now)
        now = rules.again(now, tries)
    (line,) = queries.lines(list(queries.waiting(world.worker)))
    assert line.way == Way.CALL


def test_a_month_old_word_lapses(world: World) -> None:
    said(world, Speaker(person=world.wang))
    assert actions.lapse(now=NOON + timedelta(days=29)) == 0
    assert actions.lapse(now=NOON + timedelta(days=31)) == 2
    assert not list(queries.waiting(world.worker))


def test_the_list_the_number_and_the_doors_on_paper(world: World) -> None:
    number = said(world, Speaker(person=world.wang))
    world.li.phone = ""
    world.li.save()
    said(world, Speaker(person=world.li))
    client = signed_in("gh-worker", "worker", world.gh)
    page = client.get("/desk/told/").content.decode()
    assert number in page
    assert world.wang.phone not in page
    assert world.wang.phone in client.post(f"/desk/told/{number}/phone/").content.decode()
    assert Look.objects.filter(subject=world.wang.uuid, field="phone").count() == 1
    assert client.get("/desk/told/doors.pdf").content.startswith(b"%PDF-")
    assert Look.objects.filter(subject=world.li.uuid, field="door").count() == 1
    assert client.post(f"/desk/told/{number}/", {"outcome": "told"}).status_code == 302
    assert client.post(f"/desk/told/{number}/phone/").status_code == 404
    stranger = signed_in("yx-worker", "worker", world.yx)
    assert number not in stranger.get("/desk/told/").content.decode()


def test_she_chooses_herself_or_at_the_counter(world: World) -> None:
    client = signed_in("gh-worker", "worker", world.gh)
    page = f"/desk/people/{world.wang.uuid}/told/"
    assert client.post(page, {"way": "visit", "address": "", "pace": "once"}).status_code == 302
    assert Wish.objects.get().way == Way.VISIT
    wrong = client.post(page, {"way": "email", "address": "x", "pace": "once"})
    assert wrong.status_code == 422
    assert signed_in("yx-worker", "worker", world.yx).get(page).status_code == 404
