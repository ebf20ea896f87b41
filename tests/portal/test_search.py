"""查找: what is shown, page by page; and that nobody finds, or can tell that there is, what she may not see."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from mulin.apps.voice.actions import intake, matters
from mulin.apps.voice.actions.intake import Speaker
from mulin.apps.voice.models import Matter, Voice
from mulin.core.people import actions as people
from mulin.core.people import queries
from mulin.portal.search import FEW, ROWS
from tests import world
from tests.browsers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> world.World:
    cache.clear()
    return world.build()


@pytest.fixture
def worker(town: world.World) -> Client:
    return signed_in("gh-worker", "worker", town.gh)


def look(client: Client, words: str, **more: object) -> str:
    asked = "".join(f"&{name}={value}" for name, value in more.items())
    answer = client.get(f"/search/?q={quote(words)}{asked}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def results(page: str) -> str:
    """The sections of a page, without the words that were typed."""
    return page[page.index("<section") :].partition("</main>")[0]


def say(town: world.World, words: str, **more: object) -> Voice:
    return intake.record(
        by=town.worker,
        now=timezone.now(),
        words=words,
        channel="counter",
        place=town.door,
        **more,  # type: ignore[arg-type]
    ).voice


def open_one(town: world.World, voice: Voice, title: str) -> Matter:
    return matters.open_matter(
        number=voice.thread.number,
        title=title,
        description="说明里写着𠮷字",
        category="shared",
        klass="ordinary",
        by=town.worker,
        now=timezone.now(),
    )


def test_matters_voices_and_people_with_the_words_marked(town: world.World, worker: Client) -> None:
    voice = say(town, "井盖翘起来了，会绊人", speaker=Speaker(person=town.wang))
    matter = open_one(town, voice, "井盖要修")
    page = look(worker, "井盖")
    assert page.count("<mark>井盖</mark>") == 2
    assert f"/desk/matter/{matter.thread.number}/" in page
    assert f"/desk/voice/{voice.thread.number}/" in page
    assert "<mark>𠮷</mark>" in look(worker, "𠮷")
    assert "<mark>桂</mark>" in look(worker, "桂")
    assert look(worker, "没人说过").count("没有找到") == 3
    assert "<mark>" not in look(worker, "<script>")


def test_a_kind_has_pages_of_its_own_and_nothing_twice(town: world.World, worker: Client) -> None:
    said = [say(town, f"第{turn}次说井盖").thread.number for turn in range(ROWS + 3)]
    few = look(worker, "井盖")
    assert len(re.findall(r"<mark>井盖</mark>", few)) == FEW
    assert "kind=voices" in few
    first, second = look(worker, "井盖", kind="voices"), look(worker, "井盖", kind="voices", page=2)
    numbers = [re.findall(r"/desk/voice/([^/]+)/", page) for page in (first, second)]
    assert numbers[0] + numbers[1] == said[::-1]
    assert len(numbers[0]) == ROWS
    assert "page=2" in first
    assert "page=3" not in second
    for odd in ("0", "-1", "x", "²", "99999", ""):
        look(worker, "井盖", kind="voices", page=quote(odd))
    assert "kind=voices" in look(worker, "井盖", kind="no"), "an unknown kind is none"


def test_nobody_finds_what_she_may_not_see(town: world.World, worker: Client) -> None:
    voice = say(town, "丁卯年的井盖", speaker=Speaker(person=town.wang))
    open_one(town, say(town, "戊辰"), "戊辰井盖")
    elsewhere = signed_in("yx-worker", "worker", town.yx)
    missing = results(look(elsewhere, "壬申无此话"))
    assert missing.count("没有找到") == 3
    for words in ("丁卯", "丁卯年的", "戊辰", town.wang.name):
        page = look(elsewhere, words)
        assert voice.thread.number not in page
        assert results(page) == missing
    assert voice.thread.number in look(worker, "丁卯")
    assert Client().get("/search/?q=丁卯").status_code == 302
    unit = signed_in("unit-gh-property", None, town.gh)
    assert unit.get("/search/?q=丁卯").status_code == 404
    public = Client().get("/matters/?q=丁卯").content.decode()
    assert "0 件事" in public


def test_the_public_list_is_narrowed_by_words_and_numbers(town: world.World) -> None:
    one, two = open_one(town, say(town, "甲"), "井盖要修"), open_one(town, say(town, "乙"), "路灯要修")

    def listed(words: str) -> list[str]:
        page = Client().get("/matters/", {"q": words}).content.decode()
        return re.findall(r"/t/([^/]+)/", page)

    assert listed("要修") == [two.thread.number, one.thread.number]
    assert listed("修 井") == [one.thread.number]
    assert listed(one.thread.number) == [one.thread.number]
    assert listed(f"{two.thread.number[:9]} 路灯") == [two.thread.number]
    assert listed("门") == []


def test_people_are_found_by_their_present_names(town: world.World, worker: Client) -> None:
    now = timezone.now()
    added = people.add_person(name="阿依𠮷 · 买买提", place=town.door, by=town.worker, now=now)

    def named(words: str) -> list[str]:
        return [row.name for row in queries.search(words, viewer=town.worker, newest=True)]

    assert named("𠮷买") == named("阿依𠮷.买买提") == [added.name]
    people.edit_person(person=added, name="改名芳", by=town.worker, now=now)
    assert named("𠮷") == []
    assert named("名芳") == ["改名芳"]
    added.delete()
    assert named("名芳") == []
    assert [row.name for row in queries.search("3-201", viewer=town.worker)] == [town.wang.name]
