"""Asking about places. Reads never open a transaction."""

from __future__ import annotations

import sys

from django.core.cache import cache
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.language import Names, title
from mulin.core.places import address
from mulin.core.places.models import Kind, Place
from mulin.core.places.normal import name_key
from mulin.core.refusals import Refusal

HOTLINE = "12345"  # right as long as the street has entered no number
COMMUNITIES = (Kind.COMMUNITY, Kind.VILLAGE)
NAMES = Names("mulin.places-in-english", lambda: Place.objects.exclude(kind__in=[Kind.BUILDING, Kind.DOOR]))
HOMES, HOMES_SECONDS = "mulin.communities", 60


def duty_phone(*places: Place | None) -> str:
    """The first telephone that one of the places has, else the public service line of every Chinese city."""
    return next((place.phone for place in places if place and place.phone), HOTLINE)


def street() -> Place | None:
    """The sub-district itself: one database holds one."""
    return Place.objects.filter(kind=Kind.STREET).order_by("pk").first()


def communities() -> QuerySet[Place]:
    """Communities, then villages, each in the order of their codes."""
    return Place.objects.filter(kind__in=COMMUNITIES).order_by("kind", "path")


def prefixes(path: str) -> list[str]:
    """The path and those above it, from the street down.

    >>> prefixes("BG/GH/3/")
    ['BG/', 'BG/GH/', 'BG/GH/3/']
    """
    codes = path.strip("/").split("/")
    return ["/".join(codes[: index + 1]) + "/" for index in range(len(codes))]


def community_path(path: str) -> str:
    """The path of the community a place lies in; a street's own path stays.

    >>> community_path("BG/GH/3/201/"), community_path("BG/")
    ('BG/GH/', 'BG/')
    """
    return "/".join(path.strip("/").split("/")[:2]) + "/"


def asked_place(text: str) -> str:
    """The path an address asks a public list for: a street or a community, so that nobody asks from door to door.

    Raises
    ------
    Http404
        It lies below a community.

    """
    path = text.replace("\x00", "")[:120]
    if len(path.strip("/").split("/")) > len(community_path(path).strip("/").split("/")):
        raise Http404
    return path


def community_of(path: str) -> Place | None:
    """The community or village a place lies in; for the street's own path the street."""
    return Place.objects.filter(path=community_path(path)).first()


def community_title(path: str) -> str:
    """The name of the community a place lies in, as it was less than a minute ago."""
    home = community_path(path)
    known: dict[str, tuple[str, str]] = cache.get(HOMES) or {}
    if home not in known:
        rows = Place.objects.filter(kind__in=(Kind.STREET, *COMMUNITIES)).values_list("path", "name", "name_en")
        known = {path: (name, english) for path, name, english in rows}
        cache.set(HOMES, known, HOMES_SECONDS)
    return title(*known[home])


def ancestors(place: Place) -> list[Place]:
    """What the place lies in, from the street down to its parent."""
    return list(Place.objects.filter(path__in=prefixes(place.path)[:-1]).order_by("path"))


def search(text: str, *, viewer: Viewer, within: str = "") -> QuerySet[Place]:
    """Places whose name contains the text in normal form, as far as the viewer may see them."""
    key = name_key(text)
    if not key:
        return Place.objects.none()
    rows = Place.objects.filter(name_key__contains=key, path__startswith=within)
    return gate.visible(rows, viewer, "search").order_by("path")


def a_door_begins(key: str) -> bool:
    """Whether some door's name may begin so; SQLite looks it up in the index, which it does not for `LIKE`."""
    doors = Place.objects.filter(kind=Kind.DOOR)
    if connection.vendor == "sqlite":
        return doors.filter(name_key__gte=key, name_key__lt=key + chr(sys.maxunicode)).exists()
    return doors.filter(name_key__startswith=key).exists()


def buildings(within: str, written: address.Address) -> list[Place]:
    """Buildings of that number in a community; a written compound narrows them."""
    rows = Place.objects.filter(path__startswith=within, kind=Kind.BUILDING, code=written.building)
    found = list(rows.select_related("parent__parent").order_by("path"))
    if written.compound:
        found = [row for row in found if _lies_in(row, written.compound)]
    return found


def _lies_in(building: Place, compound: str) -> bool:
    above = building.parent
    while above is not None:
        if compound in above.name_key or above.name_key in compound:
            return True
        above = above.parent if above.kind not in COMMUNITIES else None
    return False


def doors(building: Place, written: address.Address) -> list[Place]:
    """Doors that the writing may mean: the exact code, else the one without (or with any) unit."""
    wanted = Q(code=written.code) | Q(code=written.door)
    if not written.unit:
        wanted |= Q(code__endswith=f"-{written.door}")
    found = list(Place.objects.filter(wanted, parent=building, kind=Kind.DOOR).order_by("path"))
    return [row for row in found if row.code == written.code] or found


def by_address(within: str, text: str) -> Place | None:
    """The building or door that was written (`3-201`, `3幢201`, `六组1号`), below the path of a community.

    None when it is no address, when there is no such place, or when several fit (the same number in two compounds,
    in two units): then more has to be written.
    """
    written = address.parse(text)
    if written is None:
        return None
    houses = buildings(within, written)
    if len(houses) != 1:
        return None
    if not written.door:
        return houses[0]
    found = doors(houses[0], written)
    return found[0] if len(found) == 1 else None


def read_address(within: str, text: str) -> tuple[Place, address.Address]:
    """The building that was written and the parts of the writing; what is wrong is said in words.

    Raises
    ------
    Refusal
        It is no address, there is no such building, or several fit.

    """
    written = address.parse(text)
    if written is None:
        raise Refusal(_("看不懂这个门牌。请像 3-201 这样写：3 幢 201 室。"))
    houses = buildings(within, written)
    if not houses:
        raise Refusal(_("这里没有 %(building)s 幢（组），请核对门牌。") % {"building": written.building})
    if len(houses) > 1:
        raise Refusal(_("有几处 %(building)s 幢，请在前面写上小区的名字。") % {"building": written.building})
    return houses[0], written
