"""Points and outlines on the map: whole numbers of 1e-7 degree (WGS-84), GeoJSON text checked before it is kept."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from mulin.core.refusals import Refusal

E7 = 10_000_000
LONGEST = 200_000  # characters of one outline
Point = tuple[int, int]  # (lon_e7, lat_e7), in GeoJSON's order
Ring = list[Point]


def e7(text: str | Decimal, limit: int) -> int:
    """Degrees as typed, in units of 1e-7; `limit` is 90 for latitude, 180 for longitude.

    Raises
    ------
    Refusal
        No number, or outside the globe.

    Examples
    --------
    >>> e7("31.2304167", 90)
    312304167

    """
    try:
        value = Decimal(str(text).strip())
        inside = abs(value) <= limit
    except InvalidOperation as error:
        raise Refusal(_("经纬度要写成小数，像 31.2304 这样。")) from error
    if not inside:
        raise Refusal(_("经纬度超出了范围：纬度在 -90 到 90 之间，经度在 -180 到 180 之间。"))
    return int((value * E7).to_integral_value())


def _point(pair: Any) -> Point:
    if not isinstance(pair, list) or len(pair) not in {2, 3}:
        raise Refusal(_("图形里有一个点不是“经度，纬度”。"))
    if any(isinstance(number, bool) or not isinstance(number, int | Decimal) for number in pair):
        raise Refusal(_("图形里有一个点不是“经度，纬度”。"))
    return e7(Decimal(pair[0]), 180), e7(Decimal(pair[1]), 90)


def _ring(points: Any) -> Ring:
    ring = [_point(pair) for pair in points] if isinstance(points, list) else []
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise Refusal(_("图形的边线没有闭合：最后一点要和第一点一样。"))
    return ring


def _parts(shape: Any) -> list[list[Ring]]:
    kind = shape.get("type") if isinstance(shape, dict) else None
    coordinates = shape.get("coordinates") if isinstance(shape, dict) else None
    if kind == "Polygon" and isinstance(coordinates, list) and coordinates:
        return [[_ring(points) for points in coordinates]]
    if kind == "MultiPolygon" and isinstance(coordinates, list) and coordinates:
        if not all(isinstance(polygon, list) and polygon for polygon in coordinates):
            raise Refusal(_("图形里有一块是空的。"))
        return [[_ring(points) for points in polygon] for polygon in coordinates]
    raise Refusal(_("图形要用 GeoJSON 的 Polygon 或 MultiPolygon。"))


def read_shape(text: str) -> list[list[Ring]]:
    """The polygons of a GeoJSON text: each an outer ring and its holes.

    Raises
    ------
    Refusal
        It is no GeoJSON polygon.

    """
    if len(text) > LONGEST:
        raise Refusal(_("图形太细了，请用更少的点。"))
    try:
        shape = json.loads(text, parse_float=Decimal, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise Refusal(_("图形不是 GeoJSON 文字。")) from error
    return _parts(shape)


def clean_shape(text: str) -> str:
    """A GeoJSON text as it is kept: checked, seven decimals at most; empty stays empty.

    Raises
    ------
    Refusal
        It is no GeoJSON polygon.

    """
    if not text.strip():
        return ""
    polygons = ", ".join(f"[{', '.join(_ring_text(ring) for ring in polygon)}]" for polygon in read_shape(text))
    return f'{{"type": "MultiPolygon", "coordinates": [{polygons}]}}'


def _ring_text(ring: Ring) -> str:
    return f"[{', '.join(f'[{_degrees(lon)}, {_degrees(lat)}]' for lon, lat in ring)}]"


def _degrees(number: int) -> str:
    return format((Decimal(number) / E7).normalize(), "f")


def _on_edge(point: Point, start: Point, end: Point) -> bool:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    if (x2 - x1) * (y - y1) != (y2 - y1) * (x - x1):
        return False
    return min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2)


def _in_ring(point: Point, ring: Ring) -> bool:
    """Even-odd rule in whole numbers: exact, no rounding."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y):
            left = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
            if (left > 0) == (y2 > y1):
                inside = not inside
    return inside


def contains(parts: list[list[Ring]], point: Point) -> bool:
    """Whether the point lies in one of the polygons; an edge belongs to its polygon, also the edge of a hole."""
    for polygon in parts:
        if any(_on_edge(point, a, b) for ring in polygon for a, b in pairwise(ring)):
            return True
        if _in_ring(point, polygon[0]) and not any(_in_ring(point, hole) for hole in polygon[1:]):
            return True
    return False
