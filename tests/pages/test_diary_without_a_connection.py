"""Forty entries in a stairwell without a connection, the browser killed, opened again: exactly forty arrive."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, Playwright
from pytest_django.live_server_helper import LiveServer

from mulin.apps.voice.models import DiaryEntry
from tests import world as street
from tests.browsers import signed_in

MANY = 40
HOME = "/desk/diary/"


def processes(profile: Path) -> list[int]:
    """The browser of that profile and all it started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if str(profile).encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


class Phone:
    """A phone: a browser with a profile that outlives it."""

    def __init__(self, playwright: Playwright, profile: Path, launch: dict[str, Any], server: LiveServer) -> None:
        self.profile, self.server = profile, server
        self._open = lambda: playwright.chromium.launch_persistent_context(
            str(profile), viewport={"width": 390, "height": 844}, locale="zh-CN", **launch
        )
        self.context: BrowserContext = self._open()

    def page(self) -> Page:
        return self.context.pages[0]

    def sign_in(self, name: str) -> None:
        client = signed_in(name, "worker", street.Place.objects.get(path="BG/GH/"))
        jar = [{"name": key, "value": one.value, "url": self.server.url} for key, one in client.cookies.items()]
        self.context.add_cookies(jar)  # type: ignore[arg-type]

    def open(self) -> Page:
        page = self.page()
        page.goto(self.server.url + HOME)
        page.wait_for_selector("[data-diary][data-open]")
        return page

    def kill(self) -> None:
        for pid in processes(self.profile):
            os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while processes(self.profile) and time.monotonic() < deadline:
            time.sleep(0.05)
        (self.profile / "SingletonLock").unlink(missing_ok=True)
        self.context = self._open()


@pytest.fixture
def town(live_server: LiveServer) -> Iterator[LiveServer]:
    cache.clear()
    street.build()
    yield live_server
    cache.clear()


@pytest.fixture
def phone(
    playwright: Playwright, browser_type_launch_args: dict[str, Any], town: LiveServer, tmp_path: Path
) -> Iterator[Phone]:
    one = Phone(playwright, tmp_path / "profile", browser_type_launch_args, town)
    yield one
    one.context.close()


def write(page: Page, text: str, heard: str) -> None:
    before = page.locator("[data-drafts] li").count()
    page.fill("[name=text]", text)
    page.locator(".diary__form details").evaluate("it => { it.open = true; }")
    page.fill("[name=heard_at]", heard)
    page.click(".diary__form button")
    page.wait_for_function("n => document.querySelectorAll('[data-drafts] li').length > n", arg=before)


def drafts(page: Page) -> int:
    return page.locator("[data-drafts] li").count()


def until(page: Page, question: str, wanted: Any) -> None:
    """Ask the phone's store until it says so: a promise is no answer to the browser's own waiting."""
    who, deadline = owner(page), time.monotonic() + 30
    while (said := page.evaluate(question, who)) != wanted and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert said == wanted


def all_sent(page: Page) -> None:
    until(page, "async o => (await diaryStore.of(o)).length", 0)


