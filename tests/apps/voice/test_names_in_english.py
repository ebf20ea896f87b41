"""Who reads English finds units and places by their English names: on pages, in sentences, in answers and tables."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.translation import override

from mulin.apps.voice.queries.timeline import story
from mulin.core.gate import SYSTEM
from mulin.core.groups.actions import edit_group
from mulin.core.places.actions import rename
from mulin.core.records.models import Entry, Thread
from mulin.core.records.writing import read
from tests.browsers import signed_in
from tests.portal.api.rows import matter
from tests.world import NOON, World

UNIT, UNIT_EN, PLACE_EN = "桂花新村物业", "Guihua Property", "Guihua Community"
WHO = {"gh-worker": "worker", "office-1": "office"}


@pytest.fixture
def number(world: World) -> str:
    cache.clear()
    edit_group(group=world.property, name=UNIT, name_en=UNIT_EN, by=SYSTEM, now=NOON)
    rename(place=world.gh, name=world.gh.name, name_en=PLACE_EN, by=SYSTEM, now=NOON)
    return matter(world, "楼道灯")


def english(client: Client) -> Client:
    client.cookies["language"] = "en"
    return client


def test_the_story_in_english_and_what_is_hashed_in_chinese(number: str) -> None:
    thread = Thread.objects.get(number=number)
    with override("en"):
        assert any(UNIT_EN in line.what for line in story(thread))
        assert not any(UNIT in line.what + line.who for line in story(thread))
    assert any(UNIT in line.what for line in story(thread))
    asked = next(line for line in read(Entry.objects.filter(thread=thread)) if line.verb == "asked")
    assert asked.payload["to_name"] == UNIT


@pytest.mark.parametrize(
    ("who", "address"),
    [
        (None, "/t/{number}/"),
        (None, "/t/{number}/large/"),
        (None, "/rates/?by=unit"),
        (None, "/register/"),
        ("gh-worker", "/desk/matters/"),
        ("gh-worker", "/desk/matter/{number}/"),
        ("gh-worker", "/desk/groups/"),
        ("office-1", "/office/"),
        ("office-1", "/desk/routes/"),
    ],
)
def test_no_chinese_name_of_it_is_left(world: World, number: str, who: str | None, address: str) -> None:
    browser = signed_in(who, WHO[who], world.gh if who == "gh-worker" else world.street) if who else Client()
    page = english(browser).get(address.format(number=number))
    text = page.content.decode()
    assert page.status_code == 200
    assert not re.findall(f"{UNIT}|{world.gh.name}", text)


def test_the_table_has_both(world: World, number: str) -> None:
    browser = english(signed_in("gh-worker", "worker", world.gh))
    text = b"".join(browser.get("/desk/matters.csv")).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert row["number"] == number
    assert (row["holder"], row["holder_en"]) == (UNIT, UNIT_EN)
    assert (row["place_name"], row["place_name_en"]) == (world.gh.name, PLACE_EN)


def test_an_answer_has_both(number: str) -> None:
    said = Client().get(f"/api/v1/matters/{number}").json()
    assert (said["holder"], said["holder_en"]) == (UNIT, UNIT_EN)
    assert (said["place_name_en"], said["promises"][0]["owner_en"]) == (PLACE_EN, UNIT_EN)
