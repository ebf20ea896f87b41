"""The map of communities as SVG: names, figures, and numbered marks; classes and attributes only.

A mark is no link: in the largest text on a small telephone it would be too small a door. Its number leads to the list.
"""

from __future__ import annotations

from django.utils.html import format_html, format_html_join

from mulin.apps.voice.rules.map_drawing import RADIUS, WIDTH, Drawing

_AREA = '<a href="{}" aria-label="{} {}"><polygon points="{}" fill="{}" stroke="#fffdf8" stroke-width="5"/></a>'
_MARK = '<circle class="map__mark" cx="{}" cy="{}" r="{}"/><text class="map__digit" x="{}" y="{}" dy="14">{}</text>'


def svg(drawn: Drawing, label: str) -> str:
    """The drawing; `label` tells whoever does not see it what is drawn. Empty when no community has a shape."""
    if not drawn.areas:
        return ""
    areas = format_html_join("", _AREA, ((one.link, one.name, one.n, one.points, one.colour) for one in drawn.areas))
    names = format_html_join(
        "",
        '<text x="{}" y="{}">{}</text>',
        ((one.x, y, text) for one in drawn.areas for text, y in one.lines),
    )
    figures = format_html_join(
        "", '<text class="map__n" x="{}" y="{}">{}</text>', ((one.x, one.y, one.n) for one in drawn.areas)
    )
    marks = format_html_join("", _MARK, ((one.x, one.y, RADIUS, one.x, one.y, one.number) for one in drawn.marks))
    return format_html(
        '<svg class="map" role="group" aria-label="{}" viewBox="0 0 {} {}">{}<g class="map__names" aria-hidden="true">'
        "{}{}{}</g></svg>",
        label,
        WIDTH,
        drawn.height,
        areas,
        names,
        figures,
        marks,
    )
