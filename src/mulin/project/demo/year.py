"""A year of life: every story told at once, moment by moment, the everyday between, the days sealed at night."""

from __future__ import annotations

import heapq
import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from mulin.apps.voice.actions import intake
from mulin.apps.voice.actions.intake import Speaker
from mulin.core.access.actions import issue_card, sign_in_by_card
from mulin.core.access.viewers import viewer_of
from mulin.core.gate import PASSER_BY
from mulin.core.notifications import actions as notifications
from mulin.core.notifications import queries
from mulin.core.notifications.models import Pace, Way
from mulin.core.people.models import Person
from mulin.core.records.days import local_day, midnight
from mulin.project.demo import briefs, diaries, programs, stories, surveys
from mulin.project.demo.schedule import day_of
from mulin.project.demo.stories import Story
from mulin.project.demo.telling import Stage, Telling, form_key
from mulin.project.tick import tick

EVERYDAY = Path(__file__).parent / "everyday"
CARDS = {"GH": "472905", "XZ": "815037", "YX": "260491"}  # one resident each holds a card with this PIN
MORNING = timedelta(hours=7, minutes=30)
AFTER_MIDNIGHT = timedelta(minutes=1)

Play = Iterator[datetime]


@dataclass
class Clock:
    """All plays in one order of time; between two days the night's work is done."""

    now: datetime
    queue: list[tuple[datetime, int, Play]] = field(default_factory=list)
    count: int = 0

    def add(self, play: Play) -> None:
        """Let a play take part."""
        self.count += 1
        first = next(play, None)
        if first is not None:
            heapq.heappush(self.queue, (first, self.count, play))

    def run(self, until: datetime, progress: Callable[[datetime], None]) -> None:
        """Let everything happen that happens until then."""
        while self.queue and self.queue[0][0] < until:
            at, order, play = heapq.heappop(self.queue)
            self._nights(at, progress)
            self.now = max(self.now, at)
            following = next(play, None)
            if following is not None:
                heapq.heappush(self.queue, (max(following, at), order, play))
        self._nights(until, progress)

    def _nights(self, at: datetime, progress: Callable[[datetime], None]) -> None:
        while local_day(self.now) < local_day(at):
            night = midnight(local_day(self.now) + timedelta(days=1)) + AFTER_MIDNIGHT
            self.now = night
            tick(night)
            progress(night)


@cache
def everyday(name: str) -> list[dict[str, Any]]:
    """One of the files of small voices."""
    return list(stories.read(EVERYDAY / f"{name}.toml")["voice"])


@cache
def running() -> tuple[Story, ...]:
    """Matters that are under way today, and what many have spoken of in the last weeks."""
    return tuple(story for name in ("running", "bursts") for story in stories.read_stories(EVERYDAY / f"{name}.toml"))


def live(stage: Stage, told: Sequence[Story], *, progress: Callable[[datetime], None]) -> None:
    """Let the year pass, up to half past seven on the morning of the day of building."""
    today = stage.today
    clock = Clock(midnight(day_of(today, 0)))
    give_cards(stage, told, now=clock.now)
    for story in told:
        clock.add(Telling(story, stage).play())
    small = Small(stage, {story.first.community for story in told})
    for index, raw in enumerate(everyday("answered")):
        if raw["community"] in small.communities:
            clock.add(small.answered(index, raw))
    for index, raw in enumerate(everyday("waiting")):
        if raw["community"] in small.communities:
            clock.add(small.waiting(index, raw))
    clock.add(passing_word(stage, clock.now))
    clock.add(programs.live(stage, clock.now, small.communities))
    for play in diaries.live(stage, small.communities):
        clock.add(play)
    clock.add(surveys.needs(stage))
    clock.add(surveys.canteen(stage))
    clock.add(briefs.live(stage))
    clock.run(midnight(today) + MORNING, progress)
    tick(midnight(today) + MORNING)


def passing_word(stage: Stage, start: datetime) -> Play:
    """Every Friday at four the workers of each community ring up, or knock at the doors of, whoever waits for news."""
    friday = local_day(start) + timedelta(days=(4 - local_day(start).weekday()) % 7)
    workers = [viewer for name, viewer in sorted(stage.cast.viewers.items()) if name.endswith("-worker")]
    for worker in workers:  # those over eighty-five like it better when somebody comes
        for person in stage.people.values():
            if (
                person.birth_year
                and person.birth_year < friday.year - 85
                and worker.can("people.edit", person.place_path)
            ):
                notifications.wish(person=person, way=Way.VISIT, address="", pace=Pace.ONCE, by=worker, now=start)
                stage.done += 1
    while friday < stage.today:
        now = midnight(friday) + timedelta(hours=16)
        yield now
        for worker in workers:
            numbers = [row["first"] for row in queries.waiting(worker)]
            if numbers:
                notifications.told(numbers=numbers, reached=True, by=worker, now=now)
                stage.done += 1
        friday += timedelta(days=7)


