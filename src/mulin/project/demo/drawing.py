"""A brush for the drawn photos of the demo: flat shapes in a few warm colours."""

from __future__ import annotations

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

    def box(  # noqa: PLR0917 - the four sides of a box have an order
        self, left: float, top: float, right: float, bottom: float, colour: str, radius: float = 0
    ) -> None:
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


Thing = Callable[[Brush, float, float, float], None]
