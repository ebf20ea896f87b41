"""From the plan to the rows of `places`: street, communities, compounds, buildings, and the doors people live behind.

The static ground is inserted in bulk: it is no part of the register (see `core.places.actions`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from mulin.core.places.actions import door_name
from mulin.core.places.models import Kind, Place
from mulin.core.places.normal import name_key
from mulin.project.demo.layout import PARTS_EN, Area, Building, Part, Ring, Spot, Town, lat_e7, lon_e7

STREET_CODE, STREET_NAME, STREET_NAME_EN = "BG", "百果街道", "Baiguo Sub-district"
DUTY_PHONE = "000-0000-0001"  # no telephone network has such a number


@dataclass
class Ground:
    """The places of the demo, by what they are called in the stories."""

    street: Place
    communities: dict[str, Place]
    buildings: dict[tuple[str, int], Place]
    doors: dict[tuple[str, str], Place] = field(default_factory=dict)

    def place(self, community: str, door: str) -> Place:
        """The place of a community's door (`3-201`), or the community itself when none is named."""
        return self.doors[(community, door)] if door else self.communities[community]


def polygon(ring: Ring) -> str:
    """An outline as GeoJSON text, seven digits exactly."""

    def degrees(value: int) -> float:
        return float(f"{value // 10**7}.{value % 10**7:07d}")

    points = [[degrees(lon_e7(spot)), degrees(lat_e7(spot))] for spot in (*ring, ring[0])]
    return json.dumps({"type": "Polygon", "coordinates": [points]}, separators=(",", ":"))


def _row(
    parent: Place | None, kind: Kind, code: str, name: str, at: Spot | None, *, name_en: str = "", shape: str = ""
) -> Place:
    return Place(
        parent=parent,
        kind=kind,
        code=code,
        path=f"{parent.path if parent else ''}{code}/",
        name=name,
        name_key=name_key(name, 80),
        name_en=name_en,
        lat_e7=lat_e7(at) if at else None,
        lon_e7=lon_e7(at) if at else None,
        shape=shape,
    )


def _middle(ring: Ring) -> Spot:
    return sum(x for x, _ in ring) // len(ring), sum(y for _, y in ring) // len(ring)


def insert(town: Town) -> Ground:
    """Insert everything down to the buildings."""
    width, height = town.size
    street = _row(
        None,
        Kind.STREET,
        STREET_CODE,
        STREET_NAME,
        (width // 2, height // 2),
        name_en=STREET_NAME_EN,
        shape=polygon(town.outline),
    )
    street.phone = DUTY_PHONE
    street.save()
    communities = {area.plan.code: _community(street, area, index) for index, area in enumerate(town.areas)}
    Place.objects.bulk_create(communities.values())
    parts = [
        (area, part, _part(communities[area.plan.code], area, index))
        for area in town.areas
        for index, part in enumerate(area.parts)
    ]
    Place.objects.bulk_create(row for _area, _part_, row in parts)
    buildings = {
        (area.plan.code, building.number): _building(row, area, building)
        for area, part, row in parts
        for building in part.buildings
    }
    Place.objects.bulk_create(buildings.values())
    return Ground(street, communities, buildings)


def _community(street: Place, area: Area, index: int) -> Place:
    plan = area.plan
    kind = Kind.VILLAGE if plan.village else Kind.COMMUNITY
    row = _row(street, kind, plan.code, plan.name, area.middle, name_en=plan.name_en, shape=polygon(area.outline))
    row.phone = f"000-0000-{index + 101:04d}"
    return row


def _part(community: Place, area: Area, index: int) -> Place:
    part: Part = area.parts[index]
    kind = Kind.HAMLET if area.plan.village else Kind.COMPOUND
    outline = part.outline
    return _row(
        community,
        kind,
        f"{'ABC'[index]}",
        part.name,
        _middle(outline),
        name_en=PARTS_EN[part.name],
        shape=polygon(outline),
    )


def _building(part: Place, area: Area, building: Building) -> Place:
    name = f"{building.number}{'组' if area.plan.village else '幢'}"
    return _row(part, Kind.BUILDING, str(building.number), name, building.at)


def add_doors(ground: Ground, wanted: Iterable[tuple[str, str]]) -> None:
    """Insert the doors that people live behind; (community, `building-door`) each."""
    new = {}
    for community, text in dict.fromkeys(wanted):
        number, _, code = text.partition("-")
        building = ground.buildings[(community, int(number))]
        new[(community, text)] = _row(building, Kind.DOOR, code, door_name(building.name, "", code), None)
    Place.objects.bulk_create(new.values(), batch_size=2000)
    ground.doors |= new
