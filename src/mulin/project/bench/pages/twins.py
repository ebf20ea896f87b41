"""Many from few: every thread of the demo's year again, on other days, told by other neighbours.

The twin of a thread has its own number, words sealed under its own key and entries of its own behind the chain's head,
so that `mulin verify` finds a town of twins as whole as the one they come from.
"""

from __future__ import annotations

import json
import random
import re
import secrets
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import singledispatchmethod
from typing import Any, TypeVar

from django.db.models import Model

from mulin.apps.voice import findable
from mulin.apps.voice.actions.projection import provide_rounds
from mulin.apps.voice.models import CallRequest, Commitment, Evaluation, Matter, Voice, VoiceLink
from mulin.apps.voice.rules.matter import Phase
from mulin.core.gate import SYSTEM
from mulin.core.people.models import Person
from mulin.core.records import finding
from mulin.core.records.days import local_day
from mulin.core.records.models import Attachment, Entry, Sealed, SealKey, Series, Thread
from mulin.core.records.numbering import compose
from mulin.core.records.sealed import mac
from mulin.core.records.writing import Line, writing

YEARS = 1000  # days over which what is closed is spread
FEW = 6  # days over which what is running is spread
CHUNK = 250  # matters of one transaction
ALONE = frozenset({"met", "merged", "unmerged", "unlinked", "unlinked_from", "redacted", "corrected"})
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\S*")

Row = TypeVar("Row", bound=Model)


def again(row: Row, by: timedelta, **changes: Any) -> Row:
    """A new row like this one: its own uuid, every moment and day shifted, and what is given."""
    values: dict[str, Any] = {}
    for column in row._meta.concrete_fields:  # noqa: SLF001 - Django's own documented way to the fields
        if column.primary_key or column.name in changes:
            continue
        value = getattr(row, column.attname)
        if column.name == "uuid":
            value = uuid.uuid4()
        elif isinstance(value, date):  # a datetime is one too
            value += by
        values[column.attname] = value
    return type(row)(**{**values, **changes})


@dataclass
class Original:
    """One matter with its voices, or one voice that never became a matter."""

    threads: list[Thread]
    voices: list[Voice]
    matter: Matter | None
    entries: list[Entry]
    sealed: dict[str, str]

    @property
    def first(self) -> datetime:
        """When it began."""
        return self.threads[0].opened_at

    @property
    def lasts(self) -> bool:
        """Whether it is still under way."""
        return self.matter.phase != Phase.CLOSED if self.matter else self.voices[0].state == Voice.State.WAITING


def originals() -> tuple[list[Original], list[Original]]:
    """What may be told again: matters, and voices without one; what reaches into other threads stays alone."""
    texts = {str(row.uuid): row.text for row in Sealed.objects.all()}
    told: dict[int, list[Entry]] = {}
    for entry in Entry.objects.order_by("seq"):
        told.setdefault(entry.thread_id, []).append(entry)
    voices = {row.pk: row for row in Voice.objects.select_related("thread", "speaker")}
    links: dict[int, list[Voice]] = {}
    for link in VoiceLink.objects.filter(undone_at=None).order_by("pk"):
        links.setdefault(link.matter_id, []).append(voices[link.voice_id])
    matters, others = [], []
    for matter in Matter.objects.select_related("thread").order_by("pk"):
        mine = sorted(links[matter.pk], key=lambda voice: voice.thread_id != matter.thread_id)
        matters.append(_original(mine, matter, told, texts))
    loose = [voice for voice in voices.values() if voice.state != Voice.State.LINKED]
    others = [_original([voice], None, told, texts) for voice in loose]
    return [one for one in matters if one], [one for one in others if one]


def _original(
    voices: list[Voice], matter: Matter | None, told: Mapping[int, list[Entry]], texts: Mapping[str, str]
) -> Original | None:
    entries = sorted((row for voice in voices for row in told[voice.thread_id]), key=lambda row: row.seq)
    if any(row.verb in ALONE for row in entries):
        return None
    named = {name for row in entries for name in re.findall(r'"sealed":"([0-9a-f-]{36})"', row.payload)}
    return Original([voice.thread for voice in voices], voices, matter, entries, {name: texts[name] for name in named})


