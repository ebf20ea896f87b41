"""Things that stand in the drawn photos of the demo: flat shapes in a few warm colours.

Every thing is drawn round `x`, standing on `y`, about `s` pixels large.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw

INK, PAPER, SURFACE = "#21302d", "#faf6ef", "#fffdf8"
GREEN, LEAF, MOSS, WARM, BRICK, WOOD = "#0f5a50", "#6f9a62", "#47734e", "#b3441d", "#c98d6b", "#a5764d"
STEEL, DARK_STEEL, GLOW, WATER, RIPPLE, SKIN = "#9aa6a6", "#66736f", "#ffdf92", "#86aeaa", "#b5d0cc", "#dcb08c"
STONE, SAND, BLUE, RED, YELLOW = "#b9b2a3", "#e6d8bf", "#5d7f95", "#a3201d", "#e9b949"


@dataclass
class Brush:
    """A canvas and a chance of its own."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    chance: random.Random

    def box(self, left: float, top: float, right: float, bottom: float, colour: str, radius: float = 0) -> None:
        """A rectangle, rounded when asked."""
        self.draw.rounded_rectangle((left, top, right, bottom), radius, fill=colour)

    def disc(self, x: float, y: float, r: float, colour: str, flat: float = 1.0) -> None:
        """A disc, flattened when asked."""
        self.draw.ellipse((x - r, y - r * flat, x + r, y + r * flat), fill=colour)

    def line(self, points: list[tuple[float, float]], colour: str, width: float) -> None:
        """A line with round joints and ends."""
        self.draw.line(points, fill=colour, width=round(width), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2 - 1, colour)

    def shape(self, points: list[tuple[float, float]], colour: str) -> None:
        """A filled outline."""
        self.draw.polygon(points, fill=colour)

    def glow(self, x: float, y: float, r: float) -> None:
        """Light that falls off."""
        layer = Image.new("L", (32, 32))
        pixels = ImageDraw.Draw(layer)
        for ring in range(16, 0, -1):
            pixels.ellipse((16 - ring, 16 - ring, 15 + ring, 15 + ring), fill=round(190 * (1 - ring / 17) ** 1.6))
        layer = layer.resize((int(2 * r), int(2 * r)), Image.Resampling.BILINEAR)
        self.image.paste(Image.new("RGB", layer.size, GLOW), (int(x - r), int(y - r)), layer)


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


def post(b: Brush, x: float, y: float, s: float) -> None:
    """Street lamps in a row."""
    for step in (-0.75, 0.0, 0.75):
        at, high = x + step * s, s * (1.25 - 0.25 * (step + 0.75))
        b.glow(at + s * 0.2, y - high + s * 0.08, s * 0.38)
        b.line([(at, y), (at, y - high), (at + s * 0.2, y - high)], DARK_STEEL, s * 0.045)
        b.box(at + s * 0.12, y - high, at + s * 0.3, y - high + s * 0.06, SURFACE, 6)


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


def fence(b: Brush, x: float, y: float, s: float) -> None:
    """A railing along the way."""
    for step in range(9):
        px = x - s + step * s * 0.25
        b.line([(px, y), (px, y - s * 0.62)], WOOD, s * 0.05)
    for high in (0.55, 0.3):
        b.line([(x - s * 1.1, y - s * high), (x + s * 1.1, y - s * high)], "#8c6240", s * 0.06)


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


def bench(b: Brush, x: float, y: float, s: float) -> None:
    """A long bench."""
    for px in (-0.7, 0.7):
        b.line([(x + px * s, y), (x + px * s, y - s * 0.42)], INK, s * 0.07)
    b.box(x - s * 0.95, y - s * 0.48, x + s * 0.95, y - s * 0.38, WOOD, 10)
    b.box(x - s * 0.95, y - s * 0.8, x + s * 0.95, y - s * 0.68, "#b98a60", 10)
    for px in (-0.8, 0.8):
        b.line([(x + px * s, y - s * 0.4), (x + px * s, y - s * 0.8)], WOOD, s * 0.05)


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


def door(b: Brush, x: float, y: float, s: float) -> None:
    """A door with light behind its pane."""
    b.box(x - s * 0.52, y - s * 1.5, x + s * 0.52, y, "#7b5535", 8)
    b.box(x - s * 0.45, y - s * 1.43, x + s * 0.45, y, GREEN, 6)
    b.box(x - s * 0.32, y - s * 1.3, x + s * 0.32, y - s * 0.8, GLOW, 6)
    b.line([(x, y - s * 1.3), (x, y - s * 0.8)], GREEN, s * 0.04)
    b.disc(x + s * 0.33, y - s * 0.6, s * 0.05, YELLOW)


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


def sign(b: Brush, x: float, y: float, s: float) -> None:
    """A wooden sign with an arrow."""
    b.line([(x, y), (x, y - s * 0.8)], "#7b5535", s * 0.09)
    b.box(x - s * 0.75, y - s * 1.3, x + s * 0.75, y - s * 0.75, WOOD, 14)
    b.line([(x - s * 0.45, y - s * 1.02), (x + s * 0.4, y - s * 1.02)], PAPER, s * 0.07)
    b.line([(x + s * 0.2, y - s * 1.17), (x + s * 0.42, y - s * 1.02), (x + s * 0.2, y - s * 0.87)], PAPER, s * 0.07)


Thing = Callable[[Brush, float, float, float], None]
