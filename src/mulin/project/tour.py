"""/tour/: one minute for a newcomer who reads no Chinese, over the demo's real records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from mulin.apps.voice.models import Evaluation, Matter, Voice
from mulin.core.access.qr import svg as qr
from mulin.core.pages import page
from mulin.core.records.days import local_day
from mulin.core.records.models import Attachment, Entry
from mulin.core.records.queries import latest_day
from mulin.core.records.writing import Line, read
from mulin.project.demo.stories import Step, Story, flagship
from mulin.project.start import demo_only, need_demo, slip_of
from mulin.project.tamper import Tampering
from mulin.project.tamper import tamper as try_it

VERBS = {
    "accept": "accepted",
    "promise": "promised",
    "progress": "progress",
    "deliver": "delivered",
    "judge": "judged",
    "reply": "replied",
}
# the word an administrator might like to soften, in the first promise of the story
WORD, OTHER, WORD_EN, OTHER_EN = "焊上", "绑好", "weld", "tie up"


@dataclass(frozen=True)
class Moment:
    """A step of the story as it stands in the register, in both languages."""

    at: datetime
    seq: int
    zh: str
    en: str
    due: str = ""
    comment: str = ""
    comment_en: str = ""
    photos: tuple[Attachment, ...] = field(default_factory=tuple)
    caption_en: str = ""


def _moment(step: Step, row: Entry, line: Line, photos: dict[str, Attachment]) -> Moment:
    name = "what" if step.do == "promise" else "text"
    kept = tuple(photos[name] for name in line.payload.get("photos", ()) if name in photos)
    return Moment(
        line.at,
        row.seq,
        str(line.payload.get(name) or line.payload.get("reason") or ""),
        step.text(f"{name}_en"),
        due=str(line.payload.get("due", "")),
        comment_en=step.text("comment_en"),
        photos=kept,
        caption_en=step.text("photo_en"),
    )


def moments(story: Story, matter: Matter) -> dict[str, list[Moment]]:
    """The story's steps with the entries that the register holds of them, by kind."""
    rows = list(Entry.objects.filter(thread=matter.thread).order_by("seq"))
    photos = {row.sha256: row for row in Attachment.objects.filter(thread=matter.thread, audience=Attachment.PUBLIC)}
    lines: dict[str, Iterator[tuple[Entry, Line]]] = {
        verb: iter([pair for pair in zip(rows, read(rows), strict=True) if pair[1].verb == verb])
        for verb in VERBS.values()
    }
    found: dict[str, list[Moment]] = defaultdict(list)
    for step in story.steps:
        pair = next(lines[VERBS[step.do]], None) if step.do in VERBS else None
        if pair is not None:
            found[step.do].append(_moment(step, *pair, photos))
    return found


def _context(request: HttpRequest, tampering: Tampering | None) -> dict[str, object]:
    need_demo()
    story = flagship()
    number, secret = slip_of(story.key)
    voice = Voice.objects.select_related("thread", "words", "speaker", "place").filter(thread__number=number).first()
    matter = Matter.objects.select_related("thread", "holder", "place").filter(thread__number=number).first()
    if voice is None or matter is None or not voice.words_public:
        raise Http404
    told = moments(story, matter)
    judged = list(Evaluation.objects.filter(matter=matter).select_related("comment").order_by("at"))
    reopened = Entry.objects.filter(thread=matter.thread, verb="reopened").order_by("seq").first()
    link = request.build_absolute_uri(reverse("voice:thread", args=[number]))
    return {
        "story": story,
        "number": number,
        "secret": secret,
        "voice": voice,
        "matter": matter,
        "told": told,
        "judged": judged,
        "reopened": reopened,
        "answer_by": local_day(voice.recorded_at) + timedelta(days=7),
        "qr": qr(link, number),
        "day": latest_day(),
        "tampering": tampering,
        "words": (WORD, OTHER, WORD_EN, OTHER_EN),
    }


@page(everybody=True)
@demo_only
def tour(request: HttpRequest) -> HttpResponse:
    """The panels."""
    return render(request, "project/tour.html", _context(request, None))


@page(everybody=True, post=True)
@demo_only
def tamper(request: HttpRequest) -> HttpResponse:
    """Change one word in a scratch copy and show what the verifier says; nothing is stored."""
    if request.method != "POST":
        return redirect("tour")
    need_demo()
    number, _secret = slip_of(flagship().key)
    tampering = try_it(number, verb="promised", field="what", word=WORD, other=OTHER)
    return render(request, "project/tour.html", _context(request, tampering))
