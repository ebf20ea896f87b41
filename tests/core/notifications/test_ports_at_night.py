"""The ports: silent at night whatever was late, one digest a day, tried again, and never to who took it back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mulin.apps.voice.actions.intake import Speaker
from mulin.core.notifications import actions, delivery, queries
from mulin.core.notifications.models import Notification, Pace, Way
from mulin.core.notifications.ports import PORTS
from mulin.core.people.actions import give_consent, withdraw_consent
from mulin.core.people.models import Purpose
from tests.core.notifications.test_being_told import at, said, work
from tests.world import World, build


@pytest.fixture
def world(db: None) -> World:
    return build()


class Recorder:
    """A gateway that keeps what it was handed, is down as often as said, and lets something happen on the way."""

    sent: list[tuple[str, str, str]]
    down: int
    meanwhile: Any

    def __init__(self, way: str) -> None:
        self.way = way

    def send(self, *, to: str, text: str, key: str) -> None:
        if Recorder.down:
            Recorder.down -= 1
            raise ConnectionError
        Recorder.sent.append((to, text, key))
        Recorder.meanwhile()


@pytest.fixture
def gateway(settings: Any) -> type[Recorder]:
    for name in PORTS.values():
        setattr(settings, name, f"{__name__}:Recorder")
    Recorder.sent, Recorder.down, Recorder.meanwhile = [], 0, staticmethod(lambda: None)
    return Recorder


def wishes(world: World, way: str, pace: str = Pace.ONCE, person: Any = None) -> None:
    actions.wish(person=person or world.wang, way=way, address="li@example.org", pace=pace, by=world.worker, now=at(9))


@pytest.fixture
def home(settings: Any, tmp_path: Path, way: str, back_end: str) -> Path:
    settings.HOME = tmp_path
    setattr(settings, PORTS[Way(way)], back_end)
    return tmp_path


@pytest.mark.parametrize("back_end", ["file", "console"])
@pytest.mark.parametrize("way", list(PORTS))
def test_what_was_late_in_the_evening_waits_for_the_morning(
    world: World, home: Path, capfd: pytest.CaptureFixture[str], way: str, back_end: str
) -> None:
    """Ready at half past eight, but the machine was off: it does not ring at ten, at midnight, or at two."""
    wishes(world, way)
    said(world, Speaker(person=world.wang), now=at(20, 30))

    def gone() -> int:
        files = list((home / "outbox" / way).glob("*.json"))
        return len(files) + capfd.readouterr().err.count(f"[{way}]")

    for hour, day in ((21, 2), (22, 2), (0, 3), (2, 3), (7, 3)):
        work(at(hour, day=day))
        assert not gone()
    work(at(8, day=3))
    assert gone() == 1


def test_six_steps_of_a_day_are_one_digest(world: World, gateway: type[Recorder]) -> None:
    wishes(world, Way.SMS, Pace.DAY)
    for hour in (9, 11, 14):
        said(world, Speaker(person=world.wang), now=at(hour))
    for hour, minute in ((12, 0), (17, 59), (18, 0), (18, 1), (20, 0)):
        work(at(hour, minute))
    work(at(18, day=3))
    ((_to, text, _key),) = gateway.sent
    assert len(text.splitlines()) == Notification.objects.count() == 6


def test_what_failed_is_tried_again_after_longer_pauses_and_then_stands_on_the_list(
    world: World, gateway: type[Recorder]
) -> None:
    gateway.down = 2
    wishes(world, Way.SMS)
    said(world, Speaker(person=world.wang), now=at(12))
    for minute in range(13):
        work(at(12, minute))
    assert len(gateway.sent) == 1  # at twelve and two minutes later it was down
    assert {(row.tries, row.outcome) for row in Notification.objects.all()} == {(3, "sent")}

    gateway.down = 99
    said(world, Speaker(person=world.wang), now=at(20, 50))
    for hour in range(20, 40):
        for minute in (50, 52, 55):
            work(at(0, minute) + timedelta(hours=hour))
    assert 99 - gateway.down == delivery.TRIES
    (line,) = queries.lines(list(queries.waiting(world.worker)))
    assert (line.way, len(line.texts)) == (Way.CALL, 2)


@pytest.mark.parametrize("way", [*PORTS, Way.CALL])
def test_who_took_it_back_is_neither_written_to_nor_rung_up(world: World, gateway: type[Recorder], way: str) -> None:
    give_consent(person=world.wang, purpose=Purpose.CONTACT, wording="可以打电话", by=world.worker, now=at(8))
    wishes(world, way, Pace.DAY)
    said(world, Speaker(person=world.wang), now=at(10))
    withdraw_consent(person=world.wang, purpose=Purpose.CONTACT, by=world.worker, now=at(11))
    said(world, Speaker(person=world.wang), now=at(12))
    work(at(19))
    assert gateway.sent == []
    assert set(Notification.objects.values_list("way", flat=True)) == {Way.VISIT}
    actions.wish(person=world.wang, way=Way.SMS, address="", pace=Pace.ONCE, by=world.worker, now=at(13, day=3))
    said(world, Speaker(person=world.wang), now=at(14, day=3))  # she asked for it again
    work(at(14, day=3))
    assert len(gateway.sent) == 1


def test_what_is_taken_back_while_the_job_runs_is_not_sent(world: World, gateway: type[Recorder]) -> None:
    both = sorted((world.wang, world.li), key=lambda person: person.pk)
    for person in both:
        give_consent(person=person, purpose=Purpose.CONTACT, wording="可以打电话", by=world.worker, now=at(8))
        wishes(world, Way.EMAIL, person=person)
        said(world, Speaker(person=person), now=at(10))
    gateway.meanwhile = staticmethod(
        lambda: withdraw_consent(person=both[1], purpose=Purpose.CONTACT, by=world.worker, now=at(10))
    )
    work(at(10))
    assert len(gateway.sent) == 1
    assert set(Notification.objects.filter(person=both[1]).values_list("way", flat=True)) == {Way.VISIT}


def test_a_new_line_does_not_go_lost_behind_a_key_the_gateway_knows(world: World, gateway: type[Recorder]) -> None:
    """Sent, then killed before it was written down; meanwhile something new is to be said."""
    wishes(world, Way.SMS)
    said(world, Speaker(person=world.wang), now=at(10))
    work(at(10))
    Notification.objects.update(done_at=None, outcome="")
    said(world, Speaker(person=world.wang), now=at(10, 1))
    work(at(10, 1))
    first, second = gateway.sent
    assert first[2] != second[2]
    assert set(first[1].splitlines()) < set(second[1].splitlines())


def test_who_spoke_twice_is_rung_up_once_and_who_was_tried_waits_behind(world: World) -> None:
    said(world, Speaker(person=world.wang), now=at(10))
    second = said(world, Speaker(person=world.wang), now=at(11))
    other = said(world, Speaker(person=world.li), now=at(12))
    first, last = queries.lines(list(queries.waiting(world.worker)))
    assert (len(first.texts), last.number) == (4, other)
    actions.told(numbers=[first.number], reached=False, by=world.worker, now=at(13))
    assert [line.number for line in queries.lines(list(queries.waiting(world.worker)))] == [other, first.number]
    actions.told(numbers=[second], reached=True, by=world.worker, now=at(14))
    assert [line.number for line in queries.lines(list(queries.waiting(world.worker)))] == [other]
