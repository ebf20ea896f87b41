"""Two workers' diaries of a year: what they heard in stairwells, what became of it, and the voices drawn from it."""

from __future__ import annotations

import heapq
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from mulin.apps.voice.actions import answering, diary, intake, matters
from mulin.apps.voice.actions.diary import Note, Settled
from mulin.apps.voice.models import DiaryEntry, Way
from mulin.apps.voice.queries.diary import living_at
from mulin.core.gate import Viewer
from mulin.core.people.models import Person
from mulin.core.records.days import ZONE
from mulin.project.demo import stories
from mulin.project.demo.schedule import day_of
from mulin.project.demo.telling import Stage, form_key

WRITERS = ("GH", "YX")
FOLDER = Path(__file__).parent / "everyday"
KLASS = "ordinary"

Act = Callable[[datetime], object]


def entries(community: str) -> list[dict[str, Any]]:
    """What stands in the diary of a community's worker."""
    return list(stories.read(FOLDER / f"diary_{community.lower()}.toml")["entry"])


def doors() -> dict[str, list[str]]:
    """Where each worker of theirs calls."""
    return {community: [raw["door"] for raw in entries(community) if "door" in raw] for community in WRITERS}


def live(stage: Stage, communities: set[str]) -> list[Iterator[datetime]]:
    """One play for each diary of the communities that are lived in."""
    return [Diary(stage, community).play() for community in WRITERS if community in communities]


class Diary:
    """What one worker writes in a year."""

    def __init__(self, stage: Stage, community: str) -> None:
        self.stage, self.community = stage, community
        self.worker: Viewer = stage.cast.worker(community, 0)
        self.agenda: list[tuple[datetime, int, Act]] = []
        self.count = 0

    def play(self) -> Iterator[datetime]:
        """Every entry when it was heard, and what came after it in its time."""
        for index, raw in enumerate(entries(self.community)):
            self._plan(self._at(raw, 0), lambda now, raw=raw, index=index: self._write(raw, index, now))  # type: ignore[misc]
        while self.agenda:
            at, _order, act = heapq.heappop(self.agenda)
            yield at
            act(at)
            self.stage.done += 1

    def _plan(self, at: datetime, act: Act) -> None:
        self.count += 1
        heapq.heappush(self.agenda, (at, self.count, act))

    def _at(self, raw: dict[str, Any], days: int) -> datetime:
        """When it was heard, or at the end of the afternoon so many days later."""
        day = day_of(self.stage.today, raw["day"] + days)
        return datetime.combine(day, time(17, 40) if days else time.fromisoformat(raw["time"]), tzinfo=ZONE)

    def _write(self, raw: dict[str, Any], index: int, now: datetime) -> None:
        day = now.date()
        due = day + timedelta(days=raw["due"]) if "due" in raw else None
        note = Note(
            uuid=uuid.uuid5(uuid.NAMESPACE_OID, f"diary {self.community} {index}"),
            text=raw["words"],
            community=self.stage.ground.communities[self.community],
            door=raw.get("door", ""),
            heard_at=now,
            written_at=now,
            follow_on=day + timedelta(days=raw["look"]) if "look" in raw else None,
            settled=Settled(raw["way"], whom=raw.get("whom", ""), due_on=due) if "way" in raw else None,
        )
        entry = diary.write(note=note, by=self.worker, now=now)
        person = self._tag(entry, now) if raw.get("tag") else None
        if "done" in raw:
            thing = entry.things.get(way=Way.WATCHED).uuid
            self._later(raw, raw["done"], lambda then: self._done(entry, thing, then))
        if "looked" in raw:
            self._later(raw, raw["looked"], lambda then: self._done(entry, None, then))
        for days, text in raw.get("add", ()):
            self._later(raw, days, lambda then, text=text: self._add(entry, text, then))  # type: ignore[misc]
        if "voice" in raw:
            self._draw(raw, index, entry, person, now)

    def _later(self, raw: dict[str, Any], days: int, act: Act) -> None:
        self._plan(self._at(raw, days), act)

    def _done(self, entry: DiaryEntry, thing: uuid.UUID | None, now: datetime) -> None:
        diary.done(uuid=entry.uuid, thing=thing, by=self.worker, now=now)

    def _add(self, entry: DiaryEntry, text: str, now: datetime) -> None:
        diary.add(uuid=entry.uuid, text=text, by=self.worker, now=now)

    def _tag(self, entry: DiaryEntry, now: datetime) -> Person | None:
        """Tag the oldest who lives behind the door."""
        people = living_at(entry, self.worker)[1][:1]
        if people:
            diary.tag(uuid=entry.uuid, people=[str(people[0].uuid)], household="", by=self.worker, now=now)
            self.stage.done += 1
        return people[0] if people else None

    def _draw(self, raw: dict[str, Any], index: int, entry: DiaryEntry, person: Person | None, now: datetime) -> None:
        """Draw the voice at once; answer it, or make it a matter that the property company takes on, the next day."""
        slip = diary.draw(
            uuid=entry.uuid,
            words=raw["voice"],
            place=entry.place,
            person=person,
            by=self.worker,
            now=now,
            key=form_key(f"diary-{self.community}-{index}"),
        )
        number = slip.voice.thread.number
        self.stage.done += 1
        if "answer" in raw:
            self._later(raw, 1, lambda then: intake.answer(number=number, text=raw["answer"], by=self.worker, now=then))
        elif "title" in raw:
            self._later(raw, 1, lambda then: self._open(raw, number, then))

    def _open(self, raw: dict[str, Any], number: str, now: datetime) -> None:
        company = self.stage.cast.groups[f"{self.community}:property"]
        matters.open_matter(
            number=number,
            title=raw["title"],
            description=raw["public"],
            category=raw["category"],
            klass=KLASS,
            by=self.worker,
            now=now,
            ask=company,
            key=f"{form_key(number)}:open",
        )
        by = self.stage.cast.answering(company, 0)

        def accept(then: datetime) -> None:
            answering.accept(number=number, by=by, now=then, text="收到，先派人去看。")

        self._plan(now + timedelta(minutes=50), accept)
