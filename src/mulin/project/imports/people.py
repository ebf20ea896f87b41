"""A list of residents."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mulin.core.gate import SYSTEM, Viewer
from mulin.core.people import phone as phones
from mulin.core.people.actions import Listed, register_many
from mulin.core.people.actions.registering import LONGEST_NAME, clean_birth_year
from mulin.core.people.models import Person
from mulin.core.places.actions import clean_name
from mulin.core.places.many import add_doors
from mulin.core.places.models import Place
from mulin.core.places.normal import name_key, tidy
from mulin.project.imports.atlas import Atlas, Home
from mulin.project.imports.fields import PEOPLE, Mapped
from mulin.project.imports.plan import Plan, Progress, Row, Wrong, walk
from mulin.project.imports.sheet import Sheet

_YEAR = re.compile(r"(\d{4})(?:[-/.年].*)?")


@dataclass(frozen=True)
class _Known:
    pk: int
    name: str
    path: str
    birth_year: int | None
    phone: str
    source_key: str
    here: bool


@dataclass(frozen=True)
class _Row:
    name: str
    home: Home
    phone: str
    birth_year: int | None
    source_key: str
    known: int | None = None


class PeopleImport:
    """Checks a list of residents, then writes it.

    Somebody is known by her number in the list (编号), or by name and door: those who are there are corrected, not
    registered again.
    """

    def __init__(self, *, by: Viewer, now: datetime, community: Place | None = None) -> None:
        self._by, self._now, self._community = by, now, community
        self._atlas = Atlas()
        self._by_key: dict[str, _Known] = {}
        self._by_door: dict[tuple[str, str], list[_Known]] = {}
        self._rows: list[_Row] = []
        self._seen: set[tuple[str, ...]] = set()
        columns = ("pk", "name", "place_path", "birth_year", "phone", "source_key", "left_on", "name_key")
        for pk, name, path, year, phone, source_key, left_on, key in Person.objects.values_list(*columns).iterator():
            known = _Known(pk, name, path, year, phone, source_key, left_on is None)
            if source_key:
                self._by_key[source_key] = known
            if known.here:
                self._by_door.setdefault((key, path), []).append(known)

    def check(self, sheet: Sheet, mapped: Mapped, progress: Progress | None = None) -> Plan:
        """Every mistake of the list."""
        self._rows, self._seen = [], set()
        return walk(sheet, PEOPLE, mapped, self._take, progress)

    def _home(self, row: Row) -> Home | None:
        named, door = row.text("community"), row.text("door")
        community = self._atlas.community(named, "community") if named else self._community
        if community is None:
            raise Wrong("community", _("请写是哪个社区（村）的。"))
        home = self._atlas.home(community, door, "door") if door else Home(community)
        if self._by.ref != SYSTEM.ref and not self._by.can("people.edit", home.path):
            raise Wrong("community", _("%(name)s不归您登记。") % {"name": community.name})
        return home

    def _take(self, row: Row) -> str:
        name = row.read("name", "", clean_name, row.text("name"), LONGEST_NAME)
        phone = row.read("phone", "", phones.clean, row.text("phone"))
        year = row.read("birth_year", None, _year, row.text("birth_year"), self._now)
        source_key = row.read("source_key", "", _source_key, row.text("source_key"))
        home = row.read("community", None, self._home, row)
        if row.faults or home is None:
            return ""
        return self._sort(_Row(name, home, phone, year, source_key))

    def _sort(self, row: _Row) -> str:
        same = (row.source_key,) if row.source_key else (name_key(row.name), row.home.path, str(row.birth_year or ""))
        if same in self._seen:
            raise Wrong("source_key" if row.source_key else "name", _("和前面一行重复了。"))
        self._seen.add(same)
        known = self._by_key.get(row.source_key) if row.source_key else None
        known = known or self._at_door(row.name, row.home, row.birth_year, row.source_key)
        if known is None:
            self._rows.append(row)
            return "new"
        old = (known.name, known.path, known.phone, known.birth_year, known.source_key)
        year, source_key = row.birth_year or known.birth_year, row.source_key or known.source_key
        if old == (row.name, row.home.path, row.phone or known.phone, year, source_key):
            return "same"
        self._rows.append(replace(row, known=known.pk))
        return "changed"

    def _at_door(self, name: str, home: Home, year: int | None, source_key: str) -> _Known | None:
        """The one of that name behind that door whom year and number do not tell apart."""
        like = [
            known
            for known in self._by_door.get((name_key(name), home.path), ())
            if (year is None or known.birth_year in {None, year}) and (not source_key or not known.source_key)
        ]
        if len(like) > 1:
            raise Wrong("name", _("这个门牌有几位同名，请写出生年份或编号。"))
        return like[0] if like else None

    def write(self) -> None:
        """Write what was checked, all of it or nothing."""
        with transaction.atomic():
            wanted = [(row.home.place, row.home.door) for row in self._rows if row.home.door is not None]
            doors = add_doors(wanted=[(place, door) for place, door in wanted if door], by=self._by, now=self._now)
            listed = [
                Listed(
                    name=row.name,
                    place=doors[row.home.path] if row.home.door else row.home.place,
                    phone=row.phone,
                    birth_year=row.birth_year,
                    source_key=row.source_key,
                    known=row.known,
                )
                for row in self._rows
            ]
            register_many(listed=listed, by=self._by, now=self._now)


def _year(text: str, now: datetime) -> int | None:
    if not text:
        return None
    found = _YEAR.fullmatch(text)
    if found is None:
        raise Wrong("birth_year", _("出生年份要写四位数字，比如 1944。"))
    return clean_birth_year(int(found.group(1)), now)


def _source_key(text: str) -> str:
    kept = tidy(text)
    if len(kept) > 80:
        raise Wrong("source_key", _("编号最多 80 个字。"))
    return kept
