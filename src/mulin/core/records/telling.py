"""Register lines in a neighbour's words: each package tells the threads of its own kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mulin.core.records.writing import Line

Teller = Callable[[Line], tuple[str, str]]
_tellers: dict[str, Teller] = {}


def register(kinds: Iterable[str], teller: Teller) -> None:
    """Name who tells the lines of these kinds of threads: a sentence, and the text that goes with it."""
    for kind in kinds:
        _tellers[kind] = teller


def tell(kind: str, line: Line) -> tuple[str, str]:
    """The sentence and the text of one line.

    Raises
    ------
    LookupError
        Nobody tells threads of that kind.
    """
    return _tellers[kind](line)
