"""Every place in memory, so that a list of thousands of rows is checked with one question to the database."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mulin.core.places import address
from mulin.core.places.models import Kind, Place
from mulin.core.places.normal import name_key
from mulin.core.places.queries import COMMUNITIES, community_path
from mulin.project.imports.plan import Wrong


@dataclass(frozen=True)
class Home:
    """Where somebody lives: a place that is there, or a door to be made in a building that is there."""

    place: Place
    door: address.Address | None = None

    @property
    def path(self) -> str:
        """The path of the place or of the door that will be."""
        return f"{self.place.path}{self.door.code}/" if self.door else self.place.path


class Atlas:
    """Places by path, communities by what people call them, buildings and doors by number."""

    def __init__(self) -> None:
        self.by_path: dict[str, Place] = {}
        self._named: dict[str, list[Place]] = defaultdict(list)
        self._buildings: dict[tuple[str, str], list[Place]] = defaultdict(list)
        self._doors: dict[tuple[str, str], Place] = {}  # by building and code
        self._numbers: dict[tuple[str, str], list[Place]] = defaultdict(list)  # by building and number, whatever unit
        for place in Place.objects.defer("shape").order_by("path").iterator(chunk_size=5000):
            self.add(place)

    def add(self, place: Place) -> None:
        """Put one place more into it."""
        self.by_path[place.path] = place
        if place.kind == Kind.BUILDING:
            self._buildings[community_path(place.path), place.code].append(place)
        elif place.kind == Kind.DOOR:
            building = self.above(place.path)
            self._doors[building, place.code] = place
            self._numbers[building, place.code.rpartition("-")[2]].append(place)
        else:
            for key in {place.name_key, name_key(place.code), name_key(place.path)}:
                self._named[key].append(place)

    @staticmethod
    def above(path: str) -> str:
        """The path of the place above."""
        return path.rstrip("/").rpartition("/")[0] + "/"

    def called(self, text: str, kinds: tuple[str, ...] = ()) -> Place | None:
        """The place of that code, path or name; None when there is none or several."""
        key = name_key(text.strip("/") + "/") if "/" in text else name_key(text)
        found = self._named.get(key, []) or self._beginning(key)
        found = [place for place in found if not kinds or place.kind in kinds]
        return found[0] if len(found) == 1 else None

    def _beginning(self, key: str) -> list[Place]:
        """桂花新村 for 桂花新村社区."""
        for ending in ("社区", "村", "街道"):
            if found := self._named.get(f"{key}{ending}"):
                return found
        return []

    def community(self, text: str, field: str) -> Place:
        """The community or village that is meant.

        Raises
        ------
        Wrong
            There is none of that name.
        """
        place = self.called(text, tuple(COMMUNITIES))
        if place is None:
            raise Wrong(field, _("没有“%(text)s”这个社区（村）。") % {"text": text[:40]})
        return place

    def home(self, community: Place, text: str, field: str) -> Home:
        """The door or building that is written; a door may still have to be made.

        Raises
        ------
        Wrong
            No address, no such building, or several fit.
        """
        written = address.parse(text)
        if written is None:
            raise Wrong(field, _("看不懂门牌“%(text)s”。请像 3-201 这样写。") % {"text": text[:40]})
        houses = self._buildings.get((community.path, written.building), [])
        if written.compound:
            houses = [house for house in houses if self._lies_in(house, written.compound)]
        if not houses:
            raise Wrong(field, _("%(place)s没有 %(n)s 幢（组）。") % {"place": community.name, "n": written.building})
        if len(houses) > 1:
            raise Wrong(field, _("有几处 %(n)s 幢，请在前面写上小区的名字。") % {"n": written.building})
        house = houses[0]
        if not written.door:
            return Home(house)
        exact = self._doors.get((house.path, written.code))
        if exact:
            return Home(exact)
        near = self._numbers.get((house.path, written.door), [])
        if written.unit:
            near = [door for door in near if door.code == written.door]
        if len(near) > 1:
            raise Wrong(field, _("%(house)s有几个 %(n)s，请写明单元。") % {"house": house.name, "n": written.door})
        return Home(near[0]) if near else Home(house, written)

    def _lies_in(self, house: Place, compound: str) -> bool:
        path = self.above(house.path)
        while path != "/":
            place = self.by_path[path]
            if compound in place.name_key or place.name_key in compound:
                return True
            if place.kind in COMMUNITIES:
                return False
            path = self.above(path)
        return False
