"""One worker, a phone and a tablet, both without a connection: each entry arrives once, no words take others' place."""

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
from tests.pages.phones import Phone, all_sent, change, drafts, owner, write


@pytest.fixture
def devices(
    playwright: Playwright, browser_type_launch_args: dict[str, Any], live_server: LiveServer, tmp_path: Path
) -> Iterator[tuple[Phone, Phone]]:
    cache.clear()
    street.build()
    both = [
        Phone(playwright, tmp_path / name, browser_type_launch_args, live_server.url) for name in ("phone", "tablet")
    ]
    yield both[0], both[1]
    for one in both:
        one.context.close()
    cache.clear()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_what_two_devices_hold_arrives_once_and_whole(devices: tuple[Phone, Phone]) -> None:
    pages = []
    for device in devices:
        device.sign_in("gh-worker")
        page = device.open()
        page.wait_for_selector("[data-diary][data-ready]")
        device.context.set_offline(True)
        pages.append(device.open())
    phone, tablet = pages
    write(phone, "两处都有的一条", "2026-03-02T09:00")  # first in the list
    (shared,) = phone.evaluate("async o => diaryStore.of(o)", owner(phone))
    tablet.evaluate("async one => diaryStore.put(one)", shared)  # what a new device takes over from the old one
    tablet = devices[1].open()
    for page, name in ((phone, "手机"), (tablet, "平板")):
        change(page, f"两处都有的一条，{name}上改过")
        for minute in range(3):
            write(page, f"{name}{minute}", f"2026-03-02T10:{minute:02}")
        assert drafts(page) == 4

    for device in devices:
        device.context.set_offline(False)
    all_sent(phone)
    all_sent(tablet)
    for device in devices:  # the answer to what both began with never came: it is sent again
        page = device.open()
        page.evaluate("async one => diaryStore.put(one)", shared)
        page.evaluate("() => void dispatchEvent(new Event('online'))")
        all_sent(page)

    assert DiaryEntry.objects.count() == 7
    both = DiaryEntry.objects.get(uuid=shared["uuid"])
    words = [both.text, *(more.text for more in both.additions.all())]
    assert sorted(words) == ["两处都有的一条，平板上改过", "两处都有的一条，手机上改过"]
    others = DiaryEntry.objects.exclude(pk=both.pk).values_list("text", flat=True)
    assert sorted(others) == [f"{name}{n}" for name in ("平板", "手机") for n in range(3)]
