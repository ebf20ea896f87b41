"""A public list is narrowed to a street or a community, and never to a door."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.browsers import signed_in
from tests.portal.api.rows import make
from tests.world import World

BELOW = ["BG/GH/3/201/", "BG/GH/3", "BG/GH/3/", "BG/GH//3/", "BG/GH/3/%00"]


@pytest.mark.parametrize("path", ["/matters/", "/rates/", "/rates/rows/"])
@pytest.mark.parametrize("place", BELOW)
def test_nobody_asks_from_door_to_door(world: World, path: str, place: str) -> None:
    make(world)
    assert Client().get(path, {"span": 3, "place": place.replace("%00", "\x00")}).status_code == 404
    for above in ("", "BG/", "BG/GH/", "no-such"):
        assert Client().get(path, {"place": above}).status_code == 200


def test_neither_in_the_file(world: World) -> None:
    make(world)
    worker = signed_in("gh-worker", "worker", world.gh)
    for form in ("csv", "json"):
        assert worker.get(f"/desk/matters.{form}?place=BG/GH/3/201/").status_code == 404
        assert worker.get(f"/desk/matters.{form}?place=BG/GH/").status_code == 200
