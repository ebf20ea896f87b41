"""What the diary owes to others: to the people it mentions, to the calendar, to the nightly check, to its own search.

A diary is read by its writer alone, so her copy says that she is mentioned, when and by whom; the words are copied to
her by the writer (`desk/diary/about/…`), not by whoever works at the counter that day. Forgetting unties her, strikes
her name and leaves the door out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.apps.voice.models import Channel, DiaryAddition, DiaryEntry, DiaryThing, DiaryVoice
from mulin.apps.voice.rules.diary import AHEAD, CHANGEABLE, LONGEST, WITH_DAY
from mulin.core.access.naming import names
from mulin.core.gate import Viewer
from mulin.core.people import holdings
from mulin.core.people.holdings import Done, Row
from mulin.core.people.models import Person
from mulin.core.people.queries import same_name
from mulin.core.places.models import Place
from mulin.core.places.queries import community_path
from mulin.core.records import checks, finding, retention
from mulin.core.records.checks import Finding
from mulin.core.records.finding import Kind, Text
from mulin.core.records.retention import Kept, before

DIARY = "diary"
TEN_YEARS = 3653
STRUCK = "某人"


def mentions(person: Person) -> QuerySet[DiaryEntry]:
    """Entries about her: those she is tagged in, and those of her community with her name if nobody shares it there."""
    about = Q(people=person)
    within = community_path(person.place_path)
    if len(person.name) > 1 and not same_name(person.name, within).exclude(pk=person.pk).exists():
        written = Q(text__contains=person.name) | Q(additions__text__contains=person.name)
        written |= Q(things__what__contains=person.name) | Q(things__whom__contains=person.name)
        about |= written & Q(place__path__startswith=within)
    return DiaryEntry.objects.filter(pk__in=DiaryEntry.objects.filter(about).values("pk")).order_by("heard_at", "pk")


def _lines(person: Person) -> Iterator[Row]:
    rows = list(mentions(person))
    writers = names({row.author for row in rows})
    for row in rows:
        said = _("写的人：%(name)s。原话请写的人抄给您。") % {"name": writers.get(row.author, _("已经离开的社工"))}
        yield Row(row.heard_at, _("社工的民情日记里提到"), said, _("民情日记"))


def _forget(person: Person, by: Viewer, now: datetime) -> Done:  # noqa: ARG001
    rows = list(mentions(person).select_related("place"))
    for row in rows:
        strike(row, person)
    finding.refresh(DIARY, [row.pk for row in rows])
    return Done(len(rows))


def strike(row: DiaryEntry, person: Person) -> None:
    """Take her out of an entry: her tag, her household, her name wherever it stands, and her door."""
    row.people.remove(person)
    row.household = None
    row.text = row.text.replace(person.name, STRUCK)
    if row.place_id == person.place_id:
        row.text = (row.text.replace(row.door, "") if row.door else row.text).strip() or STRUCK
        row.door, row.place = "", Place.objects.get(path=community_path(row.place.path))
    row.save(update_fields=["household", "text", "door", "place"])
    for more in row.additions.filter(text__contains=person.name):
        more.text = more.text.replace(person.name, STRUCK)
        more.save(update_fields=["text"])
    for thing in row.things.filter(Q(what__contains=person.name) | Q(whom__contains=person.name)):
        thing.what = thing.what.replace(person.name, STRUCK)[:300]
        thing.whom = thing.whom.replace(person.name, STRUCK)[:120]
        thing.save(update_fields=["what", "whom"])


def _old(now: datetime, days: int) -> QuerySet[DiaryEntry]:
    return DiaryEntry.objects.filter(heard_at__lt=before(now, days)).order_by("pk")


def _remove(rows: Sequence[DiaryEntry], now: datetime) -> int:  # noqa: ARG001
    finding.forget(DIARY, [row.pk for row in rows])
    DiaryEntry.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def marks_of(author: str) -> list[str]:
    """The tag of a diary: only its own texts are looked through."""
    return [author]


def _texts(keys: Sequence[int] | None) -> Iterator[Text]:
    rows, added = DiaryEntry.objects.order_by("pk"), DiaryAddition.objects.order_by("pk")
    things = DiaryThing.objects.order_by("pk")
    if keys is not None:
        rows, added, things = rows.filter(pk__in=keys), added.filter(entry__in=keys), things.filter(entry__in=keys)
    later: dict[int, list[str]] = {}
    for entry, text in added.values_list("entry_id", "text"):
        later.setdefault(entry, []).append(text)
    for entry, what, whom in things.values_list("entry_id", "what", "whom"):
        later.setdefault(entry, []).extend(part for part in (what, whom) if part)
    for pk, author, text, door in rows.values_list("pk", "author", "text", "door").iterator(chunk_size=2000):
        yield Text(pk, "\n".join(part for part in (door, text, *later.get(pk, ())) if part), marks_of(author))


def _check() -> Iterator[int | Finding]:
    """What can be checked of a private book: times, lengths, deadlines, and that every voice drawn from it is one."""
    for row in DiaryEntry.objects.filter(written_at__gt=F("received_at") + CHANGEABLE).only("uuid"):
        yield Finding(f"日记 {row.uuid}", "过了一天，原来的字又改过")
    for row in DiaryEntry.objects.filter(heard_at__gt=F("received_at") + CHANGEABLE + AHEAD).only("uuid"):
        yield Finding(f"日记 {row.uuid}", "听到的时间在收到之后")
    for thing in DiaryThing.objects.filter(way__in=WITH_DAY, due_on=None).select_related("entry"):
        yield Finding(f"日记 {thing.entry.uuid}", "限期督办没有期限")
    for drawn in DiaryVoice.objects.select_related("entry", "voice__thread").iterator():
        if drawn.voice.channel != Channel.DIARY or drawn.voice.recorded_by != drawn.entry.author:
            yield Finding(drawn.voice.thread.number, "这条民声不是从这本日记里提出来的")
    for row in DiaryEntry.objects.only("uuid", "text").iterator():
        if not 0 < len(row.text) <= LONGEST:
            yield Finding(f"日记 {row.uuid}", "日记是空的，或者太长")
        yield 1


def register() -> None:
    """Name what is held, how long it is kept, what it is found by; join the nightly check."""
    holdings.register(
        "diary",
        gettext_lazy("社工日记里提到的"),
        lines=_lines,
        erase=_forget,
        covers=["voice.DiaryEntry", "voice.DiaryAddition", "voice.DiaryThing", "voice.DiaryVoice"],
        rank=22,
    )
    ground = gettext_lazy("两届居委会的任期；本地定的（个人信息保护法第十九条要求尽量短）")
    retention.register(Kept("voice.diary", gettext_lazy("社工的民情日记"), TEN_YEARS, ground, _old, _remove))
    finding.register(Kind(DIARY, gettext_lazy("民情日记"), DiaryEntry.objects.count, _texts))
    checks.register(checks.Check("民情日记", DiaryEntry.objects.count, _check))
