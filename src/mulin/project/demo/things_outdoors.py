"""Things of the yard, the lane and the water, for the drawn photos.

Every thing is drawn round `x`, standing on `y`, about `s` pixels large.
"""

from __future__ import annotations

import math

from mulin.project.demo.drawing import (
    BLUE,
    BRICK,
    DARK_STEEL,
    GREEN,
    INK,
    LEAF,
    MOSS,
    PAPER,
    RED,
    RIPPLE,
    SKIN,
    STEEL,
    STONE,
    SURFACE,
    WARM,
    WATER,
    WOOD,
    YELLOW,
    Brush,
)


def post(b: Brush, x: float, y: float, s: float) -> None:
    """Street lamps in a row."""
    for step in (-0.75, 0.0, 0.75):
        at, high = x + step * s, s * (1.25 - 0.25 * (step + 0.75))
        b.glow(at + s * 0.2, y - high + s * 0.08, s * 0.38)
        b.line([(at, y), (at, y - high), (at + s * 0.2, y - high)], DARK_STEEL, s * 0.045)
        b.box(at + s * 0.12, y - high, at + s * 0.3, y - high + s * 0.06, SURFACE, 6)


def fence(b: Brush, x: float, y: float, s: float) -> None:
    """A railing along the way."""
    for step in range(9):
        px = x - s + step * s * 0.25
        b.line([(px, y), (px, y - s * 0.62)], WOOD, s * 0.05)
    for high in (0.55, 0.3):
        b.line([(x - s * 1.1, y - s * high), (x + s * 1.1, y - s * high)], "#8c6240", s * 0.06)


def bench(b: Brush, x: float, y: float, s: float) -> None:
    """A long bench."""
    for px in (-0.7, 0.7):
        b.line([(x + px * s, y), (x + px * s, y - s * 0.42)], INK, s * 0.07)
    b.box(x - s * 0.95, y - s * 0.48, x + s * 0.95, y - s * 0.38, WOOD, 10)
    b.box(x - s * 0.95, y - s * 0.8, x + s * 0.95, y - s * 0.68, "#b98a60", 10)
    for px in (-0.8, 0.8):
        b.line([(x + px * s, y - s * 0.4), (x + px * s, y - s * 0.8)], WOOD, s * 0.05)


def water(b: Brush, x: float, y: float, s: float) -> None:
    """Water with a bank."""
    b.box(x - s * 4, y - s * 0.55, x + s * 4, y + s * 2, WATER)
    b.box(x - s * 4, y - s * 0.62, x + s * 4, y - s * 0.53, MOSS)
    for _ in range(16):
        px, py = x + b.chance.uniform(-2, 2) * s, y + b.chance.uniform(-0.4, 0.9) * s
        b.line([(px, py), (px + s * b.chance.uniform(0.15, 0.5), py)], RIPPLE, s * 0.022)


def boat(b: Brush, x: float, y: float, s: float) -> None:
    """A small boat with a pole."""
    b.shape([(x - s, y - s * 0.35), (x + s, y - s * 0.35), (x + s * 0.7, y), (x - s * 0.7, y)], "#7b5535")
    b.shape(
        [(x - s, y - s * 0.35), (x + s, y - s * 0.35), (x + s * 0.95, y - s * 0.27), (x - s * 0.95, y - s * 0.27)], WOOD
    )
    b.line([(x + s * 0.1, y - s * 1.3), (x + s * 0.75, y + s * 0.1)], "#c9a35a", s * 0.04)


def tree(b: Brush, x: float, y: float, s: float) -> None:
    """A full old tree with some fruit."""
    b.shape([(x - s * 0.12, y), (x + s * 0.12, y), (x + s * 0.06, y - s * 0.8), (x - s * 0.06, y - s * 0.8)], "#7b5535")
    for px, py, r in ((-0.35, -0.9, 0.36), (0.35, -0.9, 0.36), (0, -1.2, 0.45), (0, -0.85, 0.38)):
        b.disc(x + px * s, y + py * s, r * s, MOSS if r > 0.4 else LEAF)
    for _ in range(9):
        b.disc(x + b.chance.uniform(-0.5, 0.5) * s, y - b.chance.uniform(0.75, 1.4) * s, s * 0.035, YELLOW)


def bamboo(b: Brush, x: float, y: float, s: float) -> None:
    """Bamboo, or reeds at the water."""
    for step in range(11):
        px = x - s + step * s * 0.2 + b.chance.uniform(-0.05, 0.05) * s
        high = s * b.chance.uniform(1.0, 1.6)
        b.line([(px, y), (px + s * 0.05, y - high)], (LEAF, MOSS)[step % 2], s * 0.05)
        for leaf in (0.5, 0.75, 0.95):
            b.shape(
                [
                    (px, y - high * leaf),
                    (px + s * 0.22, y - high * leaf - s * 0.1),
                    (px + s * 0.05, y - high * leaf + s * 0.02),
                ],
                LEAF,
            )


