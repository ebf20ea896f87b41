"""Hot topics, made anew as a whole: every night, and when the office asks.

They write no entry: they say nothing about anybody, are made of what is there, and must go with the words they came
from. A topic has at least three people, so that no one's words stand out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.models import Topic, Voice
from mulin.core import jobs
from mulin.core.jobs.kinds import Text
from mulin.core.jobs.models import Job
from mulin.core.jobs.work import Work
from mulin.core.places.models import Kind, Place
from mulin.engines.text import Gazetteer, Message, topics
from mulin.engines.text import Topic as Group

NAME = "voice.topics"
FEWEST = 3  # people
MOST = 30  # topics
SPAN = timedelta(days=365)
_NAMED = (Kind.COMMUNITY, Kind.VILLAGE, Kind.COMPOUND)


def reporter(voice: Voice) -> str:
    """Who spoke, for counting people: nobody known is one person for a whole place, so that a flood is not a crowd."""
    if voice.speaker_id:
        return f"person {voice.speaker_id}"
    if voice.speaker_group_id:
        return f"group {voice.speaker_group_id}"
    if voice.speaker_phone or voice.speaker_name:
        return f"named {voice.speaker_phone or voice.speaker_name}"
    return f"nobody {voice.place_path}"


def shared_path(paths: Sequence[str]) -> str:
    """The place that all paths lie in.

    >>> shared_path(["BG/GH/3/201/", "BG/GH/3/202/", "BG/GH/"])
    'BG/GH/'
    """
    parts = [path.strip("/").split("/") for path in paths]
    kept = []
    for codes in zip(*parts, strict=False):
        if len({*codes}) > 1:
            break
        kept.append(codes[0])
    return "".join(f"{code}/" for code in kept)


def grouped(now: datetime) -> tuple[list[Group], list[Voice], dict[str, str]]:
    """The groups of a year's voices, those voices, and what the places are called that they may name."""
    rows = Voice.objects.filter(heard_at__gte=now - SPAN, words__shredded_at=None)
    rows = rows.exclude(state=Voice.State.WITHDRAWN).select_related("words").order_by("pk")
    voices = list(rows.iterator())
    called = dict(Place.objects.filter(kind__in=_NAMED).values_list("path", "name"))
    gazetteer = Gazetteer({path: [name] for path, name in called.items()}) if called else None
    said = [Message(voice.words.text, reporter(voice), voice.heard_at) for voice in voices]
    return topics(said, now=now, gazetteer=gazetteer, fewest=FEWEST, most=MOST), voices, called


def gather(work: Work) -> None:
    """Group a year's voices, and put the groups in the place of the earlier ones."""
    now = work.now()
    with work.held():
        groups, voices, called = grouped(now)
    with work.step():
        Topic.objects.all().delete()
        for rank, group in enumerate(groups, 1):
            _keep(rank, group, [voices[at] for at in group.members], called, now)
        work.tell(topics=len(groups), voices=len(voices))


def _keep(rank: int, group: Group, voices: Sequence[Voice], called: dict[str, str], now: datetime) -> None:
    path = shared_path([voice.place_path for voice in voices])
    row = Topic.objects.create(
        rank=rank,
        place=called.get(group.place, "")[:80],
        place_path=path,
        words="、".join(group.words)[:200],
        people=group.people,
        first_at=group.first,
        last_at=group.last,
        heat=round(group.heat * 100),
        made_at=now,
    )
    alive = Voice.objects.filter(pk__in=[voice.pk for voice in voices], words__shredded_at=None)
    row.voices.set(alive.select_for_update(of=("self",)))


def _back(job: Job) -> tuple[str, Text]:  # noqa: ARG001
    return reverse("voice:topics"), _("看看归出来的")


def register() -> None:
    """Name the job."""
    tells = {"topics": _("归出几堆"), "voices": _("看了几条民声")}
    jobs.register(NAME, gather, title=_("归一归大家在说什么"), tells=tells, leads_to=_back)
