"""A stack of survey forms typed from paper: no mouse, no key too many, and nothing lost by going away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from mulin.apps.voice.models import Survey, SurveyAnswer
from tests import world as street
from tests.apps.voice import surveys
from tests.browsers import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ON_PAPER = ("3", "1", "13", "5", "2", "213", "2")  # age, then the six questions that are answered in numbers


class Keys:
    """A keyboard that counts; there is no mouse."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text: str) -> None:
        self.press(*text)


@pytest.fixture
def desk(live_server: LiveServer, windows: Callable[..., Page]) -> tuple[Page, str, Survey]:
    cache.clear()
    world = street.build()
    surveys.homes(6)
    survey = surveys.drawn(world, 6)
    Survey.objects.filter(pk=survey.pk).update(closes_on=date(2099, 1, 1))
    cookies = {name: one.value for name, one in signed_in("office-1", "office", world.street).cookies.items()}
    return windows(live_server, "m", width=1280, cookies=cookies), live_server.url, survey


def test_one_form_takes_a_key_for_each_sign_one_between_fields_and_enter(desk: tuple[Page, str, Survey]) -> None:
    page, url, survey = desk
    codes = surveys.codes(survey)
    page.goto(f"{url}/desk/survey/{survey.thread.number}/")
    page.get_by_role("button", name="打一叠问卷").press("Enter")
    page.wait_for_url("**/stack/**")
    for turn, code in enumerate(codes[:2], 1):
        keys = Keys(page)
        keys.type(code.replace("-", ""))
        for number in ON_PAPER:
            keys.press("Tab")
            keys.type(number)
        keys.press("Enter")
        expect(page.get_by_text(f"这一叠已打 {turn} 张")).to_be_visible()
        assert keys.pressed <= 8 + sum(len(number) for number in ON_PAPER) + len(ON_PAPER) + 1 == 26
    kept = SurveyAnswer.objects.values_list("values", "age", "door")
    assert set(kept) == {('{"q1":[1],"q2":[1,3],"q3":[5],"q4":[2],"q5":[2,1,3],"q6":[2]}', "60-74", "paper")}

    keys = Keys(page)  # called to the door with a form half typed
    keys.type(codes[2].replace("-", ""))
    keys.press("Tab")
    keys.type("4")
    page.wait_for_timeout(600)
    page.goto(f"{url}/desk/survey/{survey.thread.number}/")
    page.get_by_role("link", name="接着打上一叠").press("Enter")
    expect(page.get_by_text("这一叠已打 2 张")).to_be_visible()
    expect(page.locator("[name=code]")).to_have_value(codes[2].replace("-", ""))
    expect(page.locator("[name=age]")).to_have_value("4")


def test_the_code_of_a_scanned_form_is_filled_in_and_leaves_the_address(desk: tuple[Page, str, Survey]) -> None:
    page, url, survey = desk
    code = surveys.codes(survey)[0]
    page.goto(f"{url}/survey/{survey.thread.number}/answer/#{code}")
    expect(page.locator("[name=code]")).to_have_value(code)
    assert code not in page.url
