"""The verdict of those who spoke.

The stated rule: a matter is judged when everybody who spoke has judged, or when the window ends; one judgement
suffices. It is solved when more than half of those who judged say so; a tie is not solved. Silence is never "solved".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

WINDOW_DAYS = 7  # local default; shown with the rule
SAY_AGAIN_DAYS = 90  # how long after the end somebody may say that it is broken again; local default


class Verdict(StrEnum):
    """What those who spoke said together."""

    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    UNJUDGED = "unjudged"


def verdict(voices: Collection[str], judged: Mapping[str, bool], *, window_over: bool) -> Verdict | None:
    """The verdict, or None while it is still open.

    >>> verdict(["a"], {"a": True}, window_over=False)
    <Verdict.SOLVED: 'solved'>
    >>> verdict(["a", "b"], {"a": True}, window_over=False) is None
    True
    >>> verdict(["a", "b"], {"a": True, "b": False}, window_over=False)
    <Verdict.NOT_SOLVED: 'not_solved'>
    >>> verdict(["a"], {}, window_over=True)
    <Verdict.UNJUDGED: 'unjudged'>
    """
    counted = [judged[voice] for voice in voices if voice in judged]
    if len(counted) < len(voices) and not window_over:
        return None
    if not counted:
        return Verdict.UNJUDGED if window_over else None
    return Verdict.SOLVED if 2 * sum(counted) > len(counted) else Verdict.NOT_SOLVED
