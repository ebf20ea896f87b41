"""The office's whole picture in eight questions: what is late, due and waiting, what many speak of, the rates."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Count, Q

from mulin.apps.voice.models import Channel, Matter, Topic, Voice
from mulin.apps.voice.queries import rates
from mulin.apps.voice.queries.by_place import community
from mulin.apps.voice.queries.matters import Row, in_state, rows_of
from mulin.apps.voice.queries.rates import Narrow, Three
from mulin.apps.voice.rules.matter import LIVE
from mulin.apps.voice.rules.month import Month
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.places.models import Place
from mulin.core.places.queries import communities
from mulin.core.records.days import local_day
from mulin.core.records.models import Chain
from mulin.core.records.writing import REGISTER

SHOWN, TOPICS, SECONDS = 5, 5, 60
SEE, STEER = "office.see", "matter.steer"
STATES = ("late", "week", "running", "returned", "climbed", "meeting", "proposals")
FOR_THE_OFFICE = ("returned", "climbed", "meeting", "proposals")


class Counted(NamedTuple):
    """What is counted over all matters and voices; the keys begin with a community's path."""

    standing: Counter[tuple[str, str]]  # and a state
    waiting: Counter[str]
    heard: Counter[tuple[str, str]]  # and a channel
    three: Three


@dataclass(frozen=True)
class Overview:
    """What the page and the files show."""

    month: Month
    made_at: datetime
    places: list[Place]
    counted: Counted
    late: list[Row]
    week: list[Row]
    topics: list[Topic]
    window: Narrow

    @property
    def standing(self) -> Counter[tuple[str, str]]:
        """How many matters, by community path and state."""
        return self.counted.standing

    @property
    def waiting(self) -> Counter[str]:
        """How many voices wait, by community path."""
        return self.counted.waiting

    @property
    def three(self) -> Three:
        """The three rates of the window."""
        return self.counted.three

    def count(self, state: str) -> int:
        """How many matters stand so, everywhere."""
        return sum(n for (_path, name), n in self.standing.items() if name == state)

    def by_channel(self) -> list[tuple[str, str, int]]:
        """Code, name and how many voices of the month, the most first; channels nobody used are left out."""
        names = dict(Channel.choices)
        found: Counter[str] = Counter()
        for (_path, channel), n in self.counted.heard.items():
            found[channel] += n
        return [(code, str(names[code]), n) for code, n in found.most_common()]

    def by_place(self) -> list[tuple[Place, int]]:
        """How many voices of the month each community has."""
        found: Counter[str] = Counter()
        for (path, _channel), n in self.counted.heard.items():
            found[path] += n
        return [(place, found[place.path]) for place in self.places]

    def figures(self) -> Iterator[tuple[str, str, str, str, int]]:
        """Every figure: section, what, place, by what it is told apart, how many."""
        for state in STATES:
            yield ("matters", state, "", "", self.count(state))
        for place in self.places:
            for state in STATES:
                yield ("matters", state, place.path, "", self.standing[place.path, state])
        for place in self.places:
            yield ("voices", "waiting", place.path, "", self.waiting[place.path])
        for code, _name, n in self.by_channel():
            yield ("voices", "heard", "", code, n)
        for place, n in self.by_place():
            yield ("voices", "heard", place.path, "", n)
        for topic in self.topics:
            yield ("topics", topic.words, topic.place_path, str(topic.uuid), topic.people)
        for which, rate in self.three.named():
            for part, n in (("good", rate.good), ("all", rate.n), ("silent", rate.silent)):
                yield ("rates", str(which), "", part, n)


def _counted(viewer: Viewer, month: Month, window: Narrow, now: datetime) -> Counted:
    live = Matter.objects.filter(viewer.scope(SEE), phase__in=[*LIVE]).order_by()
    counts = {name: Count("pk", filter=in_state(name, now)) for name in STATES}
    standing: Counter[tuple[str, str]] = Counter()
    for row in live.values(home=community()).annotate(**counts):
        standing.update({(row["home"], name): row[name] for name in STATES})
    waits = Q(state=Voice.State.WAITING)
    during = Q(heard_at__gte=month.start, heard_at__lt=month.end)
    spoken = Voice.objects.filter(viewer.scope(SEE), waits | during).order_by().values_list(community(), "channel")
    waiting: Counter[str] = Counter()
    heard: Counter[tuple[str, str]] = Counter()
    for home, channel, wait, said in spoken.annotate(wait=Count("pk", filter=waits), said=Count("pk", filter=during)):
        waiting[home] += wait
        heard[home, channel] += said
    three = rates.three(window, now=now, least=rates.least_on(local_day(now)))
    return Counted(standing, waiting, heard, three)


def _counted_once(viewer: Viewer, month: Month, window: Narrow, now: datetime) -> Counted:
    """The same, counted once in a minute for each state of the register: nothing changes without an entry but lateness.

    Whoever sees other places has counts of her own.
    """
    head = Chain.objects.filter(name=REGISTER).values_list("head", flat=True).first()
    sees = sorted(grant.path for grant in viewer.grants if grant.verb == SEE)
    named = f"{head} {sees} {month} {window} {now:%Y-%m-%dT%H:%M}"
    key = "mulin.overview." + hashlib.sha256(named.encode()).hexdigest()
    found: Counted | None = cache.get(key)
    if found is None:
        found = _counted(viewer, month, window, now)
        cache.set(key, found, SECONDS)
    return found


def overview(viewer: Viewer, *, month: Month, window: Narrow, now: datetime) -> Overview:
    """Count it; a fixed number of questions whatever there is."""
    live = Matter.objects.filter(viewer.scope(SEE), phase__in=[*LIVE]).order_by()
    late, week = (live.filter(in_state(name, now)).order_by("due_at", "-pk")[:SHOWN] for name in ("late", "week"))
    shown = Matter.objects.filter(Q(pk__in=late.values("pk")) | Q(pk__in=week.values("pk")))
    rows = rows_of(shown.order_by("due_at", "-pk"), now=now)
    topics = gate.visible(Topic.objects.order_by("rank"), viewer, "list")[:TOPICS]
    return Overview(
        month=month,
        made_at=now,
        places=list(communities().filter(viewer.scope(SEE, "path"))),
        counted=_counted_once(viewer, month, window, now),
        late=[row for row in rows if row.due and row.due < now],
        week=[row for row in rows if row.due and row.due >= now],
        topics=list(topics) if viewer.can_somewhere(STEER) else [],
        window=window,
    )
