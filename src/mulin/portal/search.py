"""查找 on the desk: a register number leads straight there; else what contains the words, as far as the viewer sees it.

Each kind of thing has a section, and a page of its own results (`kind=`). A new kind is one line of `SECTIONS`.
Nothing is counted: a page knows only whether there are more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice import findable
from mulin.apps.voice.models import Matter, Voice
from mulin.apps.voice.rules.matter import Phase
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.pages import Request, page
from mulin.core.people import queries as people
from mulin.core.people.models import Person
from mulin.core.records import finding
from mulin.core.records.numbering import BadNumber, parse
from mulin.engines.text.showing import Piece, excerpt
from mulin.engines.text.tokens import normal
from mulin.portal.templatetags.mulin import day

FEW, ROWS, DEEPEST = 5, 20, 50  # results of a section, of a page, and how many pages


@dataclass(frozen=True)
class Hit:
    """One result: where it leads, its heading and its text with the words marked, and what is said beside it."""

    url: str
    head: Sequence[Piece]
    text: Sequence[Piece] = ()
    beside: Sequence[str] = ()


@dataclass(frozen=True)
class Section:
    """A kind of thing that is found: which the viewer may see, and how one is shown."""

    code: str
    title: str | Promise
    verb: str
    find: Callable[[Viewer, str], QuerySet[Any]]
    show: Callable[[Any, Sequence[str]], Hit]


def _matters(viewer: Viewer, words: str) -> QuerySet[Matter]:
    rows = Matter.objects.exclude(phase=Phase.MERGED).select_related("thread", "holder")
    found = finding.matching(rows, findable.MATTER, words, marks=findable.marks_for(viewer, "voice.read"))
    return gate.visible(found, viewer, "search").filter(viewer.scope("voice.read"))


def _matter(row: Matter, words: Sequence[str]) -> Hit:
    beside = (row.thread.number, row.holder.title, day(row.opened_at))
    url = reverse("voice:matter_desk", args=[row.thread.number])
    return Hit(url, excerpt(row.title, words), excerpt(row.description, words), beside)


def _voices(viewer: Viewer, words: str) -> QuerySet[Voice]:
    rows = Voice.objects.select_related("thread", "words", "place").prefetch_related("corrections__words")
    found = finding.matching(rows, findable.VOICE, words, marks=findable.marks_for(viewer, "voice.read"))
    return gate.visible(found, viewer, "search").filter(viewer.scope("voice.read"))


def _voice(row: Voice, words: Sequence[str]) -> Hit:
    said = "\n".join(text for text in (row.words.text, *(one.words.text for one in row.corrections.all())) if text)
    beside = (str(row.get_state_display()), str(row.get_channel_display()), str(row.place.title), day(row.heard_at))
    url = reverse("voice:voice_desk", args=[row.thread.number])
    return Hit(url, [Piece(row.thread.number, found=False)], excerpt(said, words), beside)


def _people(viewer: Viewer, words: str) -> QuerySet[Person]:
    return people.search(words, viewer=viewer, newest=True)


def _person(row: Person, words: Sequence[str]) -> Hit:
    return Hit(reverse("people:person", args=[row.uuid]), excerpt(row.name, words), (), (str(row.place.title),))


SECTIONS = (
    Section("matters", _("事项"), "voice.read", _matters, _matter),
    Section("voices", _("民声"), "voice.read", _voices, _voice),
    Section("people", _("居民"), "people.read", _people, _person),
)


@dataclass(frozen=True)
class Shown:
    """A section as the page shows it."""

    section: Section
    hits: list[Hit]
    more: bool


def _number(words: str, viewer: Viewer) -> str:
    """Where a register number leads; empty when it is none, or of nothing the viewer may see."""
    try:
        number = parse(words)
    except BadNumber:
        return ""
    if Matter.objects.filter(thread__number=number).exists():
        return reverse("voice:matter_desk", args=[number])
    if gate.visible(Voice.objects.filter(thread__number=number), viewer, "search").exists():
        return reverse("voice:voice_desk", args=[number])
    return ""


def _shown(section: Section, viewer: Viewer, words: str, start: int, count: int) -> Shown:
    rows = list(section.find(viewer, words)[start : start + count + 1])
    marked = normal(words).split()
    return Shown(section, [section.show(row, marked) for row in rows[:count]], len(rows) > count)


@page(verb="voice.read")
def search(request: HttpRequest) -> HttpResponse:
    """What was looked for: the newest of each kind, or a page of one."""
    viewer = cast("Request", request).viewer
    words = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    straight = _number(words, viewer) if words else ""
    if straight:
        return redirect(straight)
    sections = [section for section in SECTIONS if viewer.can_somewhere(section.verb)]
    chosen = next((section for section in sections if section.code == request.GET.get("kind")), None)
    asked = request.GET.get("page", "")
    number = min(max(int(asked), 1), DEEPEST) if asked.isdecimal() and len(asked) < 4 else 1
    if not normal(words):
        shown = []
    elif chosen:
        shown = [_shown(chosen, viewer, words, (number - 1) * ROWS, ROWS)]
    else:
        shown = [_shown(section, viewer, words, 0, FEW) for section in sections]
    context = {"words": words, "shown": shown, "chosen": chosen, "number": number, "deepest": number == DEEPEST}
    return render(request, "portal/search.html", context)
