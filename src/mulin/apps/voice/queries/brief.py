"""What a brief shows: counted from the rows of its matters whenever it is read, and the rows behind a figure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import TruncDate

from mulin.apps.voice.models import Brief, Commitment, Matter, Round, Voice
from mulin.apps.voice.queries import categories, rates
from mulin.apps.voice.queries.rates import Three
from mulin.apps.voice.rules.brief import COUNTS, Compared, compare
from mulin.apps.voice.rules.rates import Which
from mulin.apps.voice.rules.rounds import Result
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.places.queries import communities, community_path
from mulin.core.records.days import local_day

QUOTES, EVENTS = 12, 60
RESULTS = {
    "solved": Q(result=Result.SOLVED),
    "not_solved": Q(result__in=[Result.NOT_SOLVED, Result.AGAIN, Result.EXPLAINED]),
    "unjudged": Q(result=Result.UNJUDGED),
    "running": Q(result=Result.RUNNING),
}
PROMISES = {
    "promised": Q(),
    "delivered": Q(delivered_at__isnull=False),
    "late": Q(delivered_at__isnull=False, delivered_on__gt=F("due_on")),
    "dropped": Q(dropped_at__isnull=False),
}
SPOKEN = {"voices": Q(), "people": Q(speaker__isnull=False), "nameless": Q(speaker__isnull=True)}


def briefs(viewer: Viewer, purpose: str) -> QuerySet[Brief]:
    """All briefs the viewer may see, latest first."""
    rows = Brief.objects.select_related("thread", "place").order_by(F("published_at").desc(nulls_first=True), "-pk")
    return gate.visible(rows, viewer, purpose)


def matters_of(brief: Brief) -> QuerySet[Matter]:
    """Its matters, the oldest first."""
    return Matter.objects.filter(briefs=brief).select_related("thread", "holder").order_by("opened_at", "pk")


def voices_of(brief: Brief) -> QuerySet[Voice]:
    """The voices of its matters, each once, without those taken back."""
    rows = Voice.objects.filter(links__matter__briefs=brief, links__undone_at=None)
    return rows.exclude(state=Voice.State.WITHDRAWN).distinct()


def _promises(brief: Brief) -> QuerySet[Commitment]:
    return Commitment.objects.filter(matter__briefs=brief).annotate(delivered_on=TruncDate("delivered_at"))


def _rounds(brief: Brief) -> QuerySet[Round]:
    return Round.objects.filter(matter__briefs=brief).exclude(result=Result.MERGED)


@dataclass(frozen=True)
class Event:
    """One moment of the time line."""

    day: date
    what: str  # heard, promised, delivered, judged
    matter: Matter
    text: str = ""


@dataclass(frozen=True)
class Counted:
    """What its matters say now."""

    matters: list[Matter]
    figures: dict[str, int]
    compared: list[Compared]
    places: list[tuple[str, str, int]]
    categories: list[tuple[str, str, int]]
    three: Three
    promises: list[Commitment]
    events: list[Event]
    quotes: list[Voice]

    @property
    def changed(self) -> bool:
        """Whether later entries changed a figure that was published."""
        return any(row.changed for row in self.compared)


def counted(brief: Brief, *, now: datetime) -> Counted:
    """Everything, in seven questions however many matters there are."""
    matters = list(matters_of(brief))
    spoken = voices_of(brief).aggregate(
        voices=Count("pk", distinct=True),
        people=Count("speaker", distinct=True),
        nameless=Count("pk", distinct=True, filter=SPOKEN["nameless"]),
        first=Min("heard_at"),
    )
    first = spoken.pop("first")
    promises = list(_promises(brief).select_related("owner", "matter__thread").order_by("promised_at", "pk"))
    rounds = list(_rounds(brief).select_related("matter__thread").order_by("started_at", "pk"))
    results = Counter(row.result for row in rounds)
    figures = {
        "matters": len(matters),
        **spoken,
        "promised": len(promises),
        "delivered": sum(row.delivered_at is not None for row in promises),
        "late": sum(row.delivered_at is not None and local_day(row.delivered_at) > row.due_on for row in promises),
        "dropped": sum(row.dropped_at is not None for row in promises),
        "solved": results[Result.SOLVED],
        "not_solved": results[Result.NOT_SOLVED] + results[Result.AGAIN] + results[Result.EXPLAINED],
        "unjudged": results[Result.UNJUDGED],
        "running": results[Result.RUNNING],
    }
    named = {place.path: place.title for place in communities()}
    at = Counter(community_path(row.place_path) for row in matters)
    about = Counter(row.category for row in matters)
    events = [Event(local_day(first), "heard", matters[0])] if first and matters else []
    for row in promises:
        events.append(Event(local_day(row.promised_at), "promised", row.matter, row.what))
        if row.delivered_at:
            events.append(Event(local_day(row.delivered_at), "delivered", row.matter, row.what))
    events += [Event(local_day(row.ended_at), "judged", row.matter, row.result) for row in rounds if row.ended_at]
    quotes = voices_of(brief).filter(words_public=True, words__shredded_at=None).select_related("words", "thread")
    return Counted(
        matters=matters,
        figures=figures,
        compared=compare(brief.counted.get("figures", {}), figures),
        places=[(path, named.get(path, ""), n) for path, n in sorted(at.items())],
        categories=[(code, categories.name(code), n) for code, n in about.most_common()],
        three=rates.of(_rounds(brief), now=now, least=rates.least_on(local_day(now))),
        promises=promises,
        events=sorted(events, key=lambda event: event.day)[:EVENTS],
        quotes=list(quotes.order_by("heard_at", "pk")[:QUOTES]),
    )


def rate_rows(brief: Brief, which: Which, part: str, *, now: datetime) -> QuerySet[Round]:
    """Exactly the rounds behind a part of a rate."""
    found = _rounds(brief).filter(rates.parts(which, now)[part])
    return found.select_related("matter__thread", "unit").order_by("started_at", "pk")


def rows(brief: Brief, what: str) -> QuerySet[Any]:
    """Exactly the rows behind a figure: matters, voices, promises or rounds.

    Raises
    ------
    LookupError
        There is no figure of that name.
    """
    if what == "matters":
        return matters_of(brief)
    if what in SPOKEN:
        found = voices_of(brief).filter(SPOKEN[what])
        if what == "people":  # one row each: the first she said
            firsts = found.order_by().values("speaker").annotate(first=Min("pk")).values("first")
            found = Voice.objects.filter(pk__in=firsts)
        return found.select_related("thread").order_by("heard_at", "pk")
    if what in PROMISES:
        promises = _promises(brief).filter(PROMISES[what])
        return promises.select_related("matter__thread", "owner").order_by("promised_at", "pk")
    if what in COUNTS:
        return _rounds(brief).filter(RESULTS[what]).select_related("matter__thread", "unit").order_by("started_at")
    raise LookupError(what)
