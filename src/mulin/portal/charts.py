"""Charts made on the server: a table whose cells hold the bars, so that the figures are always there to be read.

Nothing is drawn with styles or scripts, only with classes and presentation attributes; it prints as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

WIDTH = 1000  # of the drawing, in its own units
SERIES = 4  # more parts than this cannot be told apart
SPARK_WIDTH, SPARK_HEIGHT = 120, 30

Text = str | Promise


@dataclass(frozen=True)
class Part:
    """One stretch of a bar: where it begins, how long it is, which series, and the figure it stands for."""

    x: int
    width: int
    series: int
    value: int


def parts(values: Sequence[int], most: int) -> list[Part]:
    """Stretches of one bar, end to end, `most` filling the whole width; no gap and no overlap by rounding."""
    edges = [0]
    for value in values:
        if value < 0:
            raise ValueError("a bar cannot show less than nothing")
        edges.append(edges[-1] + value)
    scaled = [edge * WIDTH // most if most else 0 for edge in edges]
    return [
        Part(left, right - left, series, value)
        for series, ((left, right), value) in enumerate(zip(pairwise(scaled), values, strict=True), start=1)
    ]


def bars(caption: Text, rows: Sequence[tuple[Text, int]], *, unit: Text = "") -> SafeString:
    """A bar for each row, the longest filling the width, with its figure beside it."""
    most = max((value for _, value in rows), default=0)
    return render_to_string(
        "charts/bars.html",
        {"caption": caption, "rows": [(label, parts([value], most)[0]) for label, value in rows], "unit": unit},
    )


def stacked(
    caption: Text, series: Sequence[Text], rows: Sequence[tuple[Text, Sequence[int]]], *, unit: Text = ""
) -> SafeString:
    """A bar for each row in up to four parts; the head of the table is the key, the figures stand behind the bar."""
    if len(series) > SERIES:
        raise ValueError(f"{len(series)} parts in one bar: at most {SERIES} can be told apart")
    most = max((sum(values) for _, values in rows), default=0)
    drawn = [(label, parts(values, most), sum(values)) for label, values in rows]
    return render_to_string("charts/stacked.html", {"caption": caption, "series": series, "rows": drawn, "unit": unit})


def sparkline(title: Text, values: Sequence[int], *, says: Text) -> SafeString:
    """A small line of how a figure went; `says` tells the same in words."""
    low, high = min(values, default=0), max(values, default=0)
    span, last = (high - low) or 1, max(len(values) - 1, 1)
    points = [
        (4 + n * (SPARK_WIDTH - 8) // last, SPARK_HEIGHT - 4 - (value - low) * (SPARK_HEIGHT - 8) // span)
        for n, value in enumerate(values)
    ]
    return render_to_string(
        "charts/sparkline.html",
        {
            "title": title,
            "says": says,
            "points": " ".join(f"{x},{y}" for x, y in points),
            "end": points[-1] if points else None,
            "width": SPARK_WIDTH,
            "height": SPARK_HEIGHT,
        },
    )
