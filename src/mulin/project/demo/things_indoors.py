"""Things of the house, the stairs and the wall, for the drawn photos.

Every thing is drawn round `x`, standing on `y`, about `s` pixels large.
"""

from __future__ import annotations

import math

from mulin.project.demo.drawing import (
    BLUE,
    DARK_STEEL,
    GLOW,
    GREEN,
    INK,
    LEAF,
    MOSS,
    PAPER,
    RED,
    SKIN,
    STEEL,
    SURFACE,
    WARM,
    WOOD,
    YELLOW,
    Brush,
)


def lamp(b: Brush, x: float, y: float, s: float) -> None:
    """A lamp that is lit, hanging from above."""
    top = y - s * 1.35
    b.glow(x, top + s * 0.2, s * 0.85)
    b.line([(x, top - s * 0.5), (x, top)], INK, s * 0.03)
    b.shape(
        [
            (x - s * 0.2, top + s * 0.12),
            (x + s * 0.2, top + s * 0.12),
            (x + s * 0.09, top - 4),
            (x - s * 0.09, top - 4),
        ],
        GREEN,
    )
    b.disc(x, top + s * 0.15, s * 0.11, "#fff4cf")


def stairs(b: Brush, x: float, y: float, s: float) -> None:
    """Steps going up to the right."""
    for step in range(6):
        left, top = x - s + step * s * 0.3, y - (step + 1) * s * 0.15
        b.box(left, top, x + s * 1.05, y, ("#cfc5b2", "#c3b9a5")[step % 2])
        b.box(left, top, x + s * 1.05, top + s * 0.025, YELLOW if step in {0, 5} else "#e6dfd0")


def rail(b: Brush, x: float, y: float, s: float) -> None:
    """Steps with a rail that runs past the last one."""
    stairs(b, x, y, s)
    slope = [(x - s * 0.95, y - s * 0.62), (x + s * 0.85, y - s * 1.5), (x + s * 1.12, y - s * 1.5)]
    for step in range(4):
        px = x - s * 0.8 + step * s * 0.5
        top = y - s * 0.69 - step * s * 0.245
        b.line([(px, top), (px, top + s * 0.52)], MOSS, s * 0.04)
    b.line([*slope, (x + s * 1.12, y - s * 1.36)], GREEN, s * 0.085)


def landing(b: Brush, x: float, y: float, s: float) -> None:
    """A lit lamp over steps with a rail."""
    lamp(b, x - s * 0.15, y - s * 0.75, s * 0.8)
    rail(b, x, y, s)


def chalk(b: Brush, x: float, y: float, s: float) -> None:
    """Steps with rings of chalk wherever a hand is needed."""
    stairs(b, x, y, s)
    for step in range(6):
        px, py = x - s * 0.84 + step * s * 0.3, y - step * s * 0.15 - s * 0.075
        b.draw.ellipse(
            (px - s * 0.07, py - s * 0.05, px + s * 0.07, py + s * 0.06), outline="#fffdf8", width=round(s * 0.024)
        )
        b.draw.ellipse(
            (px - s * 0.1, py - s * 0.72, px + s * 0.1, py - s * 0.52), outline="#fffdf8", width=round(s * 0.026)
        )


def socket(b: Brush, x: float, y: float, s: float) -> None:
    """An old lamp socket, burnt black all round."""
    b.disc(x, y - s * 0.72, s * 0.62, "#cbb893")
    b.disc(x, y - s * 0.72, s * 0.5, "#8c7a60")
    b.disc(x, y - s * 0.72, s * 0.38, "#2f2b28")
    b.disc(x, y - s * 0.72, s * 0.2, STEEL)
    b.disc(x, y - s * 0.72, s * 0.11, INK)
    for turn, colour in ((-0.12, RED), (0.02, "#d9b64a"), (0.16, INK)):
        b.line(
            [(x + turn * s, y - s * 0.6), (x + turn * s * 2.2, y - s * 0.2), (x + turn * s * 4, y - s * 0.02)],
            colour,
            s * 0.04,
        )


