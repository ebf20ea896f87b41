"""Changing the tree of places.

None of these writes a register entry: a place is ground data that no thread runs through; what happens at a place
stands under the register numbers that carry its code.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mulin.core.gate import Viewer
from mulin.core.places import geometry, queries
from mulin.core.places.models import LEVEL, Kind, Place
from mulin.core.places.normal import name_key, tidy
from mulin.core.places.permission import need_at
from mulin.core.places.version import fingerprint
from mulin.core.refusals import Changed, Refusal

NUMBERING_CODE = re.compile(r"[A-Z]{2,8}")  # streets and communities: their code begins register numbers
CODE = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)*")
LONGEST_NAME, LONGEST_PATH, LONGEST_CODE = 80, 120, 20
EDITED = ("name", "name_en", "phone", "lat_e7", "lon_e7", "shape")


def clean_name(name: str, longest: int = LONGEST_NAME) -> str:
    """A name as it may be stored.

    Raises
    ------
    Refusal
        Empty or too long.

    """
    kept = tidy(name)
    if not name_key(kept):
        raise Refusal(_("请写名字。"))
    if len(kept) > longest:
        raise Refusal(_("名字最多 %(most)s 个字，现在有 %(now)s 个。") % {"most": longest, "now": len(kept)})
    return kept


def clean_code(kind: str, code: str) -> str:
    """A code as it may be stored among its siblings.

    Raises
    ------
    Refusal
        Communities need capital letters, others letters and digits.
    """
    kept = tidy(code).upper()
    if kind in {Kind.STREET, *queries.COMMUNITIES}:
        if not NUMBERING_CODE.fullmatch(kept):
            raise Refusal(_("街道和社区的代号是 2 到 8 个大写字母，比如 GH，写在台账号最前面。"))
    elif not CODE.fullmatch(kept) or len(kept) > LONGEST_CODE:
        raise Refusal(_("代号只用数字和大写字母，最多 20 个，比如 3 或 3A。"))
    return kept


def check_level(above: str | None, kind: str) -> None:
    """Insist that a place of that kind may stand under one of the kind `above` (None: under nothing).

    Raises
    ------
    Refusal
        It may not.
    """
    if kind not in Kind.values:
        raise Refusal(_("没有这一类地方。"))
    if kind == Kind.STREET:
        if above is not None:
            raise Refusal(_("街道是最上面一级，不能放在别的地方下面。"))
        return
    if above is None:
        raise Refusal(_("请写明它在哪个地方下面。"))
    if LEVEL[Kind(above)] >= LEVEL[Kind(kind)]:
        raise Refusal(_("%(kind)s不能放在%(above)s下面。") % {"kind": Kind(kind).label, "above": Kind(above).label})
    if kind == Kind.DOOR and above != Kind.BUILDING:
        raise Refusal(_("户要放在楼栋（村里是组）下面。"))
    if above == Kind.STREET and kind not in queries.COMMUNITIES:
        raise Refusal(_("街道下面先有社区或村。"))


def check_point(lat_e7: int | None, lon_e7: int | None) -> None:
    """Insist on both coordinates or none, on the globe.

    Raises
    ------
    Refusal
        One is missing or outside.
    """
    if (lat_e7 is None) != (lon_e7 is None):
        raise Refusal(_("经度和纬度要一起写。"))
    if lat_e7 is not None and lon_e7 is not None:
        inside = abs(lat_e7) <= 90 * geometry.E7 and abs(lon_e7) <= 180 * geometry.E7
        if not inside:
            raise Refusal(_("经纬度超出了范围：纬度在 -90 到 90 之间，经度在 -180 到 180 之间。"))


def add_place(
    *,
    parent: Place | None,
    kind: str,
    code: str,
    name: str,
    by: Viewer,
    now: datetime,  # noqa: ARG001 - every action takes the moment it happens
    name_en: str = "",
    phone: str = "",
    lat_e7: int | None = None,
    lon_e7: int | None = None,
    shape: str = "",
) -> Place:
    """Add a place under another. Writes no register entry (ground data, no thread).

    Raises
    ------
    Refusal
        Name, code, level or point is wrong, or a sibling has the code.
    Http404
        The actor may not edit places there.

    """
    check_level(parent.kind if parent else None, kind)
    need_at(by, "places.edit", parent.path if parent else "")
    return _create(parent, kind, code, name, name_en=name_en, phone=phone, point=(lat_e7, lon_e7), shape=shape)


def _create(
    parent: Place | None,
    kind: str,
    code: str,
    name: str,
    *,
    name_en: str = "",
    phone: str = "",
    point: tuple[int | None, int | None] = (None, None),
    shape: str = "",
) -> Place:
    kept, short = clean_name(name), clean_code(kind, code)
    check_point(*point)
    path = f"{parent.path if parent else ''}{short}/"
    if len(path) > LONGEST_PATH:
        raise Refusal(_("这个地方的层级太深了。"))
    taken = Refusal(_("代号 %(code)s 在这里已经有了。") % {"code": short})
    if Place.objects.filter(path=path).exists():
        raise taken
    try:
        with transaction.atomic():
            if kind in queries.COMMUNITIES and Place.objects.filter(kind__in=queries.COMMUNITIES, code=short).exists():
                raise Refusal(_("代号 %(code)s 已经有别的社区在用。") % {"code": short})
            queries.NAMES.changed()
            return Place.objects.create(
                parent=parent,
                kind=kind,
                code=short,
                path=path,
                name=kept,
                name_key=name_key(kept, LONGEST_NAME),
                name_en=tidy(name_en)[:120],
                phone=tidy(phone)[:40],
                lat_e7=point[0],
                lon_e7=point[1],
                shape=geometry.clean_shape(shape),
            )
    except IntegrityError as raced:  # somebody made it in this very moment
        raise taken from raced


def door(*, community: Place, text: str, by: Viewer, now: datetime) -> Place:  # noqa: ARG001
    """The door that was written, made when the building is known and the door is not; a building alone is itself.

    Whoever registers residents may do it. Writes no register entry (ground data, no thread).

    Raises
    ------
    Refusal
        It is no address, there is no such building, or several fit.
    Http404
        The actor registers nobody there.

    """
    need_at(by, "people.edit", community.path)
    building, written = queries.read_address(community.path, text)
    if not written.door:
        return building
    with transaction.atomic():
        Place.objects.select_for_update(no_key=True).get(pk=building.pk)  # two counters, one new door
        found = queries.doors(building, written)
        if len(found) > 1:
            raise Refusal(_("%(house)s有几个 %(door)s，请写明单元。") % {"house": building.name, "door": written.door})
        if found:
            return found[0]
        return _create(building, Kind.DOOR, written.code, door_name(building.name, written.unit, written.door))


def door_name(building: str, unit: str, number: str) -> str:
    """What a door is called within its community: `3幢201`, `3幢2单元201`, `6组1号`.

    >>> door_name("3幢", "2", "201"), door_name("6组", "", "1")
    ('3幢2单元201', '6组1号')
    """
    if building.endswith(("组", "队")):
        return f"{building}{number}号"
    return f"{building}{f'{unit}单元' if unit else ''}{number}"


def place_version(place: Place) -> str:
    """What an edit of the place is based on."""
    return fingerprint(place, *EDITED)


def _held(place: Place, based_on: str) -> Place:
    held = Place.objects.select_for_update(no_key=True).get(pk=place.pk)
    if based_on and place_version(held) != based_on:
        raise Changed(_("您打开以后，有人改过这个地方。您写的还在，请对照新的内容再保存一次。"))
    return held


def rename(
    *,
    place: Place,
    name: str,
    by: Viewer,
    now: datetime,  # noqa: ARG001
    name_en: str | None = None,
    phone: str | None = None,
    based_on: str = "",
) -> Place:
    """Give a place another name; English name and telephone stay when they are not given. Writes no entry.

    The code stays: numbers begin with it.

    Raises
    ------
    Refusal
        The name is empty or too long.
    Changed
        Somebody changed it after `based_on` was read.
    Http404
        The actor may not edit places there.

    """
    need_at(by, "places.edit", place.path)
    kept = clean_name(name)
    with transaction.atomic():
        held = _held(place, based_on)
        held.name, held.name_key = kept, name_key(kept, LONGEST_NAME)
        if name_en is not None:
            held.name_en = tidy(name_en)[:120]
        if phone is not None:
            held.phone = tidy(phone)[:40]
        held.save(update_fields=["name", "name_key", "name_en", "phone"])
        queries.NAMES.changed()
    return held


def place_on_map(
    *,
    place: Place,
    lat_e7: int | None,
    lon_e7: int | None,
    by: Viewer,
    now: datetime,  # noqa: ARG001
    shape: str = "",
    based_on: str = "",
) -> Place:
    """Put a place on the map, or take it off. Writes no entry.

    Raises
    ------
    Refusal
        The point or the outline is none.
    Changed
        Somebody changed it after `based_on` was read.
    Http404
        The actor may not edit places there.

    """
    need_at(by, "places.edit", place.path)
    check_point(lat_e7, lon_e7)
    outline = geometry.clean_shape(shape)
    with transaction.atomic():
        held = _held(place, based_on)
        held.lat_e7, held.lon_e7, held.shape = lat_e7, lon_e7, outline
        held.save(update_fields=["lat_e7", "lon_e7", "shape"])
    return held
