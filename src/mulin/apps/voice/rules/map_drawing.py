"""A map of communities with their names and figures, and numbered marks: where everything stands. Pure.

Names are written at the middle of their community; where two would lie on each other, the later one moves up or down
until it is free. Everything is in whole units of a drawing `WIDTH` wide.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

WIDTH, EDGE = 1000, 10
SIZE, LINE = 34, 40  # of the letters, and from line to line: 12 pixels on a screen 390 wide
RADIUS = 33  # of a mark: 24 pixels across there
COLOURS = ("#faf6ef", "#dcebe4", "#b9dacd", "#92c4b2", "#69ab97")  # nought, then by quarters of the most
TALL = 1155  # thousandths: a degree north is so much longer than one east at 30 degrees
_STEPS = (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5)
_ASIDE = (0, 1, -1, 2, -2, 3, -3, 4, -4, 6, -6, 8, -8)
_SHIFT = 20

Box = tuple[int, int, int, int]
Spot = tuple[int, int]


class Shown(NamedTuple):
    """What is to be drawn of one community: its path, its name, its figure, where that leads, its shape as GeoJSON."""

    path: str
    name: str
    n: int
    link: str
    shape: str


class Area(NamedTuple):
    """A community as it is drawn: its outline, the lines of its name and where each stands, its colour."""

    path: str
    name: str
    n: int
    link: str
    points: str
    lines: tuple[tuple[str, int], ...]
    x: int
    y: int  # of the figure
    colour: str
    box: Box


class Mark(NamedTuple):
    """A numbered mark."""

    number: int
    x: int
    y: int


class Drawing(NamedTuple):
    """Everything, and how high the drawing is."""

    areas: list[Area]
    marks: list[Mark]
    height: int


def wide(text: str, size: int = SIZE) -> int:
    """How wide a text is set: Chinese signs are as wide as high.

    >>> wide("桂花"), wide("Ab")
    (68, 36)
    """
    return sum(size if ord(sign) > 0x2E7F else size * 11 // 20 for sign in text)


def broken(name: str, room: int) -> list[str]:
    """The name on one line, or on two at the gap nearest the middle where the room is short.

    >>> broken("Guihua Xincun", 170), broken("桂花新村", 170)
    (['Guihua', 'Xincun'], ['桂花新村'])
    """
    if wide(name) <= room or " " not in name:
        return [name]
    gaps = [at for at, sign in enumerate(name) if sign == " "]
    middle = min(gaps, key=lambda at: abs(2 * at - len(name)))
    return [name[:middle], name[middle + 1 :]]


def short(name: str) -> str:
    """What tells a community from the others on the drawing: its name without the word that all of them share.

    >>> short("桂花新村社区"), short("Guihua Xincun Community"), short("竹湾村")
    ('桂花新村', 'Guihua Xincun', '竹湾村')
    """
    return name.removesuffix("社区").removesuffix(" Community") or name


def clash(one: Box, other: Box) -> bool:
    """Whether two boxes lie on each other.

    >>> clash((0, 0, 10, 10), (9, 9, 20, 20)), clash((0, 0, 10, 10), (10, 0, 20, 10))
    (True, False)
    """
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def shade(n: int, most: int) -> str:
    """The colour of a figure."""
    return COLOURS[-(-4 * n // (most or 1))]


def steps(most: int) -> list[tuple[str, str]]:
    """The legend: each colour with the figures it stands for.

    >>> [figures for _colour, figures in steps(9)], [figures for _colour, figures in steps(1)]
    (['0', '1–2', '3–4', '5–6', '7–9'], ['0', '1'])
    """
    found: dict[str, list[int]] = {}
    for n in range(most + 1):
        found.setdefault(shade(n, most), []).append(n)
    return [(colour, f"{those[0]}–{those[-1]}" if len(those) > 1 else f"{those[0]}") for colour, those in found.items()]


def middle(ring: Sequence[Spot]) -> Spot:
    """The centre of gravity of an outline; of a line or a point the mean of its corners.

    >>> middle([(0, 0), (10, 0), (10, 10), (0, 10)])
    (5, 5)
    """
    twice = across = along = 0
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        part = ax * by - bx * ay
        twice, across, along = twice + part, across + (ax + bx) * part, along + (ay + by) * part
    if not twice:
        return sum(x for x, _y in ring) // len(ring), sum(y for _x, y in ring) // len(ring)
    return across // (3 * twice), along // (3 * twice)


def _rings(shown: Sequence[Shown]) -> tuple[list[tuple[Shown, list[Spot]]], int]:
    found = [
        (one, shape["coordinates"][0])
        for one in shown
        if one.shape and (shape := json.loads(one.shape)).get("type") == "Polygon"
    ]
    every = [(float(x), float(y)) for _one, ring in found for x, y, *_ in ring]
    if not every:
        return [], 0
    west, east = min(x for x, _y in every), max(x for x, _y in every)
    south, north = min(y for _x, y in every), max(y for _x, y in every)
    scale = (WIDTH - 2 * EDGE) / ((east - west) or 1)

    def spot(x: float, y: float) -> Spot:
        return EDGE + round((x - west) * scale), EDGE + round((north - y) * scale * TALL / 1000)

    drawn = [(one, [spot(x, y) for x, y, *_ in ring]) for one, ring in found]
    return drawn, spot(west, south)[1] + EDGE


def _area(one: Shown, ring: Sequence[Spot], taken: Sequence[Box], most: int, height: int) -> Area:
    room = max(x for x, _y in ring) - min(x for x, _y in ring)
    lines = broken(short(one.name), room - 8)
    half = max(wide(text) for text in (*lines, str(one.n))) // 2 + 4
    cx, cy = middle(ring)
    cx = min(max(cx, half), WIDTH - half)
    tall = LINE * (len(lines) + 1)
    boxes = [(cx - half, top, cx + half, top + tall) for top in (cy - tall // 2 + _SHIFT * step for step in _STEPS)]
    inside = [box for box in boxes if box[1] >= 0 and box[3] <= height] or boxes
    box = min(inside, key=lambda box: sum(clash(box, other) for other in taken))
    texts = tuple((text, box[1] + SIZE + LINE * at) for at, text in enumerate(lines))
    points = " ".join(f"{x},{y}" for x, y in ring)
    colour = shade(one.n, most)
    return Area(
        one.path,
        one.name,
        one.n,
        one.link,
        points,
        texts,
        (box[0] + box[2]) // 2,
        box[1] + SIZE + LINE * len(lines),
        colour,
        box,
    )


def _mark(number: int, box: Box, taken: list[Box], height: int) -> Mark:
    """Beside the name of its community, where no name and no other mark stands."""
    half = RADIUS + 2
    cx, cy = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2
    edges = (box[1] - half - 4, box[3] + half + 4, cy)
    spots = [
        (cx + half * across // 2, y + half * down // 3)
        for down in (0, -1, 1, -2, 2, -3, 3, -4, 4, -6, 6)
        for y in edges
        for across in _ASIDE
    ]
    inside = [(x, y) for x, y in spots if half <= x <= WIDTH - half and half <= y <= height - half] or spots

    def crowd(spot: Spot) -> int:
        mine = (spot[0] - half, spot[1] - half, spot[0] + half, spot[1] + half)
        return sum(clash(mine, other) for other in taken)

    x, y = min(inside, key=crowd)
    taken.append((x - half, y - half, x + half, y + half))
    return Mark(number, x, y)


def drawing(shown: Sequence[Shown], marks: Sequence[tuple[int, str]] = ()) -> Drawing:
    """Draw the communities that have a shape, and a mark for each number whose path lies in one of them."""
    rings, height = _rings(shown)
    most = max((one.n for one, _ring in rings), default=0) or 1
    areas: list[Area] = []
    for one, ring in rings:
        areas.append(_area(one, ring, [area.box for area in areas], most, height))
    taken = [area.box for area in areas]
    found = []
    for number, path in marks:
        home = next((area for area in areas if path.startswith(area.path)), None)
        if home is not None:
            found.append(_mark(number, home.box, taken, height))
    return Drawing(areas, found, height)