def roof(b: Brush, x: float, y: float, s: float) -> None:
    """A mended roof: some tiles are new."""
    b.box(x - s * 0.8, y - s * 0.6, x + s * 0.8, y, "#eadfc9")
    b.box(x - s * 0.16, y - s * 0.45, x + s * 0.16, y, "#7b5535")
    b.shape(
        [
            (x - s * 1.05, y - s * 0.55),
            (x + s * 1.05, y - s * 0.55),
            (x + s * 0.75, y - s * 1.2),
            (x - s * 0.75, y - s * 1.2),
        ],
        "#5f6a6a",
    )
    for row in range(4):
        for column in range(9):
            new = row < 2 and 3 < column < 7
            px, py = x - s * 0.86 + column * s * 0.2, y - s * (0.7 + row * 0.14)
            b.disc(px + row * s * 0.03, py, s * 0.075, "#d98d63" if new else "#75807f", 0.6)


def car(b: Brush, x: float, y: float, s: float) -> None:
    """A van in the lane."""
    body = b.chance.choice((SURFACE, "#d7e0dc", "#e2c79a"))
    b.box(x - s, y - s * 0.72, x + s * 0.75, y - s * 0.14, body, 26)
    b.shape(
        [
            (x + s * 0.7, y - s * 0.14),
            (x + s * 0.7, y - s * 0.6),
            (x + s * 0.88, y - s * 0.52),
            (x + s, y - s * 0.3),
            (x + s, y - s * 0.14),
        ],
        body,
    )
    b.box(x + s * 0.35, y - s * 0.62, x + s * 0.7, y - s * 0.36, "#a9c4c0", 8)
    b.box(x - s * 0.9, y - s * 0.36, x + s * 0.25, y - s * 0.3, GREEN)
    for px in (-0.6, 0.6):
        b.disc(x + px * s, y - s * 0.12, s * 0.17, INK)
        b.disc(x + px * s, y - s * 0.12, s * 0.07, STEEL)


def ambulance(b: Brush, x: float, y: float, s: float) -> None:
    """An ambulance that got through."""
    car(b, x, y, s)
    b.box(x - s * 0.47, y - s * 0.66, x - s * 0.35, y - s * 0.4, RED)
    b.box(x - s * 0.54, y - s * 0.59, x - s * 0.28, y - s * 0.47, RED)
    b.box(x + s * 0.1, y - s * 0.8, x + s * 0.3, y - s * 0.71, BLUE, 8)


def wheels(b: Brush, x: float, y: float, s: float) -> None:
    """A wheelchair or pram on a ramp with a yellow line."""
    b.shape([(x - s * 1.2, y + s * 0.16), (x + s * 1.2, y + s * 0.16), (x + s * 1.2, y - s * 0.12)], STONE)
    b.line([(x - s * 1.2, y + s * 0.16), (x + s * 1.2, y - s * 0.12)], YELLOW, s * 0.05)
    b.draw.ellipse((x - s * 0.42, y - s * 0.78, x + s * 0.3, y - s * 0.06), outline=INK, width=round(s * 0.05))
    b.line(
        [
            (x - s * 0.3, y - s * 1.1),
            (x - s * 0.2, y - s * 0.5),
            (x + s * 0.35, y - s * 0.5),
            (x + s * 0.45, y - s * 0.1),
        ],
        GREEN,
        s * 0.07,
    )
    b.disc(x + s * 0.45, y - s * 0.08, s * 0.09, INK)


def people(b: Brush, x: float, y: float, s: float) -> None:
    """Neighbours, seen from behind: no face is drawn."""
    coats = (GREEN, WARM, BLUE, "#7d6b91", MOSS, "#8d6a4a", "#c9a35a")
    start = b.chance.randrange(len(coats))
    for step, px in enumerate((-0.8, -0.4, 0.0, 0.4, 0.8)):
        r = s * b.chance.uniform(0.13, 0.17)
        top = y - s * b.chance.uniform(0.75, 0.95)
        b.box(
            x + px * s - r * 1.35, top + r * 0.9, x + px * s + r * 1.35, y, coats[(start + step) % len(coats)], int(r)
        )
        b.disc(x + px * s, top, r, ("#3a3430", "#8c8a86", "#d3d0ca")[(start + step) % 3])
        b.disc(x + px * s, top + r * 0.55, r * 0.6, SKIN, 0.7)


def bin_(b: Brush, x: float, y: float, s: float) -> None:
    """Tubs and bins, washed."""
    for px, colour, high in ((-0.55, MOSS, 0.75), (0.1, BLUE, 0.7), (0.7, BRICK, 0.5)):
        b.shape(
            [
                (x + (px - 0.26) * s, y - high * s),
                (x + (px + 0.26) * s, y - high * s),
                (x + (px + 0.2) * s, y),
                (x + (px - 0.2) * s, y),
            ],
            colour,
        )
        b.box(
            x + (px - 0.3) * s,
            y - (high + 0.08) * s,
            x + (px + 0.3) * s,
            y - high * s,
            INK if high > 0.6 else "#8d5236",
            8,
        )


