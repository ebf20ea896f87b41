"""A browser for the pages: one for the whole run, one window for each text size."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as plain_settings
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests.pages import samples
from tests.snapshot import Snapshot, taken

CHROMIUM = shutil.which("chromium")
ADVICE = "no chromium: apt-get install --no-install-recommends chromium fonts-noto-cjk"
WINDOWS = {"m": (390, 844), "l": (390, 844), "xl": (320, 640)}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> Iterator[dict[str, object]]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail(ADVICE)
        pytest.skip(ADVICE)
    with pytest.MonkeyPatch.context() as patch:
        # the browser's driver keeps an event loop in this thread, at which Django would refuse the database
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-gpu"]}


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["tests.quick.QuickArgon2", *settings.PASSWORD_HASHERS[1:]]


@pytest.fixture(scope="session")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], None]:
    """Lets the rows and files of every sample stand in the empty database: made once, then brought back."""
    kept = tmp_path_factory.mktemp("sampled") / "files"
    rows: list[Snapshot] = []

    def stand() -> None:
        files = Path(plain_settings.MEDIA_ROOT)
        if rows:
            rows[0].restore()
            shutil.copytree(kept, files, dirs_exist_ok=True)
            return
        for make in samples.WORLD:
            make()
        rows.append(taken())
        shutil.copytree(files, kept)

    return stand


@pytest.fixture
def server(live_server: LiveServer, sampled: Callable[[], None]) -> Iterator[LiveServer]:
    """Mulin, running, with the rows of every sample."""
    cache.clear()
    sampled()
    yield live_server
    cache.clear()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Iterator[Callable[..., Page]]:
    """The window of a text size, opened once; `script=False` is one in which JavaScript is off."""
    made: dict[tuple[str, bool], tuple[BrowserContext, Page]] = {}

    def window(
        server: LiveServer, size: str, *, script: bool = True, cookies: dict[str, str] | None = None, width: int = 0
    ) -> Page:
        if (size, script) not in made:
            wide, high = WINDOWS[size]
            context = browser.new_context(
                viewport={"width": wide, "height": high}, has_touch=True, java_script_enabled=script, locale="zh-CN"
            )
            made[size, script] = context, context.new_page()
        context, page = made[size, script]
        context.clear_cookies()
        jar = {"size": size, **(cookies or {})}
        context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in jar.items()])
        wide, high = WINDOWS[size]
        page.set_viewport_size({"width": width or wide, "height": high})
        return page

    yield window
    for context, _page in made.values():
        context.close()
