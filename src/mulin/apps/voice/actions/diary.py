"""Writing one's diary, finding the four ways out, drawing voices from it, handing it over.

None of these but `draw` writes a register entry: the diary is private and erasable, no thread runs through it, and a
public line saying when a worker wrote about whom would tell on both. What she draws from it is a voice like any other,
and that is in the register.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mulin.apps.voice.actions import intake
from mulin.apps.voice.actions.intake import ANONYMOUS, Speaker
from mulin.apps.voice.actions.slips import Slip
from mulin.apps.voice.diary import DIARY
from mulin.apps.voice.models import Channel, DiaryAddition, DiaryEntry, DiaryThing, DiaryVoice, Kind, Way
from mulin.apps.voice.rules import diary as rules
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.people.models import Household, Person
from mulin.core.people.queries import living
from mulin.core.places.models import Place
from mulin.core.places.queries import by_address
from mulin.core.records import finding, once
from mulin.core.records.locking import locked
from mulin.core.refusals import Refusal


@dataclass(frozen=True)
class Settled:
    """A way out: how, with or by whom, until when; an empty `what` means the entry as a whole."""

    way: str
    what: str = ""
    whom: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Note:
    """What is written in an entry; `replaces` are the moments of earlier writings that its writer had before her."""

    text: str
    community: Place
    heard_at: datetime
    written_at: datetime
    door: str = ""
    follow_on: date | None = None
    settled: Settled | None = None
    replaces: tuple[datetime, ...] = ()
    uuid: UUID = field(default_factory=uuid4)


def write(*, note: Note, by: Viewer, now: datetime) -> DiaryEntry:
    """Keep an entry; the same uuid again keeps nothing twice.

    Other words under one uuid (she changed a draft whose first words had arrived, or has it on two devices) take the
    place of what they were written over, within the day. What stands meanwhile and was not before her is never
    overwritten: then they are added to the entry. Writes no register entry.

    Raises
    ------
    Refusal
        Nothing or too much was written, the moment cannot be, or the way out lacks something.
    Http404
        She records nothing there, or the uuid is in another diary.
    """
    text = rules.clean(note.text)
    rules.check_heard(note.heard_at, now)
    if note.settled:
        rules.check_way(note.settled.way, note.settled.whom, note.settled.due_on)
    if not by.can("voice.record", note.community.path):
        raise Http404
    with transaction.atomic():
        try:
            with transaction.atomic():
                entry = DiaryEntry.objects.create(
                    uuid=note.uuid,
                    author=by.ref,
                    text=text,
                    door=note.door.strip()[:60],
                    place=_place(note.community, note.door),
                    heard_at=note.heard_at,
                    written_at=min(note.written_at, now),
                    versions=" ".join(_versions(note)),
                    received_at=now,
                    follow_on=note.follow_on,
                )
        except IntegrityError:
            return _again(note, text, by=by, now=now)
        if note.settled:
            _settle(entry, note.settled, now)
        finding.refresh(DIARY, [entry.pk])
    return entry


def _place(community: Place, door: str) -> Place:
    """The door or building that was typed when it is known; no place is made by a private note."""
    return (by_address(community.path, door) if door.strip() else None) or community


def _settle(entry: DiaryEntry, settled: Settled, now: datetime) -> DiaryThing:
    return DiaryThing.objects.create(
        entry=entry,
        way=settled.way,
        what=settled.what.strip()[:300],
        whom=settled.whom.strip()[:120],
        due_on=settled.due_on if settled.way == Way.WATCHED else None,
        at=now,
        done_at=None if settled.way == Way.WATCHED else now,
    )


def _again(note: Note, text: str, *, by: Viewer, now: datetime) -> DiaryEntry:
    entry = take(note.uuid, by=by)
    known, mine = entry.versions.split() or [rules.moment(entry.written_at)], _versions(note)
    if mine[-1] in known:
        return entry
    if known[-1] in mine and rules.may_change(entry.received_at, now):
        entry.text, entry.door, entry.place = text, note.door.strip()[:60], _place(note.community, note.door)
        entry.heard_at, entry.written_at = note.heard_at, min(note.written_at, now)
        entry.versions = " ".join(dict.fromkeys([*known, *mine]))
    else:
        if text != entry.text and not entry.additions.filter(text=text).exists():
            DiaryAddition.objects.create(entry=entry, text=text, at=now)
        entry.versions = " ".join(dict.fromkeys([*mine, *known]))  # what stood, stands
    entry.follow_on = note.follow_on or entry.follow_on
    entry.save(update_fields=["text", "door", "place", "heard_at", "written_at", "versions", "follow_on"])
    if (way := note.settled) and not entry.things.filter(
        way=way.way, whom=way.whom.strip(), due_on=way.due_on
    ).exists():
        _settle(entry, way, now)
    finding.refresh(DIARY, [entry.pk])
    return entry


def _versions(note: Note) -> list[str]:
    return [rules.moment(at) for at in (*note.replaces, note.written_at)]


def take(uuid: UUID, *, by: Viewer) -> DiaryEntry:
    """Lock an entry of one's own.

    Raises
    ------
    Http404
        There is none in her diary.
    """
    entry = locked(DiaryEntry.objects.select_related("place"), uuid=uuid)
    if entry is None:
        raise Http404
    gate.need(by, "own", entry)
    return entry


def change(
    *, uuid: UUID, text: str, community: Place, door: str, heard_at: datetime, by: Viewer, now: datetime, seen: str = ""
) -> None:
    """Put the words, the door or the moment right, within a day; `seen` is the digest of the words before her.

    Writes no register entry.

    Raises
    ------
    Refusal
        The day is over, what is written cannot be, or the words were changed meanwhile.
    Http404
        It is not hers.
    """
    kept = rules.clean(text)
    rules.check_heard(heard_at, now)
    with transaction.atomic():
        entry = take(uuid, by=by)
        if not rules.may_change(entry.received_at, now):
            raise Refusal(_("过了一天，原来的字不能再改。想到什么，请写在补记里。"))
        if seen and seen != rules.digest(entry.text):
            raise Refusal(_("这条刚才在另一台设备上改过，没有存。请打开这一条看看，再改。"))
        before = entry.written_at
        entry.text, entry.door, entry.heard_at, entry.written_at = kept, door.strip()[:60], heard_at, now
        entry.versions = " ".join([*(entry.versions.split() or [rules.moment(before)]), rules.moment(now)])
        entry.place = _place(community, door)
        entry.save(update_fields=["text", "door", "place", "heard_at", "written_at", "versions"])
        finding.refresh(DIARY, [entry.pk])


def add(*, uuid: UUID, text: str, by: Viewer, now: datetime, key: str = "") -> None:
    """Add to an entry, whenever. Writes no register entry.

    Raises
    ------
    Refusal
        Nothing or too much was written.
    Http404
        It is not hers.
    """
    kept = rules.clean(text)
    with transaction.atomic():
        entry = take(uuid, by=by)
        if once.claim(key, now=now) is None:
            DiaryAddition.objects.create(entry=entry, text=kept, at=now)
            finding.refresh(DIARY, [entry.pk])


def tag(*, uuid: UUID, people: Iterable[str], household: str, by: Viewer, now: datetime) -> None:  # noqa: ARG001
    """Say who it was: people of the place as far as she may see them, and a household. Writes no register entry.

    Raises
    ------
    Http404
        It is not hers, or she may not see one of them.
    """
    with transaction.atomic():
        entry = take(uuid, by=by)
        wanted = set(people)
        found = list(gate.visible(living().filter(uuid__in=wanted), by, "read"))
        if len(found) != len(wanted):
            raise Http404
        entry.people.set(found)
        entry.household = gate.get(Household.objects.all(), by, "read", uuid=household) if household else None
        entry.save(update_fields=["household"])


def settle(*, uuid: UUID, settled: Settled, by: Viewer, now: datetime, key: str = "") -> None:
    """Say what became of one thing of the entry. Writes no register entry.

    Raises
    ------
    Refusal
        The way out lacks with whom, or until when.
    Http404
        It is not hers.
    """
    rules.check_way(settled.way, settled.whom, settled.due_on)
    with transaction.atomic():
        entry = take(uuid, by=by)
        if once.claim(key, now=now) is None:
            _settle(entry, settled, now)
            finding.refresh(DIARY, [entry.pk])


def done(*, uuid: UUID, thing: UUID | None, by: Viewer, now: datetime) -> None:
    """A thing she pressed for is done; without a thing: she went back to see. Writes no register entry.

    Raises
    ------
    Http404
        It is not hers.
    """
    with transaction.atomic():
        entry = take(uuid, by=by)
        if thing is None:
            entry.followed_at = entry.followed_at or now
            entry.save(update_fields=["followed_at"])
        elif not entry.things.filter(uuid=thing).exists():
            raise Http404
        else:
            entry.things.filter(uuid=thing, done_at=None).update(done_at=now)


def follow(*, uuid: UUID, on: date | None, by: Viewer, now: datetime) -> None:  # noqa: ARG001
    """Set the day on which she wants to go and see again, or none. Writes no register entry.

    Raises
    ------
    Http404
        It is not hers.
    """
    with transaction.atomic():
        entry = take(uuid, by=by)
        entry.follow_on, entry.followed_at = on, None
        entry.save(update_fields=["follow_on", "followed_at"])


def draw(
    *,
    uuid: UUID,
    words: str,
    place: Place,
    person: Person | None,
    kind: str = Kind.COMPLAINT,
    by: Viewer,
    now: datetime,
    key: str = "",
) -> Slip:
    """Draw a voice from an entry: the words she chose, heard when the entry was; the diary remembers, the voice not.

    The same key draws once.

    Raises
    ------
    Refusal
        Nothing or too much was chosen.
    Http404
        It is not hers.
    """
    with transaction.atomic():
        entry = take(uuid, by=by)
        slip = intake.record(
            by=by,
            now=now,
            words=words,
            channel=Channel.DIARY,
            kind=kind,
            place=place,
            speaker=Speaker(person=person) if person else ANONYMOUS,
            heard_at=entry.heard_at,
            with_slip=False,
            key=key,
        )
        DiaryVoice.objects.get_or_create(voice=slip.voice, defaults={"entry": entry, "at": now})
    return slip
