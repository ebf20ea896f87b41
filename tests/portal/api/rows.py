"""A few matters, a voice that waits, and a meeting that is called."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from mulin.apps.voice.actions import answering, intake, matters
from mulin.apps.voice.actions.intake import Speaker
from mulin.core.records.days import local_day
from tests.world import World

WORDS, NAME, PHONE = "只有社区能看的原话甲乙丙", "王桂芳", "00000001001"


def matter(world: World, title: str, *, category: str = "shared") -> str:
    """A matter from a resident's words, promised by a unit."""
    now = timezone.now()
    speaker = Speaker(person=world.wang)
    said = intake.record(
        by=world.worker, now=now, words=f"{WORDS} {title}", channel="counter", place=world.door, speaker=speaker
    )
    number = said.voice.thread.number
    matters.open_matter(
        number=number,
        title=title,
        description="看得见",
        category=category,
        klass="ordinary",
        ask=world.property,
        by=world.worker,
        now=now,
    )
    answering.promise(number=number, what="修好", due=local_day(now) + timedelta(days=2), by=world.unit, now=now)
    return number


def make(world: World) -> list[str]:
    """Three matters and a voice that waits; gives the numbers of the matters."""
    numbers = [
        matter(world, "=1+1 楼道灯"),
        matter(world, '路灯，"一排"不亮'),
        matter(world, "河边的树", category="green"),
    ]
    intake.record(by=world.worker, now=timezone.now(), words=WORDS, channel="counter", place=world.door)
    return numbers