def pipe(b: Brush, x: float, y: float, s: float) -> None:
    """A new pipe with its joints."""
    b.line([(x - s, y - s * 0.25), (x + s * 0.3, y - s * 0.25), (x + s * 0.3, y - s * 1.2)], "#d9702e", s * 0.2)
    b.line([(x - s, y - s * 0.29), (x + s * 0.25, y - s * 0.29)], "#ee9a5f", s * 0.04)
    for px, py in ((x - s * 0.45, y - s * 0.25), (x + s * 0.3, y - s * 0.75)):
        upright = py < y - s * 0.5
        b.box(
            px - s * (0.14 if upright else 0.06),
            py - s * (0.06 if upright else 0.14),
            px + s * (0.14 if upright else 0.06),
            py + s * (0.06 if upright else 0.14),
            DARK_STEEL,
            8,
        )


def paper(b: Brush, x: float, y: float, s: float) -> None:
    """A sheet on the board: lines, a red seal, two pins."""
    left, top, width, high = x - s * 0.5, y - s * 1.4, s, s * 1.3
    b.box(left - s * 0.12, top - s * 0.12, left + width + s * 0.12, top + high + s * 0.12, "#8d6a4a", 14)
    b.box(left - s * 0.06, top - s * 0.06, left + width + s * 0.06, top + high + s * 0.06, "#d6c09a", 6)
    b.box(left, top, left + width, top + high, SURFACE)
    b.box(left + s * 0.25, top + s * 0.1, left + s * 0.75, top + s * 0.17, INK, 5)
    for row in range(7):
        end = left + s * b.chance.choice((0.62, 0.78, 0.88))
        b.box(left + s * 0.12, top + s * (0.28 + row * 0.12), end, top + s * (0.31 + row * 0.12), "#a9b0ab", 4)
    b.draw.ellipse(
        (left + s * 0.62, top + s * 0.98, left + s * 0.88, top + s * 1.24), outline=RED, width=round(s * 0.025)
    )
    b.disc(left + s * 0.75, top + s * 1.11, s * 0.035, RED)
    for px in (0.05, 0.95):
        b.disc(left + s * px, top + s * 0.05, s * 0.03, WARM)


def book(b: Brush, x: float, y: float, s: float) -> None:
    """Books and booklets on a table."""
    b.box(x - s * 1.1, y - s * 0.06, x + s * 1.1, y + s * 0.06, "#8c6240", 8)
    for row, colour in enumerate((GREEN, "#7d2f2a", BLUE, "#c9a35a")):
        shift = b.chance.uniform(-0.08, 0.08) * s
        top = y - s * (0.22 + row * 0.16)
        b.box(x - s * 0.55 + shift, top, x + s * 0.5 + shift, top + s * 0.15, colour, 6)
        b.box(x + s * 0.4 + shift, top + s * 0.03, x + s * 0.5 + shift, top + s * 0.12, PAPER)


def hand(b: Brush, x: float, y: float, s: float) -> None:
    """A hand on a rail."""
    b.line(
        [
            (x - s * 1.3, y - s * 0.35),
            (x + s * 0.55, y - s * 0.75),
            (x + s * 1.2, y - s * 0.72),
            (x + s * 1.25, y - s * 0.5),
        ],
        GREEN,
        s * 0.17,
    )
    b.line([(x - s * 1.0, y + s * 0.35), (x - s * 0.1, y - s * 0.38)], BLUE, s * 0.42)
    b.line([(x - s * 0.25, y - s * 0.3), (x + s * 0.02, y - s * 0.52)], SKIN, s * 0.3)
    for step in range(4):
        px, py = x - s * 0.12 + step * s * 0.12, y - s * 0.63 - step * s * 0.03
        b.line([(px, py), (px + s * 0.05, py + s * 0.24)], SKIN, s * 0.1)
        b.disc(px, py, s * 0.05, "#e8c3a4")


