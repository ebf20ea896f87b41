"""The bare peers: plain Django views over the same rows, with no frame, no middleware and the least of a template."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.utils import timezone

from mulin.apps.voice.models import Commitment, Matter, Voice
from mulin.apps.voice.rules.matter import LIVE, Phase
from mulin.core.meetings.models import Attendance, Meeting
from mulin.core.people.models import Person
from mulin.core.places.models import Place
from mulin.core.records.models import Attachment, Entry, Sealed, Thread
from mulin.project.bench.pages.visits import environ

ROWS = 20
View = Callable[[HttpRequest], HttpResponse]
MATTERS = (
    "<ul>{% for row in rows %}<li>{{ row.thread.number }} {{ row.title }} {{ row.holder.name }} {{ row.place.name }} "
    "{{ row.due_at }}</li>{% endfor %}</ul>{{ count }}"
)
VOICES = (
    "<ul>{% for row in rows %}<li>{{ row.thread.number }} {{ row.words.text }} {{ row.due_at }}</li>{% endfor %}</ul>"
)
LINES = (
    "<ul>{% for row in rows %}<li>{{ row.at }} {{ row.thread.number }} {{ row.verb }}</li>{% endfor %}</ul>{{ count }}"
)
MATTER = (
    "<h1>{{ row.title }}</h1><p>{{ row.description }}</p><p>{{ row.holder.name }} {{ row.due_at }}</p>"
    "<ul>{% for line in lines %}<li>{{ line.at }} {{ line.verb }} {{ line.payload }}</li>{% endfor %}</ul>"
    "<ul>{% for one in promises %}<li>{{ one.what }} {{ one.due_on }}</li>{% endfor %}</ul>"
    "<ul>{% for file in files %}<li>{{ file.caption }}</li>{% endfor %}</ul>"
    "<ul>{% for voice in voices %}<li>{{ voice.words.text }}</li>{% endfor %}</ul>"
)
MEETING = (
    "<h1>{{ row.title }}</h1><ul>{% for item in items %}<li>{{ item.title }}</li>{% endfor %}</ul>"
    "<ul>{% for one in came %}<li>{{ one.capacity }}</li>{% endfor %}</ul>"
)
PEOPLE = "<ul>{% for row in rows %}<li>{{ row.name }}</li>{% endfor %}</ul>"
_templates: dict[str, Template] = {}


def _page(template: str, **context: Any) -> HttpResponse:
    made = _templates.get(template)
    if made is None:
        made = _templates[template] = Template(template)
    return HttpResponse(made.render(Context(context)))


def _matters(rows: Any, request: HttpRequest) -> HttpResponse:
    shown = Paginator(rows.select_related("thread", "holder", "place"), ROWS).get_page(request.GET.get("page"))
    return _page(MATTERS, rows=shown, count=shown.paginator.count)


def matters(request: HttpRequest) -> HttpResponse:
    """All matters, the latest first; filtered by phase and place if asked."""
    rows = Matter.objects.exclude(phase=Phase.MERGED)
    if request.GET.get("state") == "running":
        rows = rows.filter(phase__in=[*LIVE])
    if request.GET.get("place"):
        rows = rows.filter(place_path__startswith=request.GET["place"])
    return _matters(rows.order_by("-opened_at", "-pk"), request)


def five(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The five matters whose clock ends first."""
    rows = Matter.objects.filter(phase__in=[*LIVE]).select_related("thread", "holder", "place")
    return _page(MATTERS, rows=rows.order_by(F("due_at").asc(nulls_last=True), "-pk")[:5])


def returned(request: HttpRequest) -> HttpResponse:
    """What came back to the office."""
    return _matters(Matter.objects.filter(phase=Phase.RETURNED).order_by("due_at", "-pk"), request)


def matter(number: str) -> View:
    """One matter with its entries, promises, photos and voices."""

    def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
        row = Matter.objects.select_related("thread", "holder").get(thread__number=number)
        return _page(
            MATTER,
            row=row,
            lines=Entry.objects.filter(thread=row.thread_id).order_by("seq"),
            promises=Commitment.objects.filter(matter=row),
            files=Attachment.objects.filter(thread=row.thread_id),
            voices=Voice.objects.filter(links__matter=row).select_related("words"),
        )

    return view


def waiting(path: str) -> View:
    """The eight voices of a community that wait longest, and eight matters."""

    def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
        voices = Voice.objects.filter(state=Voice.State.WAITING, place_path__startswith=path)
        rows = Matter.objects.filter(phase__in=[*LIVE], place_path__startswith=path)
        return HttpResponse(
            _page(VOICES, rows=voices.select_related("thread", "words").order_by("due_at")[:8]).content
            + _page(MATTERS, rows=rows.select_related("thread", "holder", "place").order_by("due_at")[:8]).content
        )

    return view


def held(group: str) -> View:
    """What a unit holds."""

    def view(request: HttpRequest) -> HttpResponse:
        return _matters(Matter.objects.filter(holder__uuid=group, phase__in=[*LIVE]).order_by("due_at", "pk"), request)

    return view


def register(request: HttpRequest) -> HttpResponse:
    """The register's lines, the newest first."""
    shown = Paginator(Entry.objects.select_related("thread").order_by("-seq"), 50).get_page(request.GET.get("page"))
    return _page(LINES, rows=shown, count=shown.paginator.count)


def meeting(number: str) -> View:
    """One meeting with its items and who came."""

    def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
        row = Meeting.objects.select_related("thread", "place").get(thread__number=number)
        came = Attendance.objects.filter(meeting=row)
        return _page(MEETING, row=row, items=row.agenda.order_by("order"), came=came)

    return view


def search(path: str, words: str) -> View:
    """Matters and people with these words."""

    def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
        rows = Matter.objects.filter(place_path__startswith=path, title__contains=words)
        people = Person.objects.filter(place_path__startswith=path, name__contains=words)
        return HttpResponse(
            _page(MATTERS, rows=rows.select_related("thread", "holder", "place").order_by("-opened_at")[:ROWS]).content
            + _page(PEOPLE, rows=people[:ROWS]).content
        )

    return view


def save(place: Place) -> View:
    """Insert the four rows of a voice, with no rule, register or gate."""

    def view(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        words = Sealed.objects.create(text=request.POST["words"])
        face = Thread.objects.create(
            number=uuid.uuid4().hex[:24],
            kind="bare",
            place_path=place.path,
            state=Voice.State.WITHDRAWN,
            opened_at=now,
            changed_at=now,
        )
        Voice.objects.create(
            thread=face,
            words=words,
            channel="counter",
            place=place,
            place_path=place.path,
            recorded_by="bare",
            heard_at=now,
            recorded_at=now,
            state=Voice.State.WITHDRAWN,
        )
        return HttpResponse(status=302)

    return view


def clear() -> None:
    """Take out again what `save` inserted: it stands in no register."""
    rows = Voice.objects.filter(recorded_by="bare")
    words = list(rows.values_list("words_id", flat=True))
    rows.delete()
    Thread.objects.filter(kind="bare").delete()
    Sealed.objects.filter(pk__in=words).delete()


def ask(view: View, path: str, form: dict[str, str] | None = None) -> bytes:
    """Let a bare view answer."""
    return view(WSGIRequest(environ(path, form=form))).content
