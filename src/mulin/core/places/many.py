"""Many places at once, from a list. Writes no register entry (ground data, no thread)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _

from mulin.core.gate import Viewer
from mulin.core.places.actions import LONGEST_NAME, check_level, check_point, clean_code, clean_name, door_name
from mulin.core.places.address import Address
from mulin.core.places.models import LEVEL, Kind, Place
from mulin.core.places.normal import name_key
from mulin.core.places.permission import need_at
from mulin.core.refusals import Refusal

BATCH = 500


def by_path(paths: Sequence[str]) -> dict[str, Place]:
    """The places of those paths."""
    found: dict[str, Place] = {}
    for start in range(0, len(paths), BATCH):
        found.update({place.path: place for place in Place.objects.filter(path__in=paths[start : start + BATCH])})
    return found


def add_doors(*, wanted: Sequence[tuple[Place, Address]], by: Viewer, now: datetime) -> dict[str, Place]:  # noqa: ARG001
    """Doors by building and what was written; those that are there stay. Gives them by path.

    Raises
    ------
    Http404
        The actor registers nobody in one of the buildings.
    """
    rows: dict[str, Place] = {}
    for building, written in wanted:
        path = f"{building.path}{clean_code(Kind.DOOR, written.code)}/"
        if path in rows:
            continue
        need_at(by, "people.edit", path)
        name = door_name(building.name, written.unit, written.door)[:LONGEST_NAME]
        key = name_key(name, LONGEST_NAME)
        rows[path] = Place(parent=building, kind=Kind.DOOR, code=written.code, path=path, name=name, name_key=key)
    with transaction.atomic():
        Place.objects.bulk_create(rows.values(), batch_size=BATCH, ignore_conflicts=True)
        return by_path(list(rows))


def add_places(*, rows: Sequence[Place], by: Viewer, now: datetime) -> None:  # noqa: ARG001
    """Places that are not stored yet, with path and kind; what a row stands below is stored, or among the rows.

    Raises
    ------
    Refusal
        A name, code, level or point is wrong, or a path is taken.
    Http404
        The actor may not edit places in one of them.
    """
    above = {row.path: row.path.rstrip("/").rpartition("/")[0] for row in rows}
    with transaction.atomic():
        stored = by_path(sorted({f"{path}/" for path in above.values() if path}))
        for _same, some in groupby(sorted(rows, key=_level_of), key=_level_of):
            new = list(some)
            for row in new:
                row.parent = stored.get(f"{above[row.path]}/")
                _check(row, by)
            for place in by_path([row.path for row in new]).values():
                raise Refusal(_("代号 %(code)s 在这里已经有了。") % {"code": place.code})
            stored.update({row.path: row for row in Place.objects.bulk_create(new, batch_size=BATCH)})


def _level_of(row: Place) -> int:
    return LEVEL[Kind(row.kind)]


def _check(row: Place, by: Viewer) -> None:
    need_at(by, "places.edit", row.parent.path if row.parent else "")
    check_level(row.parent.kind if row.parent else None, row.kind)
    check_point(row.lat_e7, row.lon_e7)
    row.name, row.code = clean_name(row.name), clean_code(row.kind, row.code)
    row.name_key = name_key(row.name, LONGEST_NAME)