@dataclass
class Words:
    """What stands for what in a twin's entries."""

    by: timedelta
    names: dict[str, str] = field(default_factory=dict)
    macs: dict[str, str] = field(default_factory=dict)

    @singledispatchmethod
    def of(self, value: Any) -> Any:
        """The value as the twin says it."""
        return value

    @of.register
    def _(self, value: dict) -> dict[str, Any]:  # type: ignore[type-arg]
        if "sealed" in value:
            name = self.names[value["sealed"]]
            return {**value, "sealed": name, "mac": self.macs[name]}
        return {key: part if key == "class_from" else self.of(part) for key, part in value.items()}

    @of.register
    def _(self, value: list) -> list[Any]:  # type: ignore[type-arg]
        return [self.of(part) for part in value]

    @of.register
    def _(self, value: str) -> str:
        if value in self.names:
            return self.names[value]
        if DAY.fullmatch(value):
            return (date.fromisoformat(value) + self.by).isoformat()
        if MOMENT.fullmatch(value):
            return (datetime.fromisoformat(value) + self.by).isoformat()
        return value


class Town:
    """The neighbours who may tell it again, and the numbers given so far."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(f"twins {seed}")  # noqa: S311 - a made-up town
        self.series = {(row.place_code, row.year): row.last for row in Series.objects.all()}
        self.neighbours: dict[str, list[tuple[int, str, int, str]]] = {}
        for person in Person.objects.order_by("pk").values_list("pk", "uuid", "place_id", "place_path"):
            pk, name, place, path = person
            self.neighbours.setdefault(path.split("/")[1], []).append((pk, str(name), place, path))

    def number(self, like: str, day: date) -> str:
        """The next number of the same place in that year."""
        code = like.partition("-")[0]
        self.series[(code, day.year)] = last = self.series.get((code, day.year), 0) + 1
        return compose(code, day.year, last)

    def keep(self) -> None:
        """Let the numbers go on from here."""
        for (code, year), last in self.series.items():
            Series.objects.update_or_create(place_code=code, year=year, defaults={"last": last})


@dataclass
class Batch:
    """The rows of many twins, in the order in which they may be inserted."""

    threads: list[Thread] = field(default_factory=list)
    sealed: list[Sealed] = field(default_factory=list)
    keys: list[SealKey] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    matters: list[Matter] = field(default_factory=list)
    rest: dict[type[Model], list[Model]] = field(default_factory=dict)
    lines: list[tuple[Thread, Line]] = field(default_factory=list)

    def add(self, row: Model) -> None:
        """A row that nothing else points to."""
        self.rest.setdefault(type(row), []).append(row)

    def insert(self) -> None:
        """Insert everything; the entries in the order of their moments."""
        with writing(by=SYSTEM, now=max(line.at for _thread, line in self.lines)) as writer:
            first: list[list[Any]] = [self.threads, self.sealed, self.keys, self.voices, self.matters]
            for rows in (*first, *self.rest.values()):
                if rows:
                    type(rows[0])._default_manager.bulk_create(rows)  # noqa: SLF001
            finding.refresh(findable.VOICE, [row.pk for row in self.voices])
            finding.refresh(findable.MATTER, [row.pk for row in self.matters])
            writer.pending += sorted(self.lines, key=lambda pair: pair[1].at)


class Beside:
    """The rows that hang on the demo's matters, read once."""

    def __init__(self) -> None:
        self.rows: dict[type[Model], dict[int, list[Any]]] = {}
        found: list[VoiceLink | Commitment | Evaluation | CallRequest] = [
            *VoiceLink.objects.order_by("pk"),
            *Commitment.objects.order_by("pk"),
            *Evaluation.objects.select_related("comment").order_by("pk"),
            *CallRequest.objects.order_by("pk"),
        ]
        for row in found:
            self.rows.setdefault(type(row), {}).setdefault(row.matter_id, []).append(row)
        for file in Attachment.objects.order_by("pk"):
            self.rows.setdefault(Attachment, {}).setdefault(file.thread_id, []).append(file)

    def of(self, model: type[Row], key: int) -> list[Row]:
        """Those of one matter (or thread)."""
        return self.rows.get(model, {}).get(key, [])


