"""Every page, looked at in a browser as an old neighbour would: three text sizes, a narrow phone, no JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.pages import samples
from tests.pages.checks import check_page, faults
from tests.pages.samples import Sample

Window = Callable[..., Page]


def test_every_address_is_sampled_or_said_to_be_no_page() -> None:
    known = {sample.name for sample in samples.PAGES} | set(samples.NOT_PAGES)
    named = {name for name, _view in samples.addresses()}
    assert named, "the URLconf is empty"
    missing = sorted(named - known)
    assert not missing, f"a sample is missing in tests/pages/samples_*.py: {missing}"
    assert not {sample.name for sample in samples.PAGES} - named, "samples of pages that are not there"


@pytest.mark.browser
@pytest.mark.parametrize("sample", samples.PAGES, ids=str)
def test_page_is_kind_to_old_eyes_and_hands(sample: Sample, server: LiveServer, windows: Window) -> None:
    url, cookies = server.url + sample.url(), sample.cookies()
    for size in ("xl", "l", "m"):
        window = windows(server, size, cookies=cookies)
        check_page(window, url, size, desk=sample.desk, axe=size != "l", status=sample.status)
    english = windows(server, "xl", cookies={**cookies, "language": "en"})  # its words are longer
    check_page(english, url, "xl", desk=sample.desk, axe=False, status=sample.status)
    without_script = windows(server, "m", script=False, cookies=cookies)
    without_script.goto(url)
    assert without_script.locator("h1, h2").all_inner_texts() == window.locator("h1, h2").all_inner_texts()
    assert not unsendable(without_script)


def unsendable(page: Page) -> list[str]:
    """Forms that only a script could send."""
    return [
        form.get_attribute("action") or "a form without an address"
        for form in page.locator("form").all()
        if not form.locator("button:not([type=button]), input[type=submit], input[type=search]").count()
    ]


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", ["/gallery/", "/gallery/?density=desk"])
def test_gallery_on_a_desktop_and_in_both_languages(
    path: str, language: str, server: LiveServer, windows: Window
) -> None:
    window = windows(server, "m", cookies={"language": language}, width=1280)
    check_page(window, server.url + path, "m", desk="desk" in path)


@pytest.mark.browser
def test_page_that_is_not_there(server: LiveServer, windows: Window) -> None:
    for size in ("m", "xl"):
        check_page(windows(server, size), server.url + "/there-is-no-such-page/", size, status=404)


@pytest.mark.browser
def test_form_that_lost_its_token_gives_the_words_back(server: LiveServer, windows: Window) -> None:
    window = windows(server, "xl", script=False)
    window.goto(server.url + "/gallery/")
    window.locator("#id_words").fill("楼道灯坏了三天，晚上下楼我不敢走。")
    window.locator("#id_door").fill("3-201")
    window.locator("#id_about").select_option("repair")
    window.locator("#id_answer_1").check()
    window.context.clear_cookies(name="csrf")
    window.locator("form[data-draft] button.button--primary").click()
    assert window.locator("textarea[readonly]").first.input_value() == "楼道灯坏了三天，晚上下楼我不敢走。"
    assert window.locator(".trouble a.button--primary").get_attribute("href") == server.url + "/gallery/"


@pytest.mark.browser
def test_rules_can_fail(server: LiveServer, windows: Window) -> None:
    window = windows(server, "m")
    window.goto(server.url + "/gallery/")
    assert not faults(window, "m")
    window.evaluate(
        """() => {
          const link = Object.assign(document.createElement("a"), {href: "/", textContent: "x", className: "planted"});
          Object.assign(link.style, {display: "block", width: "20px", height: "20px"});
          Object.assign(link.style, {marginLeft: "900px", fontSize: "9px"});
          const image = document.createElement("img");
          document.querySelector("main").append(link, image);
          document.body.style.fontSize = "12px";
          document.title = "";
        }"""
    )
    found = "\n".join(faults(window, "m"))
    for fault in (
        "small: <a planted>",
        "tiny: <a planted>",
        "wide:",
        "styled",
        "body text is 12",
        "no title",
        "image-alt",
    ):
        assert fault in found