def owner(page: Page) -> str:
    return str(page.evaluate("async () => (await diaryStore.noted('who')).owner"))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_forty_entries_survive_a_dead_connection_and_a_killed_browser(phone: Phone) -> None:
    phone.sign_in("gh-worker")
    page = phone.open()
    page.wait_for_selector("[data-diary][data-ready]")
    phone.context.set_offline(True)
    page = phone.open()
    minutes = [(7 * n) % MANY for n in range(MANY)]  # not written in the order in which things were heard
    for minute in minutes:
        write(page, f"第{minute}件", f"2026-03-02T10:{minute:02}")
    assert drafts(page) == MANY
    page.fill("[name=text]", "没写完的半句")
    until(page, "async o => (await diaryStore.noted('typing:' + o))?.text", "没写完的半句")

    phone.kill()
    phone.context.set_offline(True)
    page = phone.open()
    assert drafts(page) == MANY
    assert page.input_value("[name=text]") == "没写完的半句"
    kept = page.evaluate("async o => diaryStore.of(o)", owner(page))

    phone.context.set_offline(False)  # the session went with the browser: nothing is lost, she is asked to sign in
    page.wait_for_selector("[data-standing] a[href*='/in/']")
    assert (drafts(page), DiaryEntry.objects.count()) == (MANY, 0)

    phone.sign_in("gh-colleague")  # a colleague on the same phone neither sees nor sends them
    page = phone.open()
    page.wait_for_timeout(500)
    assert (drafts(page), DiaryEntry.objects.count()) == (0, 0)

    phone.sign_in("gh-worker")
    second = phone.context.new_page()  # two tabs send at the same time
    second.goto(phone.server.url + HOME)
    page = phone.open()
    all_sent(page)
    heard = list(DiaryEntry.objects.order_by("heard_at").values_list("text", flat=True))
    assert heard == [f"第{minute}件" for minute in range(MANY)]

    page.evaluate("async all => { for (const one of all) await diaryStore.put(one); }", kept)  # the answer never came
    page = phone.open()
    all_sent(page)
    assert DiaryEntry.objects.count() == MANY
    assert set(DiaryEntry.objects.values_list("author", flat=True)) == {f"login:{owner(page)}"}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_server_that_dies_in_mid_send_gets_each_entry_once(phone: Phone) -> None:
    phone.sign_in("gh-worker")
    page = phone.open()
    broken = {"left": 3}

    def die(route: Any) -> None:
        if broken["left"]:
            broken["left"] -= 1
            route.fetch()  # it arrived, and the answer is lost
            route.abort()
        else:
            route.continue_()

    page.route("**/desk/diary/send/", die)
    for minute in range(3):
        write_online(page, f"断线{minute}")
    for _ in range(4):
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(400)
    all_sent(page)
    assert sorted(DiaryEntry.objects.values_list("text", flat=True)) == ["断线0", "断线1", "断线2"]


def write_online(page: Page, text: str) -> None:
    page.fill("[name=text]", text)
    page.click(".diary__form button")
    page.wait_for_function("() => !document.querySelector('[name=text]').value")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_signing_out_asks_before_it_leaves_entries_behind(phone: Phone) -> None:
    phone.sign_in("gh-worker")
    page = phone.open()
    page.route("**/desk/diary/send/", lambda route: route.abort())
    write_online(page, "还没送出")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    with page.expect_navigation(url=f"**{HOME}"), page.expect_event("dialog"):
        page.click("form[data-diary-owner] button")
    page.wait_for_selector("[data-diary][data-open]")
    assert "1" in asked[0]
    who = owner(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("form[data-diary-owner] button")
    page.wait_for_url(lambda url: "/desk/" not in url)
    page.goto(phone.server.url + "/desk/diary/offline/")
    assert page.evaluate("async o => (await diaryStore.of(o)).length", who) == 1
    assert page.locator("[data-drafts] li").count() == 0
    phone.sign_in("gh-worker")
    page.unroute("**/desk/diary/send/")
    all_sent(phone.open())
    assert DiaryEntry.objects.get().text == "还没送出"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_two_keys_draw_a_voice_of_the_words_selected(phone: Phone) -> None:
    phone.sign_in("gh-worker")
    page = phone.open()
    write_online(page, "王桂芳说灯不亮，她儿子欠着债。")
    all_sent(page)
    page = phone.open()
    page.click(".diary__entry a")
    page.evaluate(
        """() => { const text = document.querySelector('[data-draw-from]').firstChild, range = document.createRange();
        range.setStart(text, 4); range.setEnd(text, 7);
        getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    )
    page.keyboard.press("v")
    page.keyboard.press("Enter")
    page.wait_for_selector(".note--success")
    drawn = DiaryEntry.objects.get().drawn.get().voice
    assert (drawn.words.text, drawn.channel) == ("灯不亮", "diary")
