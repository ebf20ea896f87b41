"""A street with two communities, a steward, a worker, an old neighbour and a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

from mulin.core.access import actions
from mulin.core.access.models import Login
from mulin.core.access.viewers import viewer_of
from mulin.core.gate import SYSTEM, Viewer
from mulin.core.groups.models import Group
from mulin.core.people import findable
from mulin.core.people.models import Person
from mulin.core.places.models import Kind, Place
from mulin.core.records.days import local_day

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai
LONG_AGO = date(2020, 1, 1)  # the pages ask the real clock


@dataclass
class Town:
    """What the tests walk in."""

    street: Place
    here: Place
    there: Place
    wang: Person
    unit: Group
    steward: Login
    worker: Login

    def viewer(self, login: Login) -> Viewer:
        """What the login may do today, also when midnight came between."""
        return viewer_of(Login.objects.get(pk=login.pk), today=local_day(timezone.now()))

    @property
    def by(self) -> Viewer:
        """The steward."""
        return self.viewer(self.steward)

    @property
    def at_counter(self) -> Viewer:
        """The worker."""
        return self.viewer(self.worker)


def place(kind: str, code: str, name: str, parent: Place | None = None) -> Place:
    path = f"{parent.path if parent else ''}{code}/"
    return Place.objects.create(kind=kind, parent=parent, code=code, path=path, name=name, name_key=name)


def person(name: str, at: Place) -> Person:
    row = Person.objects.create(name=name, name_key=name, place=at, place_path=at.path, added_at=NOW)
    findable.name(row)
    return row


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.MULIN_LANDING = {}
    settings.PASSWORD_HASHERS = ["tests.quick.QuickArgon2", *settings.PASSWORD_HASHERS[1:]]


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def town(db: None) -> Town:
    street = place(Kind.STREET, "BG", "柏果街道")
    here, there = (place(Kind.COMMUNITY, code, name, street) for code, name in (("GH", "桂花社区"), ("YX", "银杏社区")))
    wang = person("王桂芳", here)
    unit = Group.objects.create(
        key="wy", kind="property", name="安居物业", name_key="安居物业", place=here, place_path=here.path, answers=True
    )
    steward = actions.create_staff_login(username="steward", display_name="管理员", place=street, by=SYSTEM, now=NOW)
    worker = actions.create_staff_login(username="xiaoli", display_name="小李", place=here, by=SYSTEM, now=NOW)
    actions.grant_role(steward, role="steward", place=street, starts_on=LONG_AGO, by=SYSTEM, now=NOW)
    actions.grant_role(worker, role="worker", place=here, starts_on=LONG_AGO, by=SYSTEM, now=NOW)
    return Town(street, here, there, wang, unit, steward, worker)
