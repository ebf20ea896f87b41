"""A list of places: streets, communities, compounds, buildings, doors."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mulin.core.gate import SYSTEM, Viewer
from mulin.core.places import geometry
from mulin.core.places.actions import (
    LONGEST_NAME,
    LONGEST_PATH,
    check_level,
    clean_code,
    clean_name,
    place_on_map,
    rename,
)
from mulin.core.places.many import add_places
from mulin.core.places.models import Kind, Place
from mulin.core.places.normal import name_key, tidy
from mulin.core.places.queries import COMMUNITIES
from mulin.project.imports.atlas import Atlas
from mulin.project.imports.fields import PLACES, Mapped
from mulin.project.imports.plan import Plan, Progress, Row, Wrong, walk
from mulin.project.imports.sheet import Sheet

_KINDS = {name_key(text): kind for kind in Kind for text in (kind.value, str(kind.label))} | {
    name_key(text): kind
    for text, kind in {
        "行政村": Kind.VILLAGE, "居委会": Kind.COMMUNITY, "自然村落": Kind.HAMLET, "楼": Kind.BUILDING,
        "楼房": Kind.BUILDING, "幢": Kind.BUILDING, "栋": Kind.BUILDING, "组": Kind.BUILDING, "门牌": Kind.DOOR,
        "房号": Kind.DOOR, "室": Kind.DOOR,
    }.items()
}  # fmt: skip

NOWHERE: tuple[int | None, int | None] = (None, None)


def _kind(text: str) -> Kind | None:
    kind = _KINDS.get(name_key(text))
    if kind is None:
        labels = _("、").join(str(one.label) for one in Kind)
        raise Wrong("kind", _("类别只能写：%(kinds)s。") % {"kinds": labels})
    return kind


class PlacesImport:
    """Checks a list of places, then writes it. A place is known by its path: those that are there are corrected.

    A row may stand below one that comes earlier in the same list.
    """

    def __init__(self, *, by: Viewer, now: datetime, community: Place | None = None) -> None:
        self._by, self._now, self._community = by, now, community
        self._atlas = Atlas()
        self._new: list[Place] = []
        self._changed: list[tuple[Place, Place]] = []
        self._seen: set[str] = set()

    def check(self, sheet: Sheet, mapped: Mapped, progress: Progress | None = None) -> Plan:
        """Every mistake of the list."""
        self._new, self._changed, self._seen = [], [], set()
        return walk(sheet, PLACES, mapped, self._take, progress)

    def _parent(self, kind: Kind, text: str) -> Place | None:
        if text:
            place = self._atlas.by_path.get(text.strip("/").upper() + "/") or self._atlas.called(text)
            if place is None and "/" in text:
                roots = [path for path, row in self._atlas.by_path.items() if row.kind == Kind.STREET]
                tails = (f"{root}{text.strip('/').upper()}/" for root in roots)
                place = next((self._atlas.by_path[tail] for tail in tails if tail in self._atlas.by_path), None)
            if place is None:
                raise Wrong(
                    "parent", _("没有“%(text)s”这个地方，或者有好几个。可以写成 GH/3 这样。") % {"text": text[:40]}
                )
            return place
        if kind == Kind.STREET:
            return None
        if kind in COMMUNITIES:
            streets = [row for row in self._atlas.by_path.values() if row.kind == Kind.STREET]
            return streets[0] if len(streets) == 1 else None
        return self._community

    @staticmethod
    def _point(lat: str, lon: str) -> tuple[int | None, int | None]:
        if not lat and not lon:
            return None, None
        if not lat or not lon:
            raise Wrong("lat" if not lat else "lon", _("经度和纬度要一起写。"))
        return geometry.e7(lat, 90), geometry.e7(lon, 180)

    def _below(self, kind: Kind, text: str) -> Place | None:
        parent = self._parent(kind, text)
        check_level(parent.kind if parent else None, kind)
        return parent

    def _take(self, row: Row) -> str:
        name = row.read("name", "", clean_name, row.text("name"), LONGEST_NAME)
        lat, lon = row.read("lat", NOWHERE, self._point, row.text("lat"), row.text("lon"))
        kind, code, parent = row.read("kind", None, _kind, row.text("kind")), "", None
        if kind is not None:
            code = row.read("code", "", clean_code, kind, row.text("code"))
            parent = row.read("parent", None, self._below, kind, tidy(row.text("parent")))
        if row.faults or kind is None:
            return ""
        above = parent.path if parent else ""
        path = f"{above}{code}/"
        self._may_stand(kind, code, above, path)
        before = self._atlas.by_path.get(path)
        place = Place(
            kind=kind,
            code=code,
            path=path,
            name=name,
            name_key=name_key(name, LONGEST_NAME),
            name_en=tidy(row.text("name_en"))[:120] or (before.name_en if before else ""),
            phone=tidy(row.text("phone"))[:40] or (before.phone if before else ""),
            lat_e7=lat if lat is not None else before.lat_e7 if before else None,
            lon_e7=lon if lon is not None else before.lon_e7 if before else None,
        )
        return self._note(place, before)

    def _may_stand(self, kind: Kind, code: str, above: str, path: str) -> None:
        if len(path) > LONGEST_PATH:
            raise Wrong("parent", _("这个地方的层级太深了。"))
        if path in self._seen:
            raise Wrong("code", _("和前面一行重复了。"))
        if self._by.ref != SYSTEM.ref and not self._by.can("places.edit", above or path):
            raise Wrong("parent", _("这里不归您登记。"))
        before = self._atlas.by_path.get(path)
        if before is not None and before.kind != kind:
            kinds = {"code": code, "kind": before.get_kind_display()}
            raise Wrong("kind", _("代号 %(code)s 已经登记为%(kind)s。") % kinds)
        if before is None and kind in COMMUNITIES:
            taken = [row for row in self._atlas.by_path.values() if row.kind in COMMUNITIES and row.code == code]
            if taken:
                raise Wrong("code", _("代号 %(code)s 已经有别的社区在用。") % {"code": code})

    def _note(self, row: Place, before: Place | None) -> str:
        self._seen.add(row.path)
        if before is None:
            self._new.append(row)
            self._atlas.add(row)
            return "new"
        columns = ("name", "name_en", "phone", "lat_e7", "lon_e7")
        if all(getattr(row, name) == getattr(before, name) for name in columns):
            return "same"
        self._changed.append((before, row))
        return "changed"

    def write(self) -> None:
        """Write what was checked, all of it or nothing."""
        with transaction.atomic():
            add_places(rows=self._new, by=self._by, now=self._now)
            for old, new in self._changed:
                self._correct(old, new)

    def _correct(self, old: Place, new: Place) -> None:
        if (old.name, old.name_en, old.phone) != (new.name, new.name_en, new.phone):
            rename(place=old, name=new.name, name_en=new.name_en, phone=new.phone, by=self._by, now=self._now)
        if (old.lat_e7, old.lon_e7) != (new.lat_e7, new.lon_e7):
            place_on_map(place=old, lat_e7=new.lat_e7, lon_e7=new.lon_e7, by=self._by, now=self._now)
