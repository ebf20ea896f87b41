"""Words go years after what they were about was over: exactly those, sealed away, and the register still verifies."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mulin.apps.voice.actions import answering, intake, judging, matters
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.models import Commitment, Voice
from mulin.core.people import holdings
from mulin.core.people.models import Person
from mulin.core.records import attachments, checks, retention
from mulin.core.records.models import Attachment, Entry, Sealed
from mulin.core.records.writing import writing
from tests.world import NOON, World, build, later, photo

pytestmark = pytest.mark.django_db
YEARS = 1827


@pytest.fixture
def world() -> World:
    return build()


def say(world: World, at: datetime, words: str = "灯坏了") -> Voice:
    return intake.record(
        by=world.worker,
        now=at,
        words=words,
        channel="counter",
        place=world.door,
        speaker=Speaker(person=world.wang),
    ).voice


def settle(world: World, at: datetime) -> Voice:
    """A voice whose matter was closed on that day."""
    voice = say(world, at)
    number = voice.thread.number
    matters.open_matter(
        number=number,
        title="灯",
        description="坏了",
        category="shared",
        klass="ordinary",
        ask=world.property,
        by=world.worker,
        now=at,
    )
    answering.promise(number=number, what="换灯", due=at.date() + timedelta(days=2), by=world.unit, now=at)
    answering.deliver(
        number=number,
        commitment=Commitment.objects.latest("pk").uuid,
        text="换了",
        photos=[answering.Photo(photo())],
        by=world.unit,
        now=at,
    )
    judging.judge(
        voice=number,
        heard=True,
        solved=True,
        satisfied=5,
        how="counter",
        comment="亮了",
        by=world.colleague,
        now=at,
    )
    return voice


def run(now: datetime) -> dict[str, int]:
    return {name: gone for name, gone in retention.run(now=now) if gone and name.startswith("voice.")}


def texts() -> set[str]:
    return set(Sealed.objects.exclude(text="").values_list("text", flat=True))


@pytest.mark.parametrize("age", [0, 1, YEARS - 1, YEARS, YEARS + 1, YEARS + 400])
def test_words_of_a_closed_matter_go_after_five_years(world: World, age: int) -> None:
    settle(world, NOON)
    waiting = say(world, NOON, "还没有人理")
    due = age > YEARS
    assert run(later(days=age)) == ({"voice.words": 1} if due else {})
    assert texts() == ({"还没有人理"} if due else {"还没有人理", "灯坏了", "亮了"})
    assert Voice.objects.filter(speaker=None).count() == due
    assert not list(checks.findings())
    waiting.refresh_from_db()
    assert waiting.state == Voice.State.WAITING
    assert run(later(days=age)) == {}


def test_a_matter_that_is_open_keeps_its_words(world: World) -> None:
    voice = say(world, NOON)
    matters.open_matter(
        number=voice.thread.number,
        title="灯",
        description="坏了",
        category="shared",
        klass="ordinary",
        ask=world.property,
        by=world.worker,
        now=NOON,
    )
    assert run(later(days=YEARS * 2)) == {}
    assert texts() == {"灯坏了"}


def test_answered_and_withdrawn_words_go_too(world: World) -> None:
    answered, taken = say(world, NOON, "一"), say(world, NOON, "二")
    intake.answer(number=answered.thread.number, text="这样办", by=world.worker, now=NOON)
    intake.withdraw(number=taken.thread.number, by=world.worker, now=later(days=10))
    assert run(later(days=YEARS + 1)) == {"voice.words": 1}
    assert texts() == {"二"}
    assert run(later(days=YEARS + 11)) == {"voice.words": 1}
    assert texts() == set()
    assert not list(checks.findings())


def test_files_of_what_was_taken_back_go_after_thirty_days(world: World) -> None:
    kept, taken = say(world, NOON), say(world, NOON)
    for voice in (kept, taken):
        with writing(by=world.worker, now=NOON) as writer:
            row = attachments.keep(voice.thread, photo(), role="voice", now=NOON)
            writer.entry(voice.thread, "corrected", {"photos": [row.sha256]})
    intake.withdraw(number=taken.thread.number, by=world.worker, now=NOON)
    assert run(later(days=30)) == {}
    assert run(later(days=31)) == {"voice.files": 1}
    assert Attachment.objects.get().thread == kept.thread
    assert Entry.objects.filter(thread=taken.thread, verb="redacted").exists()
    assert not list(checks.findings())


def test_who_left_is_not_forgotten_while_her_matter_runs(world: World) -> None:
    voice = say(world, NOON)
    Person.objects.filter(pk=world.wang.pk).update(left_on=NOON.date())
    assert world.wang not in holdings.not_busy(Person.objects.all())
    gone = dict(retention.run(now=later(days=800)))
    assert gone["people.left"] == 0
    intake.answer(number=voice.thread.number, text="这样办", by=world.worker, now=later(days=800))
    assert dict(retention.run(now=later(days=801)))["people.left"] == 1
    assert not Person.objects.filter(pk=world.wang.pk).exists()
    assert not list(checks.findings())
