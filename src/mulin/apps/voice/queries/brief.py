"""What a brief shows: counted from the rows of its matters whenever it is read, and the rows behind a figure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import TruncDate, TruncMonth

from mulin.apps.voice.models import Brief, Commitment, Matter, Round, Voice
from mulin.apps.voice.queries import categories, rates
from mulin.apps.voice.queries.rates import Three
from mulin.apps.voice.rules.brief import COUNTS, Compared, compare
from mulin.apps.voice.rules.month import Month
from mulin.apps.voice.rules.rates import Which
from mulin.apps.voice.rules.rounds import Result
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.places.queries import community_path, community_title
from mulin.core.records.days import ZONE, local_day
from mulin.core.records.models import Entry

QUOTES, EVENTS, MONTHS = 12, 60, 24
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


def cited(brief: Brief) -> list[list[str | int]]:
    """The last entry of each of its matters as the register stands: number, which entry, and its hash."""
    last = Entry.objects.filter(thread__matter__briefs=brief).order_by().values("thread").annotate(last=Max("seq"))
    rows = Entry.objects.filter(seq__in=last.values("last")).order_by("seq")
    return [[*row] for row in rows.values_list("thread__number", "seq", "hash")]


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
class Attempt:
    """What was tried in one round: what was promised (nothing when it was only explained), and how it was judged."""

    unit: str
    promise: Commitment | None
    result: str


@dataclass(frozen=True)
class Tried:
    """One matter and everything that was tried."""

    matter: Matter
    attempts: list[Attempt]


@dataclass(frozen=True)
class Counted:
    """What its matters say now; `months` are the last two years in which somebody spoke."""

    matters: list[Matter]
    figures: dict[str, int]
    compared: list[Compared]
    places: list[tuple[str, str, int]]
    categories: list[tuple[str, str, int]]
    three: Three
    first: datetime | None
    months: list[tuple[Month, int]]
    tried: list[Tried]
    events: list[Event]
    quotes: list[Voice]

    @property
    def changed(self) -> bool:
        """Whether later entries changed a figure that was published."""
        return any(row.changed for row in self.compared)


def counted(brief: Brief, *, now: datetime) -> Counted:
    """Everything, in a fixed number of questions however many matters there are."""
    matters = list(matters_of(brief))
    spoken = voices_of(brief).aggregate(
        voices=Count("pk", distinct=True),
        people=Count("speaker", distinct=True),
        nameless=Count("pk", distinct=True, filter=SPOKEN["nameless"]),
        first=Min("heard_at"),
    )
    first: datetime | None = spoken.pop("first")
    promises = list(_promises(brief).select_related("owner", "matter__thread").order_by("promised_at", "pk"))
    rounds = list(_rounds(brief).select_related("matter__thread", "unit").order_by("started_at", "pk"))
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
    at = Counter(community_path(row.place_path) for row in matters)
    about = Counter(row.category for row in matters)
    quotes = voices_of(brief).filter(words_public=True, words__shredded_at=None).select_related("words", "thread")
    return Counted(
        matters=matters,
        figures=figures,
        compared=compare(brief.counted.get("figures", {}), figures),
        places=sorted(((path, community_title(path), n) for path, n in at.items()), key=lambda one: (-one[2], one[0])),
        categories=[(code, categories.name(code), n) for code, n in about.most_common()],
        three=rates.of(_rounds(brief), now=now, least=rates.least_on(local_day(now))),
        first=first,
        months=_months(brief),
        tried=_tried(matters, promises, rounds),
        events=_events(first, matters, promises, rounds),
        quotes=list(quotes.order_by("heard_at", "pk")[:QUOTES]),
    )


def _months(brief: Brief) -> list[tuple[Month, int]]:
    """How many spoke in each month from the first to the last; a quiet month between counts nought."""
    by = voices_of(brief).order_by().annotate(month=TruncMonth("heard_at", tzinfo=ZONE)).values_list("month")
    found = {int(f"{at:%Y%m}"): n for at, n in by.annotate(n=Count("pk", distinct=True))}
    months: list[tuple[Month, int]] = []
    number = min(found, default=0)
    while found and number <= max(found):
        months.append((Month(number), found.get(number, 0)))
        number = Month(number).following
    return months[-MONTHS:]


def _tried(matters: list[Matter], promises: list[Commitment], rounds: list[Round]) -> list[Tried]:
    promised: dict[tuple[int, int], list[Commitment]] = {}
    for row in promises:
        promised.setdefault((row.matter_id, row.round), []).append(row)
    attempts: dict[int, list[Attempt]] = {}
    for one in rounds:
        those = promised.get((one.matter_id, one.number), [])
        made = [Attempt(row.owner.title, row, one.result) for row in those]
        if not those and one.result != Result.RUNNING:
            made = [Attempt(one.unit.title, None, one.result)]
        attempts.setdefault(one.matter_id, []).extend(made)
    return [Tried(matter, attempts[matter.pk]) for matter in matters if attempts.get(matter.pk)]


def _events(
    first: datetime | None, matters: list[Matter], promises: list[Commitment], rounds: list[Round]
) -> list[Event]:
    events = [Event(local_day(first), "heard", matters[0])] if first and matters else []
    for row in promises:
        events.append(Event(local_day(row.promised_at), "promised", row.matter, row.what))
        if row.delivered_at:
            events.append(Event(local_day(row.delivered_at), "delivered", row.matter, row.what))
    events += [Event(local_day(row.ended_at), "judged", row.matter, row.result) for row in rounds if row.ended_at]
    return sorted(events, key=lambda event: event.day)[:EVENTS]


def rate_rows(brief: Brief, which: Which, part: str, *, now: datetime) -> QuerySet[Round]:
    """Exactly the rounds behind a part of a rate."""
    found = _rounds(brief).filter(rates.parts(which, now)[part])
    return found.select_related("matter__thread", "unit").order_by("started_at", "pk")


def rows(brief: Brief, what: str, *, place: str = "", category: str = "", month: int = 0) -> QuerySet[Any]:
    """Exactly the rows behind a figure: matters (of a place or a category), voices (of a month), promises or rounds.

    Raises
    ------
    LookupError
        There is no figure of that name.
    """
    if what == "matters":
        found = matters_of(brief)
        found = found.filter(place_path__below=place) if place else found
        return found.filter(category=category) if category else found
    if what in SPOKEN or what == "first":
        spoken = voices_of(brief).filter(SPOKEN.get(what, Q()))
        if what == "people":  # one row each: the first she said
            firsts = spoken.order_by().values("speaker").annotate(first=Min("pk")).values("first")
            spoken = Voice.objects.filter(pk__in=firsts)
        if month:
            spoken = spoken.filter(heard_at__gte=Month(month).start, heard_at__lt=Month(month).end)
        spoken = spoken.select_related("thread").order_by("heard_at", "pk")
        return spoken[:1] if what == "first" else spoken
    if what in PROMISES:
        promises = _promises(brief).filter(PROMISES[what])
        return promises.select_related("matter__thread", "owner").order_by("promised_at", "pk")
    if what in COUNTS:
        return _rounds(brief).filter(RESULTS[what]).select_related("matter__thread", "unit").order_by("started_at")
    raise LookupError(what)
