"""The tour shows real records, and its tampering is caught."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from mulin.core.records.models import Chain, Entry
from mulin.project import tamper
from mulin.project.demo import build
from mulin.project.demo.stories import flagship


@pytest.fixture
def visitor(demo: build.Built, settings: object) -> Client:
    settings.MULIN_MODE = "demo"
    return Client()


def test_every_panel_tells_its_record_in_both_languages(visitor: Client) -> None:
    answer = visitor.get("/tour/")
    assert answer.status_code == 200
    told = answer.content.decode()
    story = flagship()
    assert story.first.words.strip() in told
    for step in story.steps:
        shown = ("text", "text_en", "what", "what_en", "comment", "comment_en")
        if (step.do, step.text()[:2]) in {("progress", "灯座"), ("promise", "")}:
            continue  # the second promise and the first report are left to the page of the matter
        for name in shown:
            assert step.text(name).replace("'", "&#x27;") in told, (step.do, name)
    assert told.count('<li class="panel') == 7


def test_its_links_lead_somewhere(visitor: Client) -> None:
    told = visitor.get("/tour/").content.decode()
    main = told[told.index('<main id="main"') : told.index("</main>")]
    links = set(re.findall(r'(?:href|src)="(/[^"#]*)"', main))
    assert len(links) >= 8
    for link in sorted(links):
        assert visitor.get(link.replace("&amp;", "&")).status_code == 200, link


def test_the_slip_it_shows_opens(visitor: Client) -> None:
    told = visitor.get("/tour/").content.decode()
    number = build.number_of("flagship")
    found = re.search(r'tourslip__secret">([0-9A-Z-]+)<', told)
    assert found is not None
    answer = visitor.post("/slip/", {"number": number, "secret": found[1]})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("voice:slip", args=[number])


def test_the_button_shows_red_for_the_copies_and_green_for_the_original(visitor: Client) -> None:
    before = list(Entry.objects.order_by("seq").values_list("hash", "payload"))
    told = visitor.post("/tour/tamper/").content.decode()
    assert re.findall(r"verdict--(\w+)", told) == ["good", "bad", "bad"]
    assert list(Entry.objects.order_by("seq").values_list("hash", "payload")) == before


def test_a_clumsy_change_breaks_the_chain_and_a_clever_one_the_printed_code(demo: build.Built) -> None:
    found = tamper.tamper(build.number_of("flagship"), verb="promised", field="what", word="焊上", other="绑好")
    assert found is not None
    assert found.original.whole
    assert found.original.code == found.day.code
    assert found.clumsy.broken_at == found.seq
    assert found.clever.broken_at is None
    assert found.clever.code != found.day.code
    assert not found.clever.whole
    assert "绑好" in found.after
    assert found.entries <= Chain.objects.get(name="register").seq


def test_a_change_that_changes_nothing_is_not_caught(demo: build.Built) -> None:
    found = tamper.tamper(build.number_of("flagship"), verb="promised", field="what", word="焊上", other="焊上")
    assert found is not None
    assert found.clumsy.whole
    assert found.clever.whole


def test_a_word_that_is_not_there_cannot_be_changed(demo: build.Built) -> None:
    assert tamper.tamper(build.number_of("flagship"), verb="promised", field="what", word="没有", other="有") is None
