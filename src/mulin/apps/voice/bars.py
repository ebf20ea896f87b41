"""Small bars beside figures, each a link to its rows: only how wide they are drawn; `voice/bars.html` draws them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

WIDTH, LEAST = 1000, 12  # of the drawing, in its own units; a figure that is not nought can be seen


class Bar(NamedTuple):
    """One bar: what it is of, its figure, where it leads (nowhere when empty), and its width."""

    label: str
    n: int
    link: str
    width: int


def bars(rows: Iterable[tuple[str, int, str]]) -> list[Bar]:
    """The longest fills the width.

    >>> [bar.width for bar in bars([("a", 4, ""), ("b", 1, ""), ("c", 0, "")])]
    [1000, 250, 0]
    """
    found = list(rows)
    most = max((n for _label, n, _link in found), default=0) or 1
    return [Bar(label, n, link, max(n * WIDTH // most, LEAST) if n else 0) for label, n, link in found]
