"""A worker's day at the counter: writing down, leafing through lists; and the night: what is talked about."""

from __future__ import annotations

import statistics
import time

from django.urls import reverse
from django.utils import timezone

from mulin.apps.voice.actions import intake as voices
from mulin.apps.voice.models import Channel, Voice
from mulin.core.access.models import Login
from mulin.core.gate import Grant, Viewer
from mulin.core.places.models import Place
from mulin.core.places.queries import communities
from mulin.engines.text import Message, topics
from mulin.project.bench import Figure
from mulin.project.bench.pages.visits import Browser, signed_in
from mulin.project.bench.voice.questions import ROUNDS, p95, took
from mulin.project.bench.voice.sentences import sentences

WORKER = "gh-worker"
COUNTER = Viewer(ref="login:bench", name="窗口", grants=(Grant("voice.record"),))


def intake(at: str, count: int) -> Figure:
    """Recording what was said, a slip included, one after the other, each on the disk before the next."""
    words, doors = sentences(2), list(Place.objects.filter(kind="door").order_by("pk")[:count])
    spent, cpu = [], time.process_time()
    for turn in range(count):
        text, door = next(words), doors[turn % len(doors)]
        began = time.perf_counter()
        voices.record(by=COUNTER, now=timezone.now(), words=text, channel=Channel.COUNTER, place=door)
        spent.append((time.perf_counter() - began) * 1e3)
    cpu = (time.process_time() - cpu) / count * 1e3
    note = f"{count} in a row; median {statistics.median(spent):.2f} ms, CPU {cpu:.2f} ms"
    return Figure(f"intake.p95_ms@{at}", round(p95(spent), 2), "ms", count, note=note)


def lists(at: str, pages: int) -> Figure:
    """The public list of matters and the worker's own, at several pages and filters: the whole request."""
    passer, worker = Browser(), signed_in(Login.objects.get(username=WORKER), how="password")
    public, desk = reverse("voice:matters"), reverse("voice:desk")
    asked = [(passer, f"{public}?page={page}") for page in range(1, pages + 1)]
    asked += [(passer, f"{public}?state={state}") for state in ("running", "late", "solved")]
    asked += [(passer, f"{public}?place={place.path}") for place in communities()[:pages]]
    asked += [(worker, f"{desk}?page={page}") for page in range(1, pages + 1)]
    spent = [took(lambda one=one: one[0].ask(one[1])) for one in asked]  # type: ignore[misc]
    middle = statistics.median(spent)
    note = f"{len(spent)} pages of 20, the whole request, each the best of {ROUNDS}; median {middle:.1f} ms"
    return Figure(f"list.p95_ms@{at}", round(p95(spent), 2), "ms", note=note)


def refresh_topics() -> int:
    """Group everything that was said; gives how many topics there are."""
    rows = Voice.objects.order_by("pk").values_list("words__text", "speaker", "pk", "heard_at")
    said = [Message(text, str(speaker or f"voice {pk}"), heard) for text, speaker, pk, heard in rows if text]
    return len(topics(said))
