"""Whose turn it is: of all routes that fit, the nearest place up the tree wins, there the category over everything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Way(Protocol):
    """A route as the rule sees it."""

    @property
    def place_path(self) -> str:
        """Where it holds: there and below."""
        ...

    @property
    def category(self) -> str:
        """What it is about; empty for everything."""
        ...


AnyWay = TypeVar("AnyWay", bound=Way)


def choose(ways: Iterable[AnyWay], path: str, category: str) -> AnyWay | None:
    """The route for a category at a place; None when nobody was named, which is the office's turn."""
    fitting = [way for way in ways if path.startswith(way.place_path) and way.category in {"", category}]
    return max(fitting, key=lambda way: (len(way.place_path), way.category != ""), default=None)
