"""The lookup of a place path finds what a prefix test finds, and on SQLite it goes by the index."""

import pytest
from django.db import connection

from mulin.core.below import Below
from mulin.core.places.models import Kind, Place
from tests.core.nouns import build

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["", "BG/", "BG/GH/", "BG/GH", "BG/G_/", "BG/%/", "XX/YY/"])
def test_it_finds_what_a_prefix_finds(path: str) -> None:
    town = build()
    Place.objects.create(parent=town.gh, kind=Kind.BUILDING, code="0", path="BG/GH0/", name="旁边", name_key="旁边")
    assert Below.lookup_name == "below"
    wanted = {place.path for place in Place.objects.all() if place.path.startswith(path)}
    assert {place.path for place in Place.objects.filter(path__below=path)} == wanted


def test_it_goes_by_the_index() -> None:
    if connection.vendor == "sqlite":
        assert "USING INDEX" in Place.objects.filter(path__below="BG/GH/").explain()
    else:
        assert "LIKE" in str(Place.objects.filter(path__below="BG/GH/").query)
