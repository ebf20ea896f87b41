"""Forty entries in a stairwell without a connection, the browser killed, opened again: exactly forty arrive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Playwright
from pytest_django.live_server_helper import LiveServer

from mulin.apps.voice.models import DiaryEntry
from tests import world as street
from tests.pages.phones import HOME, Phone, all_sent, drafts, owner, until, write, write_online

MANY = 40


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
    one = Phone(playwright, tmp_path / "profile", browser_type_launch_args, town.url)
    yield one
    one.context.close()


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
    second.goto(phone.url + HOME)
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
    page.goto(phone.url + "/desk/diary/offline/")
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