def give_cards(stage: Stage, told: Sequence[Story], *, now: datetime) -> None:
    """A neighbour card for the first who writes from home in some communities; she comes in with it once."""
    for story in told:
        said = story.first
        if said.channel == "web" and said.speaker and said.community in CARDS:
            name = (said.community, said.speaker)
            if any(community == said.community for community, _ in stage.cards):
                continue
            worker = stage.cast.worker(said.community, 0)
            issued = issue_card(stage.person(said), by=worker, now=now, pin=CARDS[said.community])
            login = sign_in_by_card(issued.card, pin=issued.pin, now=now)
            stage.cards[name] = viewer_of(login, today=local_day(now))
            stage.done += 1


class Small:
    """The everyday voices, said by whoever of the community it may be."""

    def __init__(self, stage: Stage, communities: set[str]) -> None:
        self.stage = stage
        self.neighbours: dict[str, list[Person]] = {}
        this = stage.today.year
        for (home, _name), person in stage.people.items():
            if person.birth_year and this - 85 < person.birth_year < this - 25:
                self.neighbours.setdefault(home.partition(" ")[0], []).append(person)
        self.communities = set(self.neighbours) & communities

    def _speaker(self, raw: dict[str, Any], index: int) -> Person:
        chance = random.Random(f"{raw['community']} {index} {raw['words']}")  # noqa: S311
        known = self.neighbours[raw["community"]]
        if "door" in raw:
            wanted = f"{raw['community']}/"
            building, _, code = raw["door"].partition("-")
            at_door = [
                row for row in known if wanted in row.place_path and row.place_path.endswith(f"/{building}/{code}/")
            ]
            known = at_door or known
        return chance.choice(known)

    def _record(self, raw: dict[str, Any], key: str, index: int, now: datetime, stack: uuid.UUID | None) -> str:
        person = self._speaker(raw, index)
        worker = self.stage.cast.worker(raw["community"], index)
        web, box = raw["channel"] == "web", raw["channel"] == "box"
        speaker = intake.ANONYMOUS if box else Speaker(name=person.name, phone=person.phone) if web else Speaker(person)
        if stack is not None:
            worker = self.stage.cast.worker(raw["community"], 0)
        slip = intake.record(
            by=PASSER_BY if web else worker,
            now=now,
            words=raw["words"],
            channel=raw["channel"],
            kind=raw.get("kind", "complaint"),
            place=self.stage.ground.communities[raw["community"]] if box else person.place,
            speaker=speaker,
            heard_at=now - timedelta(hours=5) if stack else now,
            with_slip=not box and stack is None,
            stack=stack,
            key=form_key(key),
        )
        self.stage.done += 1
        return slip.voice.thread.number

    def answered(self, index: int, raw: dict[str, Any]) -> Play:
        """Said, and dealt with on the spot."""
        chance = random.Random(f"answered {index}")  # noqa: S311
        at = midnight(day_of(self.stage.today, raw["day"])) + timedelta(minutes=chance.randint(510, 990), seconds=index)
        yield at
        number = self._record(raw, f"small-{index}", index, at, None)
        then = at + timedelta(minutes=raw["after"])
        yield then
        worker = self.stage.cast.worker(raw["community"], index)
        if "answer" in raw:
            intake.answer(number=number, text=raw["answer"], by=worker, now=then)
        elif "refer" in raw:
            intake.refer(number=number, where=raw["refer"], by=worker, now=then)
        else:
            intake.withdraw(number=number, by=worker, now=then, forget=raw.get("forget", False))
        self.stage.done += 1

    def waiting(self, index: int, raw: dict[str, Any]) -> Play:
        """Said since yesterday afternoon; nobody has turned to it yet."""
        at = midnight(self.stage.today) + MORNING - timedelta(minutes=raw["before"])
        yield at
        stack = uuid.uuid5(uuid.NAMESPACE_OID, "a stack not finished") if raw.get("stack") else None
        self._record(raw, f"waiting-{index}", index, at, stack)


def beginning(today: date) -> datetime:
    """Shortly before the year of the demo: when its offices were set up."""
    return midnight(day_of(today, 0)) - timedelta(days=1) + timedelta(hours=9)


def latest_morning(now: datetime) -> datetime:
    """The latest half past seven that has passed: up to then the demo's year goes."""
    morning = midnight(local_day(now)) + MORNING
    return morning if morning <= now else midnight(local_day(now) - timedelta(days=1)) + MORNING