def tell_again(one: Original, shift: timedelta, town: Town, beside: Beside, batch: Batch) -> None:
    """Add a twin of a thread to the batch."""
    words = Words(shift)
    sealed = {}
    for name, text in one.sealed.items():
        row, key = Sealed(text=text), secrets.token_bytes(32)
        batch.sealed.append(row)
        batch.keys.append(SealKey(sealed=row, secret=key))
        sealed[name] = row
        words.names[name] = str(row.uuid)
        words.macs[str(row.uuid)] = mac(key, text)
    day = local_day(one.first + shift)
    for thread in one.threads:
        words.names[thread.number] = town.number(thread.number, day)
    for promise in beside.of(Commitment, one.matter.pk) if one.matter else ():
        words.names[str(promise.uuid)] = str(uuid.uuid4())
    threads = {}
    voices: dict[int, Voice] = {}
    for thread, voice in zip(one.threads, one.voices, strict=True):
        person, path = _neighbour(voice, town, words)
        twin = again(
            thread,
            shift,
            number=words.names[thread.number],
            place_path=path,
            continues_in=words.names.get(thread.continues_in, ""),
        )
        threads[thread.pk] = twin
        spoken = next(name for name in one.sealed if _says(one, thread, name))
        voices[voice.pk] = again(
            voice, shift, thread=twin, words=sealed[spoken], place_path=path, slip_mac="", stack=None, **person
        )
    batch.threads += threads.values()
    batch.voices += voices.values()
    if one.matter:
        _matter_again(one.matter, shift, beside, batch, threads=threads, voices=voices, words=words, sealed=sealed)
    for entry in one.entries:
        line = Line(
            entry.verb,
            entry.actor,
            words.names.get(entry.on_behalf_of, entry.on_behalf_of),
            entry.at + shift,
            words.of(json.loads(entry.payload)),
        )
        batch.lines.append((threads[entry.thread_id], line))


def _says(one: Original, thread: Thread, name: str) -> bool:
    return any(row.thread_id == thread.pk and row.verb == "heard" and name in row.payload for row in one.entries)


def _neighbour(voice: Voice, town: Town, words: Words) -> tuple[dict[str, int | None], str]:
    """Somebody else of the community, where a resident spoke; and where she lives."""
    if voice.speaker is None:
        return {"place_id": voice.place_id}, voice.place_path
    pk, name, place, path = town.chance.choice(town.neighbours[voice.place_path.split("/")[1]])
    words.names[str(voice.speaker.uuid)] = name
    words.names[voice.place_path] = path
    return {"speaker_id": pk, "place_id": place}, path


def _matter_again(
    matter: Matter,
    shift: timedelta,
    beside: Beside,
    batch: Batch,
    *,
    threads: Mapping[int, Thread],
    voices: Mapping[int, Voice],
    words: Words,
    sealed: Mapping[str, Sealed],
) -> None:
    thread = threads[matter.thread_id]
    opener = next(voice for voice in voices.values() if voice.thread is thread)
    where = {"place_id": opener.place_id, "place_path": opener.place_path}
    twin = again(matter, shift, thread=thread, klass_from=matter.klass_from, **where)
    batch.matters.append(twin)
    for link in beside.of(VoiceLink, matter.pk):
        if link.voice_id in voices:
            batch.add(again(link, shift, voice=voices[link.voice_id], matter=twin))
    for promise in beside.of(Commitment, matter.pk):
        batch.add(again(promise, shift, matter=twin, uuid=uuid.UUID(words.names[str(promise.uuid)])))
    for judged in beside.of(Evaluation, matter.pk):
        said = sealed.get(str(judged.comment.uuid)) if judged.comment else None
        batch.add(again(judged, shift, matter=twin, voice=voices[judged.voice_id], comment=said))
    for call in beside.of(CallRequest, matter.pk):
        batch.add(again(call, shift, matter=twin))
    for file in beside.of(Attachment, matter.thread_id):
        batch.add(again(file, shift, thread=thread))


def multiply(matters: int, *, others: int, seed: int) -> Iterator[int]:
    """Bring the town to that many matters, one in twenty under way, and that many voices besides; gives how many."""
    town, beside = Town(seed), Beside()
    told, loose = originals()
    wanted = max(0, matters - Matter.objects.count())
    live, done = [one for one in told if one.lasts], [one for one in told if not one.lasts]
    plan = [(town.chance.choice(live), town.chance.randint(0, FEW)) for _ in range(wanted // 20)]
    plan += [(town.chance.choice(done), town.chance.randint(0, YEARS)) for _ in range(wanted - wanted // 20)]
    for _ in range(others):
        one = town.chance.choice(loose)
        plan.append((one, 0 if one.lasts else town.chance.randint(0, YEARS)))
    plan.sort(key=lambda pair: pair[0].first - timedelta(days=pair[1]))
    for start in range(0, len(plan), CHUNK):
        batch = Batch()
        for one, days in plan[start : start + CHUNK]:
            tell_again(one, -timedelta(days=days), town, beside, batch)
        batch.insert()
        yield min(start + CHUNK, len(plan))
    town.keep()
    provide_rounds(using="default")