def meter(b: Brush, x: float, y: float, s: float) -> None:
    """A box on the wall with a dial."""
    b.box(x - s * 0.55, y - s * 1.3, x + s * 0.55, y - s * 0.2, STEEL, 20)
    b.box(x - s * 0.48, y - s * 1.23, x + s * 0.48, y - s * 0.27, "#dfe5e1", 12)
    b.disc(x, y - s * 0.85, s * 0.3, SURFACE)
    b.draw.arc((x - s * 0.27, y - s * 1.12, x + s * 0.27, y - s * 0.58), 200, 320, fill=LEAF, width=round(s * 0.06))
    angle = math.radians(b.chance.uniform(230, 290))
    b.line(
        [(x, y - s * 0.85), (x + math.cos(angle) * s * 0.22, y - s * 0.85 + math.sin(angle) * s * 0.22)], RED, s * 0.03
    )
    for step in range(3):
        b.disc(x - s * 0.2 + step * s * 0.2, y - s * 0.4, s * 0.045, (LEAF, LEAF, WARM)[step])
    b.line([(x, y - s * 0.2), (x, y)], DARK_STEEL, s * 0.07)


def door(b: Brush, x: float, y: float, s: float) -> None:
    """A door with light behind its pane."""
    b.box(x - s * 0.52, y - s * 1.5, x + s * 0.52, y, "#7b5535", 8)
    b.box(x - s * 0.45, y - s * 1.43, x + s * 0.45, y, GREEN, 6)
    b.box(x - s * 0.32, y - s * 1.3, x + s * 0.32, y - s * 0.8, GLOW, 6)
    b.line([(x, y - s * 1.3), (x, y - s * 0.8)], GREEN, s * 0.04)
    b.disc(x + s * 0.33, y - s * 0.6, s * 0.05, YELLOW)


def jars(b: Brush, x: float, y: float, s: float) -> None:
    """Bottles from brown to clear, or pots in a row."""
    b.box(x - s * 1.05, y - s * 0.05, x + s * 1.05, y + s * 0.06, WOOD, 8)
    for step, colour in enumerate(("#8a6a3c", "#b7995f", "#d8c79a", "#dfe9e4")):
        px = x - s * 0.72 + step * s * 0.48
        b.box(px - s * 0.17, y - s * 0.68, px + s * 0.17, y - s * 0.05, colour, 18)
        b.box(px - s * 0.08, y - s * 0.85, px + s * 0.08, y - s * 0.66, "#cfd8d3", 8)


def boxes(b: Brush, x: float, y: float, s: float) -> None:
    """Boxes put up neatly."""
    for column, row in ((-0.5, 0), (0.1, 0), (0.7, 0), (-0.2, 1), (0.4, 1), (0.1, 2)):
        left, bottom = x + (column - 0.35) * s, y - row * s * 0.44
        b.box(left, bottom - s * 0.42, left + s * 0.56, bottom, ("#cda977", "#c49a63", "#d6b888")[row], 6)
        b.box(left + s * 0.23, bottom - s * 0.42, left + s * 0.33, bottom, "#b98a60")


def speaker(b: Brush, x: float, y: float, s: float) -> None:
    """A loudspeaker turned down."""
    b.box(x - s * 0.45, y - s * 1.25, x + s * 0.45, y, INK, 18)
    b.disc(x, y - s * 0.42, s * 0.3, DARK_STEEL)
    b.disc(x, y - s * 0.42, s * 0.14, STEEL)
    b.disc(x, y - s * 0.98, s * 0.15, DARK_STEEL)
    b.box(x - s * 0.4, y - s * 0.76, x + s * 0.4, y - s * 0.68, RED, 4)


def caps(b: Brush, x: float, y: float, s: float) -> None:
    """Helmets, caps or shoes on a board."""
    b.box(x - s * 1.1, y - s * 0.05, x + s * 1.1, y + s * 0.05, WOOD, 8)
    for step, colour in enumerate((YELLOW, BLUE, RED)):
        px = x - s * 0.68 + step * s * 0.68
        b.draw.pieslice((px - s * 0.28, y - s * 0.62, px + s * 0.28, y + s * 0.5), 180, 360, fill=colour)
        b.box(px - s * 0.3, y - s * 0.1, px + s * 0.36, y - s * 0.04, INK, 6)
