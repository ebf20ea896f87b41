"""The pages that are measured, who asks for them, and each one's bare peer."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import quote

from django.urls import reverse

from mulin.apps.voice.models import Matter, Voice
from mulin.apps.voice.rules.matter import LIVE
from mulin.core.access.models import Login
from mulin.core.meetings.models import Meeting
from mulin.core.places.models import Place
from mulin.core.records.days import local_day
from mulin.project.bench.pages import bare
from mulin.project.bench.pages.visits import Browser, signed_in, with_slip

WORKER, UNIT, OFFICE = "gh-worker", "gh-property", "office-1"
MANY = 12  # different matters that are opened in turn


@dataclass(frozen=True)
class Route:
    """A page: asking for it once, ours and bare. `aim` says whether the targets hold for it."""

    name: str
    ours: Callable[[], bytes]
    bare: Callable[[], bytes]
    aim: bool = True


def _resident() -> Browser:
    login = Login.objects.filter(kind=Login.Kind.RESIDENT).order_by("pk").first()
    return signed_in(login, how="card") if login else Browser()


def _turns(rows: list[str]) -> Iterator[str]:
    return cycle(rows)


def _some(rows: list[str]) -> list[str]:
    step = max(1, len(rows) // MANY)
    return rows[::step][:MANY]


def routes(now_day: str) -> list[Route]:
    """Every page that is measured; the first seven names are binding."""
    gh = Place.objects.get(code="GH", kind__in=["community", "village"])
    worker, unit, office, resident = (
        signed_in(Login.objects.get(username=WORKER), how="password"),
        signed_in(Login.objects.get(username=UNIT), how="password"),
        signed_in(Login.objects.get(username=OFFICE), how="password"),
        _resident(),
    )
    here = Matter.objects.filter(place_path__startswith=gh.path).order_by("pk")
    numbers = _some(list(here.values_list("thread__number", flat=True)))
    holder = str(Login.objects.select_related("group").get(username=UNIT).group.uuid)  # type: ignore[union-attr]
    meeting = Meeting.objects.select_related("thread").order_by("-pk").first()
    slip = _some(list(Voice.objects.filter(links__matter__phase__in=[*LIVE]).values_list("thread__number", flat=True)))[
        0
    ]
    last = min(500, max(2, Matter.objects.count() // 20))
    found = [
        _page("home", resident, reverse("home"), bare.five),
        _page("matter_list", resident, reverse("voice:matters"), bare.matters),
        _each("matter_detail", worker, "voice:matter_desk", numbers),
        _each("thread_public", resident, "voice:thread", numbers),
        _page("desk", worker, reverse("desk"), bare.waiting(gh.path)),
        _intake(worker, gh, now_day),
        _page("register", resident, reverse("register"), bare.register),
        _page("office", office, reverse("voice:office"), bare.returned),
        _page("search", worker, f"{reverse('search')}?q={quote('楼道')}", bare.search(gh.path, "楼道")),
        _page("unit", unit, reverse("voice:unit"), bare.held(holder)),
        _page("slip", with_slip(slip), reverse("voice:slip", args=[slip]), bare.matter(_matter_of(slip))),
        _page("matter_list_deep", resident, f"{reverse('voice:matters')}?page={last}", bare.matters),
        _page(
            "matter_list_filter",
            resident,
            f"{reverse('voice:matters')}?state=running&place={gh.path}",
            bare.matters,
        ),
        _page("register_deep", resident, f"{reverse('register')}?page=500", bare.register),
    ]
    if meeting is not None:
        number = meeting.thread.number
        path = reverse("meetings:meeting", args=[number])
        found.append(_page("meeting_detail", resident, path, bare.meeting(number)))
    return found


def _matter_of(voice: str) -> str:
    rows = Matter.objects.filter(links__voice__thread__number=voice)
    return rows.values_list("thread__number", flat=True)[0]


def _page(name: str, browser: Browser, path: str, view: bare.View) -> Route:
    return Route(name, lambda: browser.ask(path), lambda: bare.ask(view, path))


def _each(name: str, browser: Browser, url: str, numbers: list[str]) -> Route:
    ours = _turns([reverse(url, args=[number]) for number in numbers])
    views = cycle([bare.matter(number) for number in numbers])
    return Route(name, lambda: browser.ask(next(ours)), lambda: bare.ask(next(views), "/"))


def _intake(browser: Browser, gh: Place, day: str) -> Route:
    doors = cycle(list(Place.objects.filter(path__startswith=gh.path, kind="door").order_by("pk")[:50]))

    def line() -> dict[str, str]:
        door = next(doors)
        building, code = door.path.strip("/").split("/")[-2:]
        return {
            "community": gh.path,
            "heard_on": day,
            "channel": "counter",
            "door": f"{building}-{code}",
            "name": "",
            "words": f"{building} 幢的楼道灯又不亮了，晚上老人上下楼看不见，请来看看。",
            "key": uuid.uuid4().hex,
        }

    path = reverse("voice:intake")
    return Route(
        "intake_post", lambda: browser.ask(path, line()), lambda: bare.ask(bare.save(gh), path, line()), aim=False
    )


def today() -> str:
    """The day that forms are filled in with."""
    from django.utils import timezone  # noqa: PLC0415

    return local_day(timezone.now()).isoformat()
