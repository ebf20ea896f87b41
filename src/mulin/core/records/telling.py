"""Register lines in a neighbour's words: each package tells the threads of its own kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from mulin.core.records.writing import Line

PASSER_BY = "passer-by"
WITHOUT_SLIP = frozenset({"heard", "slip_issued"})  # the slip comes of these

Teller = Callable[[Line], tuple[str, str]]
_tellers: dict[str, Teller] = {}


def register(kinds: Iterable[str], teller: Teller) -> None:
    """Name who tells the lines of these kinds of threads: a sentence, and the text that goes with it."""
    for kind in kinds:
        _tellers[kind] = teller


def resident(line: Line) -> str:
    """A resident is never named; who was not signed in could go on only with the slip in her hand."""
    return _("凭回执的人") if line.actor == PASSER_BY and line.verb not in WITHOUT_SLIP else _("反映人")


def tell(kind: str, line: Line) -> tuple[str, str]:
    """The sentence and the text of one line.

    Raises
    ------
    LookupError
        Nobody tells threads of that kind.
    """
    return _tellers[kind](line)
