"""A list of units of the territory, committees, property companies, bureaus."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mulin.core.gate import SYSTEM, Viewer
from mulin.core.groups.actions import ANSWERING, LONGEST_ENGLISH, LONGEST_KEY, LONGEST_NAME, edit_group, found_group
from mulin.core.groups.models import Group, Kind
from mulin.core.people import phone as phones
from mulin.core.places.actions import clean_name
from mulin.core.places.models import Kind as PlaceKind
from mulin.core.places.models import Place
from mulin.core.places.normal import name_key, tidy
from mulin.project.imports.atlas import Atlas
from mulin.project.imports.fields import UNITS, Mapped
from mulin.project.imports.plan import Plan, Progress, Row, Wrong, walk
from mulin.project.imports.sheet import Sheet

_KINDS = {name_key(text): kind for kind in Kind for text in (kind.value, str(kind.label))} | {
    name_key(text): kind
    for text, kind in {
        "居委会": Kind.COMMITTEE, "村委会": Kind.COMMITTEE, "支部": Kind.BRANCH, "志愿队": Kind.TEAM,
        "物业公司": Kind.PROPERTY, "单位": Kind.UNIT, "企业": Kind.UNIT, "公司": Kind.UNIT, "科室": Kind.BUREAU,
        "街道办": Kind.OFFICE,
    }.items()
}  # fmt: skip
_YES, _NO = {"是", "y", "yes", "1", "true", "承接"}, {"否", "n", "no", "0", "false", "不承接"}


@dataclass(frozen=True)
class _Row:
    key: str
    kind: Kind
    name: str
    name_en: str
    place: Place
    phone: str
    hours: str
    answers: bool
    known: Group | None


class UnitsImport:
    """Checks a list of units, then writes it.

    A unit is known by its code (代号), or by place and name: those that are there are corrected.
    """

    def __init__(self, *, by: Viewer, now: datetime, community: Place | None = None) -> None:
        self._by, self._now, self._community = by, now, community
        self._atlas = Atlas()
        groups = list(Group.objects.all())
        self._by_key = {group.key: group for group in groups}
        self._by_name = {(group.place_path, group.name_key): group for group in groups}
        self._rows: list[_Row] = []
        self._seen: set[str] = set()

    def check(self, sheet: Sheet, mapped: Mapped, progress: Progress | None = None) -> Plan:
        """Every mistake of the list."""
        self._rows, self._seen = [], set()
        return walk(sheet, UNITS, mapped, self._take, progress)

    def _place(self, text: str) -> Place:
        if text:
            found = self._atlas.called(text)
            if found is None or found.kind in {PlaceKind.BUILDING, PlaceKind.DOOR}:
                raise Wrong("community", _("没有“%(text)s”这个社区、小区或街道。") % {"text": text[:40]})
            place = found
        elif self._community is not None:
            place = self._community
        else:
            streets = [row for row in self._atlas.by_path.values() if row.kind == PlaceKind.STREET]
            if len(streets) != 1:
                raise Wrong("community", _("请写在哪个社区。"))
            place = streets[0]
        if self._by.ref != SYSTEM.ref and not self._by.can("places.edit", place.path):
            raise Wrong("community", _("%(name)s不归您登记。") % {"name": place.title})
        return place

    def _take(self, row: Row) -> str:
        kind = row.read("kind", None, _kind, row.text("kind"))
        name = row.read("name", "", clean_name, row.text("name"), LONGEST_NAME)
        phone = row.read("phone", "", phones.clean, row.text("phone"))
        place = row.read("community", None, self._place, tidy(row.text("community")))
        key = row.read("key", "", _key, row.text("key"))
        answers = row.read("answers", None, _answers, row.text("answers"))
        if row.faults or kind is None or place is None:
            return ""
        known = self._known(key, name, kind, place)
        key = known.key if known else key or f"{place.code}:{name_key(name)}"[:LONGEST_KEY]
        if key in self._seen or (known is None and key in self._by_key):
            raise Wrong("name", _("和前面一行重复了。") if key in self._seen else _("代号已经有了，请写另一个代号。"))
        self._seen.add(key)
        if answers is None:
            answers = known.answers if known else kind in ANSWERING
        hours = tidy(row.text("hours"))[:80] or (known.hours if known else "")
        name_en = tidy(row.text("name_en"))[:LONGEST_ENGLISH] or (known.name_en if known else "")
        unit = _Row(key, kind, name, name_en, place, phone or (known.phone if known else ""), hours, answers, known)
        if known is None:
            self._rows.append(unit)
            return "new"
        old = (known.name, known.name_en, known.phone, known.hours, known.answers)
        if old == (unit.name, unit.name_en, unit.phone, unit.hours, unit.answers):
            return "same"
        self._rows.append(unit)
        return "changed"

    def _known(self, key: str, name: str, kind: Kind, place: Place) -> Group | None:
        known = self._by_key.get(key) if key else self._by_name.get((place.path, name_key(name, LONGEST_NAME)))
        if known is not None and (known.kind != kind or known.place_path != place.path):
            where = {"where": known.place_path, "name": known.title}
            raise Wrong("key", _("这个代号已经是%(where)s的%(name)s。") % where)
        return known

    def write(self) -> None:
        """Write what was checked, all of it or nothing."""
        with transaction.atomic():
            for row in self._rows:
                if row.known is not None:
                    edit_group(
                        group=row.known,
                        name=row.name,
                        name_en=row.name_en,
                        phone=row.phone,
                        hours=row.hours,
                        answers=row.answers,
                        by=self._by,
                        now=self._now,
                    )
                else:
                    found_group(
                        key=row.key,
                        kind=row.kind,
                        name=row.name,
                        name_en=row.name_en,
                        place=row.place,
                        phone=row.phone,
                        hours=row.hours,
                        answers=row.answers,
                        by=self._by,
                        now=self._now,
                    )


def _kind(text: str) -> Kind | None:
    kind = _KINDS.get(name_key(text))
    if kind is None:
        labels = _("、").join(str(one.label) for one in Kind)
        raise Wrong("kind", _("类别只能写：%(kinds)s。") % {"kinds": labels})
    return kind


def _key(text: str) -> str:
    kept = tidy(text)
    if len(kept) > LONGEST_KEY:
        raise Wrong("key", _("代号最多 %(most)s 个字。") % {"most": LONGEST_KEY})
    return kept


def _answers(text: str) -> bool | None:
    said = name_key(text)
    if said and said not in _YES | _NO:
        raise Wrong("answers", _("承接事项请写“是”或“否”。"))
    return said in _YES if said else None
