"""What a brief counts, what of it is fixed at publishing, and how the figures of then compare with now. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mulin import canon

COUNTS = (
    "matters", "voices", "people", "nameless", "promised", "delivered", "late", "dropped",
    "solved", "not_solved", "unjudged", "running",
)  # fmt: skip
MOST_MATTERS = 200  # more are read by nobody; a brief is a choice
LONGEST_ASK, LONGEST_ANSWER = 3000, 5000


@dataclass(frozen=True)
class Compared:
    """A figure at publishing (None before) and now."""

    name: str
    then: int | None
    now: int

    @property
    def changed(self) -> bool:
        """Whether later entries changed it."""
        return self.then is not None and self.then != self.now


def compare(then: Mapping[str, int], now: Mapping[str, int]) -> list[Compared]:
    """Every figure beside what it was.

    >>> [row.name for row in compare({"voices": 3}, dict.fromkeys(COUNTS, 3) | {"voices": 4}) if row.changed]
    ['voices']
    """
    return [Compared(name, then.get(name), now[name]) for name in COUNTS]


def content(*, number: str, title: str, asked: str, ask: str, place: str, head: str, counted: str) -> str:
    """Everything a published brief says, as the bytes whose SHA-256 its entry names; `counted` is canonical itself.

    >>> content(number="BG-1", title="灯", asked="局", ask="换", place="BG/", head="0", counted="{}")[:40]
    '{"ask":"换","asked":"局","counted":"{}","hea'
    """
    return canon.dumps(
        {"number": number, "title": title, "asked": asked, "ask": ask, "place": place, "head": head, "counted": counted}
    )
