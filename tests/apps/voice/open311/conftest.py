"""A street with outlines, a key, and a server of our own to speak to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from mulin.core.access.actions import make_key
from mulin.core.access.models import ApiKey
from mulin.core.gate import SYSTEM
from mulin.core.places.models import Place
from tests.apps.voice.open311.spec import Client
from tests.world import World, build

INSIDE, OUTSIDE = {"lat": "31.105", "long": "121.105"}, {"lat": "48.8566", "long": "2.3522"}


def square(lon: float, lat: float, size: float) -> str:
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return f'{{"type": "Polygon", "coordinates": [{ring}]}}'


def outlined() -> World:
    made = build()
    for place, shape, lat, lon in (
        (made.street, square(121.1, 31.1, 0.04), 311100000, 1211100000),
        (made.gh, square(121.1, 31.1, 0.01), 311050000, 1211050000),
        (made.yx, square(121.12, 31.1, 0.01), 311050000, 1211250000),
    ):
        Place.objects.filter(pk=place.pk).update(shape=shape, lat_e7=lat, lon_e7=lon)
    return made


def token(scope: str = ApiKey.Scope.POST, name: str = "市民热线小程序") -> str:
    street = Place.objects.get(path="BG/")
    return make_key(street, name=name, scope=scope, by=SYSTEM, now=timezone.now()).token


@pytest.fixture
def town(transactional_db: None) -> Iterator[World]:
    cache.clear()
    yield outlined()
    cache.clear()


@pytest.fixture(params=["json", "xml"])
def client_of(request: pytest.FixtureRequest, live_server: LiveServer, town: World) -> Callable[..., Client]:
    def make(api_key: str = "", way: str = "v2", form: str = request.param) -> Client:
        return Client(f"{live_server.url}/open311/{way}", form, api_key)

    return make
