"""A worker's phone: a browser that keeps the diary, is cut off, is killed, comes back."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Playwright

from tests import world as street
from tests.browsers import signed_in

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

    def __init__(self, playwright: Playwright, profile: Path, launch: dict[str, Any], url: str) -> None:
        self.profile, self.url = profile, url
        self._open = lambda: playwright.chromium.launch_persistent_context(
            str(profile), viewport={"width": 390, "height": 844}, locale="zh-CN", **launch
        )
        self.context: BrowserContext = self._open()

    def page(self) -> Page:
        return self.context.pages[0]

    def sign_in(self, name: str) -> None:
        client = signed_in(name, "worker", street.Place.objects.get(path="BG/GH/"))
        jar = [{"name": key, "value": one.value, "url": self.url} for key, one in client.cookies.items()]
        self.context.add_cookies(jar)  # type: ignore[arg-type]

    def open(self) -> Page:
        page = self.page()
        page.goto(self.url + HOME)
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


def change(page: Page, text: str) -> None:
    """Take the draft on top up again and save it with other words."""
    page.locator("[data-drafts] li button").first.click()
    page.fill("[name=text]", text)
    page.click(".diary__form button")
    page.wait_for_function("text => document.querySelector('[data-drafts] li')?.textContent.includes(text)", arg=text)


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
    """Ask the phone's store until it says so, also while the page leaves for the diary it could not open before."""
    said, deadline = None, time.monotonic() + 30
    while said != wanted and time.monotonic() < deadline:
        with suppress(Error):
            said = page.evaluate(question, owner(page))
        page.wait_for_timeout(50)
    assert said == wanted


def all_sent(page: Page) -> None:
    until(page, "async o => (await diaryStore.of(o)).length", 0)


def owner(page: Page) -> str:
    return str(page.evaluate("async () => (await diaryStore.noted('who')).owner"))


def write_online(page: Page, text: str) -> None:
    page.fill("[name=text]", text)
    page.click(".diary__form button")
    page.wait_for_function("() => !document.querySelector('[name=text]').value")
