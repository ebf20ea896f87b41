"""What is typed survives a lost connection, and goes only when the server has it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.browser
WORDS = "三楼的扶手松了"
KEPT = "localStorage.getItem('draft:gallery')"


@pytest.fixture
def window(server: LiveServer, windows: Callable[..., Page]) -> Page:
    page = windows(server, "m")
    page.goto(server.url + "/gallery/")
    page.evaluate("localStorage.clear()")
    page.reload()
    return page


def kept(page: Page) -> Page:
    page.locator("#id_words").fill(WORDS)
    page.locator("#id_answer_1").check()
    expect(page.locator(".draft")).to_have_text("已存在这台手机上")
    return page


def test_typed_words_come_back_after_a_crash(window: Page) -> None:
    kept(window).reload()
    expect(window.locator("#id_words")).to_have_value(WORDS)
    expect(window.locator("#id_answer_1")).to_be_checked()
    expect(window.locator(".draft")).to_contain_text("上次没交完的话还在")


def test_they_can_be_thrown_away(window: Page) -> None:
    kept(window).reload()
    window.locator(".draft button").click()
    expect(window.locator("#id_words")).to_have_value("")
    assert window.evaluate(KEPT) is None


def test_lost_connection_keeps_them(window: Page, server: LiveServer) -> None:
    kept(window)
    window.context.set_offline(True)
    try:
        window.evaluate("document.querySelector('form[data-draft]').noValidate = true")
        window.locator("form[data-draft] button.button--primary").click()
        window.wait_for_url("chrome-error://**")
    finally:
        window.context.set_offline(False)
    window.goto(server.url + "/gallery/")
    expect(window.locator("#id_words")).to_have_value(WORDS)


def test_refused_form_keeps_them_and_an_accepted_one_lets_them_go(window: Page) -> None:
    kept(window)
    window.evaluate("document.querySelector('form[data-draft]').noValidate = true")
    window.locator("form[data-draft] button.button--primary").click()
    expect(window.locator("#errors").first).to_be_visible()
    expect(window.locator("#id_words")).to_have_value(WORDS)
    assert WORDS in window.evaluate(KEPT)
    window.locator("#id_door").fill("3-201")
    window.locator("#id_about").select_option("repair")
    window.locator("form[data-draft] button.button--primary").click()
    expect(window.locator(".note--success[role=status]")).to_contain_text("收到了")
    assert window.evaluate(KEPT) is None
    expect(window.locator("#id_words")).to_have_value("")


def test_secret_fields_are_never_kept(window: Page) -> None:
    window.evaluate(
        """() => {
          const form = document.querySelector("form[data-draft]");
          for (const [type, name] of [["password", "pin"], ["hidden", "token"]]) {
            form.append(Object.assign(document.createElement("input"), {type, name, value: "834921"}));
          }
        }"""
    )
    kept(window)
    assert "834921" not in window.evaluate(KEPT)


def test_form_is_sent_once(window: Page) -> None:
    sent = []
    window.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    kept(window)
    window.locator("#id_door").fill("3-201")
    window.locator("#id_about").select_option("repair")
    window.evaluate(
        """() => {
          const button = document.querySelector("form[data-draft] button.button--primary");
          button.click();
          button.click();
        }"""
    )
    expect(window.locator(".note--success[role=status]")).to_be_visible()
    assert len(sent) == 1
    expect(window.locator("form[data-draft] button.button--primary")).to_be_enabled()