def cover(b: Brush, x: float, y: float, s: float) -> None:
    """A new manhole cover, flush with the ground."""
    b.disc(x, y - s * 0.12, s * 0.8, "#4a5552", 0.42)
    b.disc(x, y - s * 0.16, s * 0.74, DARK_STEEL, 0.4)
    for step in range(-3, 4):
        width = math.sqrt(1 - (step / 4.2) ** 2) * 0.66
        b.line(
            [(x - width * s, y - s * 0.16 + step * s * 0.075), (x + width * s, y - s * 0.16 + step * s * 0.075)],
            "#4a5552",
            s * 0.022,
        )


def lane(b: Brush, x: float, y: float, s: float) -> None:
    """A lane running away, with fresh lines."""
    b.shape(
        [
            (x - s * 1.5, y + s * 0.7),
            (x + s * 1.5, y + s * 0.7),
            (x + s * 0.22, y - s * 0.75),
            (x - s * 0.22, y - s * 0.75),
        ],
        "#a7a79f",
    )
    for near, far in ((1.25, 1.0), (0.72, 0.5), (0.3, 0.12), (-0.02, -0.14), (-0.25, -0.34)):
        middle = (near + far) / 2
        w = 0.05 * (middle + 1)
        b.shape(
            [
                (x - w * s, y + near * s * 0.55),
                (x + w * s, y + near * s * 0.55),
                (x + w * s * 0.8, y + far * s * 0.55),
                (x - w * s * 0.8, y + far * s * 0.55),
            ],
            PAPER,
        )
    b.line([(x - s * 1.35, y + s * 0.7), (x - s * 0.2, y - s * 0.75)], YELLOW, s * 0.05)


def cat(b: Brush, x: float, y: float, s: float) -> None:
    """An animal sitting very straight."""
    coat = b.chance.choice(("#d38b4a", "#b98a60", "#5b5a57"))
    b.shape([(x - s * 0.35, y), (x + s * 0.35, y), (x + s * 0.18, y - s * 0.65), (x - s * 0.18, y - s * 0.65)], coat)
    b.disc(x, y - s * 0.1, s * 0.36, coat, 0.45)
    b.disc(x, y - s * 0.75, s * 0.22, coat)
    for side in (-1, 1):
        b.shape(
            [
                (x + side * s * 0.21, y - s * 0.78),
                (x + side * s * 0.18, y - s * 1.05),
                (x + side * s * 0.03, y - s * 0.93),
            ],
            coat,
        )
        b.disc(x + side * s * 0.08, y - s * 0.78, s * 0.03, INK)
    b.line([(x + s * 0.3, y - s * 0.1), (x + s * 0.6, y - s * 0.2), (x + s * 0.62, y - s * 0.45)], coat, s * 0.09)


def quilts(b: Brush, x: float, y: float, s: float) -> None:
    """Flowered quilts on a rack."""
    for px in (-1.0, 1.0):
        b.line([(x + px * s, y), (x + px * s, y - s * 1.15)], STEEL, s * 0.06)
    b.line([(x - s, y - s * 1.12), (x + s, y - s * 1.12)], STEEL, s * 0.05)
    for step, colour in enumerate((WARM, BLUE, "#c9a35a")):
        left = x - s * 0.9 + step * s * 0.63
        b.box(left, y - s * 1.14, left + s * 0.52, y - s * 0.3, colour, 14)
        for _ in range(9):
            b.disc(left + b.chance.uniform(0.08, 0.44) * s, y - b.chance.uniform(0.4, 1.02) * s, s * 0.05, "#f6dcc0")


def stones(b: Brush, x: float, y: float, s: float) -> None:
    """Stones, laid or piled."""
    for step in range(14):
        row = step // 5
        px = x - s * 0.95 + (step % 5) * s * 0.46 + row * s * 0.16
        b.box(
            px - s * 0.2,
            y - s * (0.24 + row * 0.25),
            px + s * 0.22,
            y - s * row * 0.25,
            (STONE, "#a69e8e", "#c7c0b1")[step % 3],
            26,
        )


def sign(b: Brush, x: float, y: float, s: float) -> None:
    """A wooden sign with an arrow."""
    b.line([(x, y), (x, y - s * 0.8)], "#7b5535", s * 0.09)
    b.box(x - s * 0.75, y - s * 1.3, x + s * 0.75, y - s * 0.75, WOOD, 14)
    b.line([(x - s * 0.45, y - s * 1.02), (x + s * 0.4, y - s * 1.02)], PAPER, s * 0.07)
    b.line([(x + s * 0.2, y - s * 1.17), (x + s * 0.42, y - s * 1.02), (x + s * 0.2, y - s * 0.87)], PAPER, s * 0.07)
