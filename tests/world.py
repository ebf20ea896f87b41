"""A small made-up street for tests: one office, two communities, a property unit each, workers, residents."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from PIL import Image

from mulin.core.access.capabilities import ROLES
from mulin.core.access.models import Login
from mulin.core.gate import Grant, Viewer
from mulin.core.groups.models import Group, Kind, Level
from mulin.core.people import findable
from mulin.core.people.models import Household, Person
from mulin.core.places.models import Kind as PlaceKind
from mulin.core.places.models import Place
from mulin.core.places.normal import name_key

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # a Monday, 12:00 in Shanghai


def _place(kind: str, code: str, name: str, parent: Place | None, **more: object) -> Place:
    return Place.objects.create(
        kind=kind,
        code=code,
        path=f"{parent.path if parent else ''}{code}/",
        name=name,
        name_key=name_key(name),
        parent=parent,
        **more,
    )


def _group(key: str, kind: str, name: str, place: Place, level: int) -> Group:
    return Group.objects.create(
        key=key,
        kind=kind,
        name=name,
        name_key=name_key(name),
        place=place,
        place_path=place.path,
        answers=True,
        level=level,
    )


@dataclass
class World:
    """Names of what was made."""

    street: Place
    gh: Place
    yx: Place
    door: Place
    office: Group
    committee: Group
    property: Group
    water: Group
    wang: Person
    li: Person
    worker: Viewer
    colleague: Viewer
    stranger: Viewer
    callback: Viewer
    clerk: Viewer
    unit: Viewer
    water_unit: Viewer


def _viewer(name: str, role: str | None, place: Place, group: Group | None) -> Viewer:
    login = Login.objects.create(
        username=name,
        display_name=name,
        kind=Login.Kind.STAFF if role else Login.Kind.UNIT,
        group=group,
        created_at=NOON,
        password="!",
    )
    return Viewer(
        ref=f"login:{login.uuid}",
        name=name,
        groups=frozenset({str(group.uuid)} if group else ()),
        grants=tuple(Grant(verb, place.path) for verb in ROLES[role].verbs) if role else (),
    )


def _person(name: str, door: Place, year: int) -> Person:
    household = Household.objects.create(door=door)
    person = Person.objects.create(
        name=name,
        name_key=name_key(name),
        household=household,
        place=door,
        place_path=door.path,
        phone="00000001001",
        birth_year=year,
        added_at=NOON,
    )
    findable.name(person)
    return person


def build() -> World:
    """Make it."""
    street = _place(PlaceKind.STREET, "BG", "百果街道", None, phone="000-12345678")
    gh = _place(PlaceKind.COMMUNITY, "GH", "桂花新村社区", street)
    yx = _place(PlaceKind.COMMUNITY, "YX", "银杏里社区", street)
    building = _place(PlaceKind.BUILDING, "3", "3 幢", gh)
    door = _place(PlaceKind.DOOR, "201", "3 幢 201", building)
    other_door = _place(PlaceKind.DOOR, "202", "3 幢 202", building)
    office = _group("street:office", Kind.OFFICE, "街道办事处", street, Level.STREET)
    committee = _group("GH:committee", Kind.COMMITTEE, "桂花新村居委会", gh, Level.COMMUNITY)
    _group("YX:committee", Kind.COMMITTEE, "银杏里居委会", yx, Level.COMMUNITY)
    property_unit = _group("GH:property", Kind.PROPERTY, "桂花新村物业", gh, Level.UNIT)
    water = _group("street:water", Kind.UNIT, "自来水营业所", street, Level.UNIT)
    return World(
        street=street,
        gh=gh,
        yx=yx,
        door=door,
        office=office,
        committee=committee,
        property=property_unit,
        water=water,
        wang=_person("王桂芳", door, 1944),
        li=_person("李志强", other_door, 1970),
        worker=_viewer("gh-worker", "worker", gh, committee),
        colleague=_viewer("gh-colleague", "worker", gh, committee),
        stranger=_viewer("yx-worker", "worker", yx, None),
        callback=_viewer("callback", "callback", street, None),
        clerk=_viewer("office-1", "office", street, office),
        unit=_viewer("unit-gh-property", None, gh, property_unit),
        water_unit=_viewer("unit-water", None, street, water),
    )


def photo(colour: str = "olive", size: tuple[int, int] = (40, 30)) -> bytes:
    """A small JPEG."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def later(**span: float) -> datetime:
    """A moment after noon of the first day."""
    return NOON + timedelta(**span)
