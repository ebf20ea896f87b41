"""What is typed is kept on the device as a draft; every form that keeps one says when it arrived.

A template that names a new draft fails here until it has a case.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from mulin import portal
from mulin.apps.voice.actions import diary, sheets
from mulin.apps.voice.actions.diary import Note
from mulin.apps.voice.models import Sheet
from mulin.core.access.viewers import SLIPS
from mulin.core.gate import SYSTEM
from mulin.core.meetings import actions as meetings
from mulin.core.meetings.models import Meeting
from tests.apps.voice import surveys
from tests.apps.voice.test_main_job import heard
from tests.apps.voice.test_sheets import delivered
from tests.browsers import signed_in
from tests.world import World, later

SOURCES = Path(portal.__file__).parent.parent
DRAFT = re.compile(r'<form[^>]*? data-draft="(?P<name>(?:\{[{%].+?[%}]\}|[^"{])+)"')
TITLE = {"title": "楼道灯", "description": "三楼不亮"}


class Typing(NamedTuple):
    """A page with such a form, and what somebody types into it."""

    client: Client
    page: str
    typed: dict[str, str]


def worker(world: World, page: str, **typed: str) -> Typing:
    return Typing(signed_in("gh-worker", "worker", world.gh), page, typed)


def secretary(world: World, page: str, **typed: str) -> Typing:
    return Typing(signed_in("gh-worker", "secretary", world.gh), page, typed)


def meeting(world: World, *, called: bool = False) -> str:
    made = meetings.open_meeting(kind=Meeting.Kind.TALK, title="停车", place=world.gh, by=SYSTEM, now=later())
    number: str = made.thread.number
    if called:
        meetings.call(number=number, starts_at=later(hours=1), room="二楼", notice="都来", by=SYSTEM, now=later())
        meetings.sign_in(number=number, name="路过的人", capacity="guest", by=SYSTEM, now=later(hours=1))
    return number


def say(world: World) -> Typing:
    return Typing(Client(), "/say/", {"community": str(world.gh.pk), "words": "灯不亮", "kind": "complaint"})


def judge(world: World) -> Typing:
    number = delivered(world)
    client = Client()
    session = client.session
    session[SLIPS] = [number]
    session.save()
    return Typing(client, f"/slip/{number}/", {"solved": "yes", "heard": "yes", "satisfied": "5"})


def entry(world: World) -> Typing:
    now = timezone.now()
    note = Note(text="灯不亮", community=world.gh, heard_at=now, written_at=now)
    made = diary.write(note=note, by=world.worker, now=now)
    return worker(world, f"/desk/diary/{made.uuid}/", text="又去看了一趟")


def sheet(world: World) -> Typing:
    [row] = sheets.print_sheets(form=Sheet.Form.SAY, place=world.gh, copies=1, by=world.worker, now=later())
    return worker(world, f"/desk/paper/{row.code}/", words="石阶松了")


def survey(world: World) -> str:
    surveys.homes(6)
    number: str = surveys.drawn(world, 6).thread.number
    return number


def answered(world: World) -> Typing:
    number = survey(world)
    return Typing(Client(), f"/survey/{number}/answer/", {"code": code(number), "age": "2", "q1": "1"})


def code(number: str) -> str:
    return surveys.codes(surveys.Survey.objects.get(thread__number=number))[0]


def stacked(world: World) -> Typing:
    number = survey(world)
    page = f"/desk/survey/{number}/stack/7d3f7c1e-2f43-4d26-9f0a-53a1c9b7c003/"
    return Typing(signed_in("office-1", "office", world.street), page, {"code": code(number), "age": "3", "q1": "1"})


CASES: dict[str, Callable[[World], Typing]] = {
    "say": say,
    "judge-{{ own.voice.thread.number }}": judge,
    "hers-{{ own.voice.thread.number }}": lambda world: worker(
        world, f"/desk/hers/{heard(world, now=later()).voice.thread.number}/", what="more", text="夜里更暗"
    ),
    "line{% if stack %}-{{ stack }}{% endif %}": lambda world: worker(world, "/desk/say/", words="石阶松了"),
    "open-{{ voice.thread.number }}": lambda world: worker(
        world, f"/desk/voice/{heard(world).voice.thread.number}/", category="shared", **TITLE
    ),
    "sheet-{{ sheet.code }}": sheet,
    "diary-add-{{ entry.uuid }}": entry,
    "unit-say": lambda world: Typing(signed_in("unit-gh-property", None, world.gh), "/unit/say/", {"text": "井盖松了"}),
    "survey-{{ survey.thread.number }}": answered,
    "survey-stack-{{ survey.thread.number }}": stacked,
    "meeting-{{ meeting.thread.number }}": lambda world: secretary(
        world, f"/desk/meetings/{meeting(world)}/call/", starts_at="2026-03-06T19:00", room="二楼"
    ),
    "minutes-{{ meeting.thread.number }}": lambda world: secretary(
        world, f"/desk/meetings/{meeting(world, called=True)}/", summary="定了换灯。"
    ),
    "{{ draft }}": lambda _world: Typing(
        Client(), "/gallery/", {"words": "灯", "door": "3-201", "about": "repair", "answer": "yes"}
    ),
}


class Form(HTMLParser):
    """The form of a page that keeps a draft: its name, where it goes, and what it would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.draft = self.action = self.choosing = self.writing = ""
        self.sent: dict[str, str] = {}
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = "data-draft" in given
            if self.inside:
                self.draft, self.action = given["data-draft"], given.get("action", "")
        if not self.inside:
            return
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "input" and name and (kind not in {"radio", "checkbox", "file"} or "checked" in given):
            self.sent[name] = given.get("value", "")
        elif tag == "select":
            self.choosing = name
        elif tag == "option" and ("selected" in given or self.choosing not in self.sent):
            self.sent[self.choosing] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"


def templates() -> set[str]:
    found = set()
    for path in SOURCES.rglob("templates/**/*.html"):
        found |= {match["name"] for match in DRAFT.finditer(path.read_text("utf-8"))}
    return found


def test_every_draft_has_a_case() -> None:
    assert templates() == set(CASES)


@pytest.mark.django_db
@pytest.mark.parametrize("draft", sorted(CASES))
def test_what_arrived_is_forgotten(world: World, draft: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    if "survey" in draft or "meeting" in draft:
        monkeypatch.setattr("django.utils.timezone.now", lambda: later(days=2))
    client, page, typed = CASES[draft](world)
    form = Form(client.get(page).content.decode())
    assert form.draft
    where, done = urljoin(page, form.action), f'data-draft-done="{form.draft}"'
    refused = client.post(where, {"key": "a-mistake"})
    assert done not in refused.content.decode()  # nothing arrived: it is kept
    arrived = client.post(where, form.sent | typed, follow=True)
    assert arrived.redirect_chain, arrived.content.decode()
    assert done in arrived.content.decode()
