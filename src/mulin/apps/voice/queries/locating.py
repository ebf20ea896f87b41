"""From what a program says of a location to a place of ours, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from mulin.core import gate
from mulin.core.gate import PASSER_BY
from mulin.core.places.geometry import Point, contains, read_shape
from mulin.core.places.models import Place
from mulin.core.places.normal import name_key
from mulin.core.places.queries import by_address, communities, community_of


class Sure(StrEnum):
    """How a place was found."""

    PLACE = "place"
    OUTSIDE = "outside"  # the point lies outside the street: the street takes it
    UNKNOWN = "unknown"  # nothing we know was named: the street takes it


def _around(point: Point, rows: Iterable[Place]) -> Place | None:
    """The first whose outline holds the point."""
    return next((row for row in rows if row.shape and contains(read_shape(row.shape), point)), None)


def _named(text: str, rows: Iterable[Place]) -> tuple[Place, str] | None:
    """The community a written address names, and what is written besides."""
    key = name_key(text)
    for row in rows:
        for name in sorted({row.name, row.name.removesuffix("社区"), row.name.removesuffix("村")}, key=len)[::-1]:
            short = name_key(name)
            if len(short) > 1 and short in key:
                return row, key.replace(short, "", 1).removeprefix("社区").strip("，, ")
    return None


def locate(street: Place, *, point: Point | None, address: str, address_id: str) -> tuple[Place, Sure]:
    """The place that was meant: by its own id, by the point, by what was written; the street when none of them helps.

    A door that was written is looked for inside the community that the point or the name says. An id of a door is
    not taken: doors are not public.
    """
    if address_id:
        rows = gate.visible(Place.objects.filter(path=address_id.strip("/")[:119] + "/"), PASSER_BY, "read")
        found = rows.first()
        if found is not None:
            return found, Sure.PLACE
    known = list(communities())
    home = _around(point, known) if point else None
    rest = address
    named = _named(address, known) if address else None
    if named is not None and home in {None, named[0]}:
        home, rest = named
    if home is not None:
        return (by_address(home.path, rest) if rest else None) or home, Sure.PLACE
    if point is not None:
        return street, Sure.PLACE if _around(point, [street]) else Sure.OUTSIDE
    return street, Sure.UNKNOWN


def public_home(place: Place) -> Place:
    """What may be said in public of where something is: the community, as on the page of a matter."""
    return community_of(place.path) or place
