"""Forty entries on their way while the server is killed with -9 and started again: forty are in the diary."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright

from mulin.apps.voice.models import DiaryEntry
from tests import world as street
from tests.pages.phones import Phone, all_sent, owner
from tests.served import SECRET, free_port, serving

MANY = 40
FILL = """async (many) => {
  const who = (await diaryStore.noted("who")).owner;
  const community = document.querySelector("[name=community]").value;
  for (let n = 0; n < many; n++) {
    const heard = new Date(Date.UTC(2026, 2, 2, 2, n)), at = heard.toISOString().slice(0, 16), text = `第${n}件`;
    const values = { text, door: "", heard_at: at, community, way: "", whom: "", due_on: "", follow_on: "" };
    const rest = { written_at: heard.toISOString(), heard_at: at, heard_utc: heard.toISOString(), text, door: "" };
    await diaryStore.put({ uuid: crypto.randomUUID(), owner: who, values, ...rest });
  }
}"""


def arrived(more_than: int) -> int:
    """How many are in the diary, once they are more."""
    deadline = time.monotonic() + 30
    while (count := DiaryEntry.objects.count()) <= more_than and time.monotonic() < deadline:
        time.sleep(0.005)
    return count


def press(page: Page) -> None:
    page.evaluate("() => void dispatchEvent(new Event('online'))")


def killed(times: int, playwright: Playwright, launch: dict[str, Any], home: Path) -> None:
    street.build()
    port, seen = free_port(), [0]
    phone = Phone(playwright, home / "profile", launch, f"http://127.0.0.1:{port}")
    try:
        for turn in range(times):
            with serving(home, port) as server:
                if not turn:
                    phone.sign_in("gh-worker")
                    page = phone.open()
                    page.wait_for_selector("[data-diary][data-ready]")
                    page.evaluate(FILL, MANY)
                press(page)
                seen.append(arrived(seen[-1] + turn % 4))
                server.kill()
        left = page.evaluate("async o => (await diaryStore.of(o)).length", owner(page))
        assert 0 < left < MANY, "killed in mid-send"
        with serving(home, port):
            press(page)
            all_sent(page)
    finally:
        phone.context.close()
    heard = DiaryEntry.objects.order_by("heard_at").values_list("text", flat=True)
    assert list(heard) == [f"第{n}件" for n in range(MANY)]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("times", [2, pytest.param(10, marks=pytest.mark.soak)])
def test_a_server_killed_in_mid_send_gets_each_entry_once(
    times: int, playwright: Playwright, browser_type_launch_args: dict[str, Any], settings: Any, tmp_path: Path
) -> None:
    settings.SECRET_KEY = SECRET
    killed(times, playwright, browser_type_launch_args, tmp_path)
