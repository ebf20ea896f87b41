"""Reading a fact of an entry, and insisting on what must hold before it may follow."""

from __future__ import annotations

from datetime import date, datetime

from mulin.core.refusals import Refusal


def need(condition: object, why: str) -> None:
    """Insist.

    Raises
    ------
    Refusal
        The condition does not hold.
    """
    if not condition:
        raise Refusal(why)


def as_day(text: str) -> date:
    """A day as entries write it."""
    return date.fromisoformat(text)


def as_moment(text: str) -> datetime:
    """A moment as entries write it."""
    return datetime.fromisoformat(text)
