"""Many voices, written the way the actions write them but by the thousand: numbers, seals, entries, index.

Every fourth opens a matter. `mulin verify` finds nothing wrong with them, which the bench insists on.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from mulin.apps.voice import findable
from mulin.apps.voice.actions.clocks import deadline, version_on
from mulin.apps.voice.actions.intake import HEARING
from mulin.apps.voice.actions.projection import columns, provide_rounds
from mulin.apps.voice.models import Channel, Kind, Matter, ResponseClass, Voice, VoiceLink
from mulin.apps.voice.rules import matter as rules
from mulin.apps.voice.rules.categories import USUAL
from mulin.core.gate import SYSTEM
from mulin.core.groups.models import Group
from mulin.core.groups.queries import committee_of
from mulin.core.places.models import Place
from mulin.core.places.queries import communities
from mulin.core.records import finding
from mulin.core.records.days import local_day
from mulin.core.records.models import Sealed, SealKey, Series, Thread
from mulin.core.records.numbering import compose
from mulin.core.records.sealed import mac
from mulin.core.records.writing import Line, writing
from mulin.project.bench.voice.sentences import sentences

CHUNK = 2000  # voices of one transaction
MATTERS = 4  # one voice in so many opens a matter
KLASS = "ordinary"


@dataclass(frozen=True)
class Quarter:
    """Where voices come from: doors of a community, and who answers there."""

    code: str
    doors: list[Place]
    committee: Group


def quarters() -> list[Quarter]:
    """Every community that has doors."""
    found = []
    for place in communities():
        doors = list(Place.objects.filter(path__startswith=place.path, kind="door").order_by("pk")[:400])
        if doors:
            found.append(Quarter(place.code, doors, committee_of(place.path)))
    return found


class Crowd:
    """Neighbours who speak one after the other, a moment apart, up to now."""

    def __init__(self, *, seed: int, now: datetime) -> None:
        self.chance = random.Random(f"crowd {seed}")  # noqa: S311 - a made-up town
        self.words, self.quarters, self.now = sentences(seed), quarters(), now
        self.version: ResponseClass = version_on(KLASS, local_day(now))
        self.series: dict[tuple[str, int], Series] = {}

    def speak(self, count: int) -> Iterator[int]:
        """So many more voices; gives how many there are after each chunk."""
        for start in range(0, count, CHUNK):
            size = min(CHUNK, count - start)
            self._chunk(list(islice(self.words, size)))
            yield start + size
        provide_rounds(using="default")

    def _number(self, code: str, year: int) -> str:
        row = self.series.get((code, year))
        if row is None:
            row, _new = Series.objects.get_or_create(place_code=code, year=year)
            self.series[(code, year)] = row
        row.last += 1
        return compose(code, year, row.last)

    def _chunk(self, texts: list[str]) -> None:
        rows: dict[type[Any], list[Any]] = {one: [] for one in (Thread, Sealed, SealKey, Voice, Matter, VoiceLink)}
        self.series.clear()  # others may have taken numbers meanwhile
        with writing(by=SYSTEM, now=self.now) as writer:
            for place, text in enumerate(texts):
                at = self.now - timedelta(seconds=len(texts) - place)
                writer.pending += self._voice(text, at, rows, opens=place % MATTERS == 0)
            for model, some in rows.items():
                model._default_manager.bulk_create(some, batch_size=1000)  # noqa: SLF001 - public by name
            finding.refresh(findable.VOICE, [row.pk for row in rows[Voice]])
            finding.refresh(findable.MATTER, [row.pk for row in rows[Matter]])
            Series.objects.bulk_update(self.series.values(), ["last"])

    def _voice(
        self, text: str, at: datetime, rows: dict[type[Any], list[Any]], *, opens: bool
    ) -> list[tuple[Thread, Line]]:
        quarter = self.chance.choice(self.quarters)
        door, kind = self.chance.choice(quarter.doors), self.chance.choice(Kind.values)
        number = self._number(quarter.code, local_day(at).year)
        sealed, key = Sealed(text=text), secrets.token_bytes(32)
        state = Voice.State.LINKED if opens else Voice.State.WAITING
        thread = Thread(
            number=number,
            kind="voice",
            place_path=door.path,
            state=Voice.State.WAITING,
            opened_at=at,
            changed_at=at,
            due=at + HEARING,
        )
        voice = Voice(
            thread=thread,
            words=sealed,
            kind=kind,
            channel=Channel.COUNTER,
            place=door,
            place_path=door.path,
            recorded_by=SYSTEM.ref,
            heard_at=at,
            recorded_at=at,
            due_at=None if opens else at + HEARING,
            state=state,
        )
        heard = {
            "words": {"sealed": str(sealed.uuid), "mac": mac(key, text)},
            "channel": str(Channel.COUNTER),
            "kind": kind,
            "place": door.path,
            "heard_at": at.isoformat(),
            "unit": "",
            "words_public": False,
        }
        lines = [Line("heard", SYSTEM.ref, "", at, heard)]
        rows[Thread].append(thread)
        rows[Sealed].append(sealed)
        rows[SealKey].append(SealKey(sealed=sealed, secret=key))
        rows[Voice].append(voice)
        if opens:
            lines.append(self._opened(voice, text, quarter))
            matter = self._matter(voice, lines, quarter)
            rows[Matter].append(matter)
            rows[VoiceLink].append(VoiceLink(voice=voice, matter=matter, at=at, by=SYSTEM.ref))
        return [(thread, line) for line in lines]

    def _opened(self, voice: Voice, text: str, quarter: Quarter) -> Line:
        at, version = voice.recorded_at, self.version
        payload = {
            "title": text.partition("，")[0][:60],
            "description": text[:400],
            "category": self.chance.choice([usual.code for usual in USUAL]),
            "class": version.code,
            "class_from": version.starts_on.isoformat(),
            "pause_days": version.pause_days,
            "due": deadline(version, at).isoformat(),
            "clock_start": at.isoformat(),
            "holder": str(quarter.committee.uuid),
            "level": 0,
            "voices": [voice.thread.number],
        }
        return Line("opened", SYSTEM.ref, "", at, payload)

    @staticmethod
    def _matter(voice: Voice, lines: list[Line], quarter: Quarter) -> Matter:
        state = rules.fold(lines)
        if state is None:
            raise RuntimeError(lines)
        fact, thread = lines[-1].payload, voice.thread
        thread.kind, thread.title, thread.state, thread.public = "matter", state.title, str(state.phase), True
        thread.holder, thread.holder_ref, thread.due = quarter.committee.name, str(quarter.committee.uuid), state.due
        return Matter(
            thread=thread,
            description=fact["description"],
            place=voice.place,
            place_path=voice.place_path,
            opened_at=voice.recorded_at,
            holder=quarter.committee,
            version=1,
            **columns(state),
        )
