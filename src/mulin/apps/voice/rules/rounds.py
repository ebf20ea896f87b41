"""The rounds of a matter: each time it was answered and judged anew, counted for itself. Pure, a part of the fold.

A round begins when the matter is opened or reopened. It is answered when somebody promises, plans, delivers or
explains. It ends when those who spoke have judged it, or were silent till the window closed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from mulin.core.records.writing import Line as Said

if TYPE_CHECKING:
    from mulin.apps.voice.rules.state import Matter

ANSWERS = frozenset({"promised", "milestone", "delivered", "explained"})
PLEASED = 4  # of five: 满意, 很满意


class Result(StrEnum):
    """How a round ended."""

    RUNNING = ""
    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    EXPLAINED = "explained"  # those who spoke took the explanation; it is not solved
    UNJUDGED = "unjudged"  # nobody judged: silence, never counted as solved
    AGAIN = "again"  # closed, and then a speaker said that it is broken again
    MERGED = "merged"  # goes on in another matter, and is counted there


@dataclass(frozen=True)
class Round:
    """One round; `unit` is the uuid of whoever held the matter last in it, `yes` and `pleased` count judgements."""

    number: int
    unit: str
    started_at: datetime
    answer_due: datetime | None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    result: Result = Result.RUNNING
    asked: int = 0
    judged: int = 0
    yes: int = 0
    pleased: int = 0


def _begun(state: Matter) -> Round:
    return Round(state.round, state.holder, state.clock_start, state.due)


def _ended(last: Round, before: Matter, said: Said, result: Result) -> Round:
    judged = before.judged.values()
    return replace(
        last,
        ended_at=said.at,
        result=result,
        asked=len(before.voices),
        judged=len(judged),
        yes=sum(judgement.solved for judgement in judged),
        pleased=sum(judgement.satisfied >= PLEASED for judgement in judged),
    )


def track(before: Matter | None, after: Matter, said: Said) -> tuple[Round, ...]:
    """The rounds after one more entry."""
    if before is None:
        return (_begun(after),)
    *done, last = before.rounds
    if said.verb == "reopened":
        if last.ended_at is None:
            last = _ended(last, before, said, Result.NOT_SOLVED)
        else:
            last = replace(last, result=Result.AGAIN)
        return (*done, last, _begun(after))
    if said.verb == "settled":
        last = _ended(last, before, said, Result(said.payload["outcome"]))
    elif said.verb == "merged":
        last = replace(last, ended_at=said.at, result=Result.MERGED)
    elif said.verb in {"met", "unmerged"}:
        last = replace(_begun(after), started_at=last.started_at, answered_at=last.answered_at)
    elif last.ended_at is None:
        last = replace(last, unit=after.holder)
        if last.answered_at is None:
            answered = said.at if said.verb in ANSWERS else None
            due = before.due if answered else after.due
            last = replace(last, answered_at=answered, answer_due=due, started_at=after.clock_start)
    return (*done, last)
