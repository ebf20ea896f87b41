"""The plan of the invented sub-district as one small SVG."""

from __future__ import annotations

from functools import cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from mulin.project.demo.layout import Ring, Spot, Town, draw

SCALE = 4  # metres for one unit of the drawing
COLOURS = {"city": "#f3e2c4", "mixed": "#f0d3bd", "estate": "#dfe6d2", "village": "#d2e3cf"}


def _at(town: Town, spot: Spot) -> str:
    return f"{spot[0] / SCALE:.0f},{(town.size[1] - spot[1]) / SCALE:.0f}"


def _points(town: Town, ring: Ring) -> str:
    return " ".join(_at(town, spot) for spot in ring)


@cache
def svg(seed: int, label: str, *, english: bool = False) -> SafeString:
    """Draw communities, canal, roads, bridges and buildings; `label` is what a screen reader says."""
    town = draw(seed)
    areas = format_html_join(
        "",
        '<polygon points="{}" fill="{}" stroke="#fffdf8" stroke-width="4"/>',
        ((_points(town, area.outline), COLOURS[area.plan.kind]) for area in town.areas),
    )
    houses = format_html(
        '<path d="{}" fill="#a5764d"/>',
        "".join(
            f"M{_at(town, house.at).replace(',', ' ')}h6v4h-6z"
            for area in town.areas
            for part in area.parts
            for house in part.buildings
        ),
    )
    roads = format_html_join(
        "",
        '<polyline points="{}" fill="none" stroke="#fffdf8" stroke-width="5"/>',
        ((_points(town, line),) for _name, line in town.roads),
    )
    bridges = format_html_join(
        "",
        '<polyline points="{}" stroke="#7b5535" stroke-width="7"/>',
        ((_points(town, line),) for _name, line in town.bridges),
    )
    names = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle" font-size="{}" fill="#21302d" stroke="#faf6ef" stroke-width="5" '
        'paint-order="stroke">{}</text>',
        (
            (
                *_at(town, area.middle).split(","),
                17 if english else 24,
                area.plan.name_en.replace(" Community", "") if english else area.plan.name.replace("社区", ""),
            )
            for area in town.areas
        ),
    )
    width, height = (value // SCALE for value in town.size)
    return format_html(
        '<svg class="town" role="img" aria-label="{}" viewBox="-10 -10 {} {}">{}{}'
        '<polygon points="{}" fill="#86aeaa"/>{}{}{}</svg>',
        label,
        width + 20,
        height + 20,
        areas,
        roads,
        _points(town, town.canal),
        bridges,
        houses,
        names,
    )
