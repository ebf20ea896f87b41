"""What a matter is at a moment: plain frozen values, made only by folding its entries (`rules/matter.py`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from mulin.apps.voice.rules.rounds import Round

FIRST_RULES = date(2000, 1, 1)  # entries that do not name the version of their class mean the first one
MEETING_LEVEL = 3


class Phase(StrEnum):
    """Where a matter stands."""

    OPEN = "open"  # a worker has written it down; no unit is asked yet
    ASKED = "asked"  # a unit is asked and has not said yes or no
    ACCEPTED = "accepted"  # the unit says it is hers
    RETURNED = "returned"  # the unit says it is not hers; the office must find who it is
    PROMISED = "promised"  # somebody promised something by a day
    PLANNED = "planned"  # in the plan, with a next milestone
    MEETING = "meeting"  # it climbed to the top: a meeting has to take it up
    DONE = "done"  # everything promised is delivered; those who spoke are asked
    EXPLAINED = "explained"  # cannot be done, and why; those who spoke may object
    CLOSED = "closed"
    MERGED = "merged"


class Outcome(StrEnum):
    """How a matter ended."""

    NONE = ""
    SOLVED = "solved"
    EXPLAINED = "explained"
    UNJUDGED = "unjudged"


LIVE = frozenset(
    {Phase.OPEN, Phase.ASKED, Phase.ACCEPTED, Phase.RETURNED, Phase.PROMISED, Phase.PLANNED, Phase.MEETING}
)
JUDGING = frozenset({Phase.DONE, Phase.EXPLAINED})
ANSWERING = frozenset({Phase.ASKED, Phase.ACCEPTED, Phase.PROMISED, Phase.PLANNED, Phase.RETURNED, Phase.OPEN})


@dataclass(frozen=True)
class Promise:
    """What somebody committed to, by a day."""

    id: str
    owner: str
    what: str
    due: date
    delivered: bool = False


@dataclass(frozen=True)
class Judgement:
    """What one speaker said about the result."""

    heard: bool
    solved: bool
    satisfied: int


@dataclass(frozen=True)
class Matter:
    """The state of a matter: what all its entries together say."""

    phase: Phase
    title: str
    klass: str
    holder: str
    level: int
    due: datetime | None
    clock_start: datetime
    round: int = 1
    voices: tuple[str, ...] = ()
    promises: tuple[Promise, ...] = ()  # of this round
    owners: frozenset[str] = frozenset()  # every group that ever held or promised: none of them judges
    judged: dict[str, Judgement] = field(default_factory=dict)  # of this round
    proposal: date | None = None
    klass_from: date = FIRST_RULES  # the version of the class it was opened under
    pause_limit: int | None = None  # days its clock may stand still in all; None where the entry did not say
    paused_at: datetime | None = None
    paused_days: int = 0  # in all, the running pause counted to its end
    unpaused_due: datetime | None = None  # when the clock would have run out without the running pause
    paused_until: date | None = None
    handover: str = ""  # the unit that is asked to take over; the holder stays responsible until it says yes
    told: int = 0  # how many steps up have heard that it is late, of this clock
    milestone: str = ""
    window_ends: datetime | None = None
    outcome: Outcome = Outcome.NONE
    closed_at: datetime | None = None
    merged_into: str = ""
    rounds: tuple[Round, ...] = ()
    category: str = ""

    @property
    def open_promises(self) -> tuple[Promise, ...]:
        """Promises still to keep."""
        return tuple(promise for promise in self.promises if not promise.delivered)
