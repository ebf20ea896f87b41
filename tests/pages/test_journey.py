"""The whole way in a real browser: an old neighbour's words, the unit's promise and photo, "not solved", reopened."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from mulin.apps.voice.models import Matter
from mulin.core.access.models import Login
from mulin.core.places.models import Place
from mulin.core.records import checks
from mulin.core.records.days import local_day
from tests.browsers import signed_in
from tests.world import photo

Window = Callable[..., Page]


def carried(client: Client) -> dict[str, str]:
    return {name: morsel.value for name, morsel in client.cookies.items()}


def press(page: Page, summary: str, button: str | None = None) -> None:
    """Open one of the acts of the working page and send its form."""
    act = page.locator("details", has=page.locator("summary", has_text=summary))
    if act.get_attribute("open") is None:
        act.locator("summary").click()
    act.get_by_role("button", name=button or summary).click()
    page.wait_for_load_state()


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_said_promised_delivered_not_solved_and_reopened(server: LiveServer, windows: Window, *, script: bool) -> None:
    community = Place.objects.get(code="GH")
    due = (local_day(timezone.now()) + timedelta(days=2)).isoformat()

    resident = windows(server, "m", script=script)
    resident.goto(f"{server.url}/say/")
    resident.get_by_label("您住在哪个社区").select_option(label=community.name)
    resident.get_by_label("您想说的话").fill("门口的台阶缺了一块，雨天滑。")
    resident.get_by_role("button", name="说好了，记下来").click()
    resident.wait_for_url("**/said/**")
    slip = resident.locator("main").inner_text()
    number = re.search(r"GH-\d{4}-\d{6}-\d", slip)
    secret = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b(?!-)", slip.replace(number.group() if number else "", ""))
    assert number is not None
    assert secret is not None
    said = number.group()

    worker = windows(
        server, "m", script=script, cookies=carried(signed_in("gh-worker", "worker", community)), width=1280
    )
    worker.goto(f"{server.url}/desk/voice/{said}/")
    worker.get_by_label("标题").fill("大门台阶缺一块")
    worker.get_by_label("说明").fill("雨天容易滑倒，要补平。")
    worker.get_by_label("类别").select_option("shared")
    worker.get_by_label("请谁来办").select_option(label="桂花新村物业")
    worker.get_by_role("button", name="立事项").click()
    worker.wait_for_url(f"**/desk/matter/{said}/")

    staff = Login.objects.get(username="unit-gh-property")
    unit = windows(server, "m", script=script, cookies=carried(signed_in(staff.username, None, community)), width=1280)
    unit.goto(f"{server.url}/unit/matter/{said}/")
    assert "雨天滑" not in unit.locator("main").inner_text()
    press(unit, "答应：归我们管")
    act = unit.locator("details", has=unit.locator("summary", has_text="承诺："))
    if act.get_attribute("open") is None:
        act.locator("summary").click()
    act.get_by_label("承诺办什么").fill("补好台阶")
    act.get_by_label("哪天办好").fill(due)
    press(unit, "承诺：办什么、哪天办好")
    act = unit.locator("details", has=unit.locator("summary", has_text="办完了"))
    if act.get_attribute("open") is None:
        act.locator("summary").click()
    act.get_by_label("办成了什么样").fill("台阶补平了")
    act.get_by_label("照片或单据").set_input_files(
        {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": photo(size=(400, 300))}
    )
    press(unit, "办完了：附上照片")

    resident = windows(server, "m", script=script)
    resident.goto(f"{server.url}/slip/?number={said}")
    resident.get_by_label("密码").fill(secret.group().lower())
    resident.get_by_role("button", name="打开").click()
    resident.wait_for_url(f"**/slip/{said}/")
    resident.get_by_label("没有解决", exact=True).check()
    resident.locator("input[name=heard][value=yes]").check()
    resident.locator("input[name=satisfied][value='2']").check()
    resident.get_by_role("button", name="评好了").click()
    resident.wait_for_load_state()
    resident.goto(f"{server.url}/t/{said}/")
    assert "没有解决，重新打开" in resident.locator("main").inner_text()
    assert resident.locator("figure.photo img").count() == 1
    matter = Matter.objects.get(thread__number=said)
    assert (matter.level, matter.round, matter.phase) == (1, 2, "open")
    assert list(checks.findings()) == []
