"""The desk by keyboard: / searches, Enter saves, an Enter that chooses a Chinese word does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.browser
TEXT = """() => {
  const form = document.querySelector("form.line");
  form.append(Object.assign(document.createElement("textarea"), {name: "text", id: "planted"}));
  document.querySelector("#planted").dataset.enter = "";
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    form.dataset.saved = String(+(form.dataset.saved || 0) + 1);
  });
}"""


@pytest.fixture
def window(server: LiveServer, windows: Callable[..., Page]) -> Page:
    page = windows(server, "m", width=1280)
    page.goto(server.url + "/gallery/?density=desk")
    return page


def test_slash_goes_to_the_search_but_may_be_typed(window: Page) -> None:
    window.keyboard.press("/")
    search = window.locator("[data-search]")
    expect(search).to_be_focused()
    window.keyboard.type("3/201")
    expect(search).to_have_value("3/201")
    window.keyboard.press("Escape")
    expect(search).not_to_be_focused()


def test_enter_saves_and_shift_enter_breaks_the_line(window: Page) -> None:
    window.evaluate(TEXT)
    text, form = window.locator("#planted"), window.locator("form.line")
    text.fill("灯")
    text.press("Shift+Enter")
    expect(text).to_have_value("灯\n")
    assert form.get_attribute("data-saved") is None
    text.press("Enter")
    expect(form).to_have_attribute("data-saved", "1")


def test_enter_that_chooses_a_word_does_not_save(window: Page) -> None:
    window.evaluate(TEXT)
    window.evaluate(
        """() => document.querySelector("#planted").dispatchEvent(
          new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true, cancelable: true}))"""
    )
    assert window.locator("form.line").get_attribute("data-saved") is None
