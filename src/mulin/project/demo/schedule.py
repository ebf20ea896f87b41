"""When things happen in a story: from days to minutes of a working day, the same every time."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from mulin.core.records.days import midnight
from mulin.project.demo.stories import Said, Step, Story

YEAR = 365  # the day of building, counted from the beginning of the demo's year
HURRIED = {"danger"}
NOT_YET = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Beat:
    """One thing of a story: a voice, opening its matter, joining a further voice, or a step."""

    at: datetime
    what: Literal["voice", "open", "join", "step"]
    voice: int = 0
    step: Step | None = None
    meeting_at: datetime | None = None


def day_of(today: date, day: int) -> date:
    """The calendar day of a day of the demo's year."""
    return today + timedelta(days=day - YEAR)


def beats(story: Story, today: date) -> list[Beat]:
    """Everything of a story with its moment, in order."""
    chance = random.Random(f"when {story.key}")  # noqa: S311
    by_day: dict[int, list[Beat]] = defaultdict(list)
    for day, beat in _ordered(story):
        by_day[day].append(beat)
    timed = []
    for day in sorted(by_day):
        minute = chance.randint(495, 615)  # a quarter past eight to a quarter past ten
        for beat in by_day[day]:
            at = midnight(day_of(today, day)) + timedelta(minutes=minute, seconds=chance.randint(0, 59))
            timed.append(Beat(at, beat.what, beat.voice, beat.step))
            minute += _pause(story, beat, chance)
    decided = iter([_evening_before(beat.at) for beat in timed if beat.step and beat.step.do == "meeting_done"])
    return [
        Beat(beat.at, beat.what, beat.voice, beat.step, next(decided))
        if beat.step and beat.step.do == "meeting"
        else beat
        for beat in timed
    ]


def _evening_before(minuted: datetime) -> datetime:
    """A meeting is held after supper; its minutes are written the next morning."""
    return midnight(minuted.date()) - timedelta(hours=5)


def _pause(story: Story, beat: Beat, chance: random.Random) -> int:
    if story.klass in HURRIED:
        return chance.randint(3, 11)
    if beat.what != "step" or (beat.step and beat.step.do == "judge"):
        return chance.randint(4, 14)
    return chance.randint(25, 65)


def _ordered(story: Story) -> Iterator[tuple[int, Beat]]:
    """Days with what happens on them, in order: who spoke earlier is joined as soon as the matter is open."""
    no_time = NOT_YET
    start = story.first.day
    early = [index for index, said in enumerate(story.also, 1) if said.day < start]
    for index in early:
        yield story.also[index - 1].day, Beat(no_time, "voice", index)
    yield start, Beat(no_time, "voice", 0)
    yield start, Beat(no_time, "open")
    for index in early:
        yield start, Beat(no_time, "join", index)
    later = [(said.day, index) for index, said in enumerate(story.also, 1) if index not in early]
    later.sort()
    day = start
    for step in story.steps:
        day += step.after
        while later and later[0][0] <= day:
            spoken, index = later.pop(0)
            yield spoken, Beat(no_time, "voice", index)
            yield spoken, Beat(no_time, "join", index)
        yield day, Beat(no_time, "step", step=step)
    for spoken, index in later:
        yield spoken, Beat(no_time, "voice", index)
        yield spoken, Beat(no_time, "join", index)


def heard_at(said: Said, recorded: datetime, chance: random.Random) -> datetime:
    """When it was said: on the spot, or before it was written down, as the channel has it."""
    morning = midnight(recorded.date())
    if said.channel in {"talk", "diary"}:
        return morning - timedelta(hours=24 - chance.randint(15, 20))
    if said.channel in {"box", "paper"}:
        return morning - timedelta(hours=24 * chance.randint(1, 2) - chance.randint(9, 16))
    if said.channel == "visit":
        return recorded - timedelta(minutes=chance.randint(25, 90))
    return recorded
