"""装订本: the notes of one writer and one year as a book, by day, with an index of places at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import ClassVar

from mulin.engines.typeset import piece
from mulin.engines.typeset.dates import MONTHS, english_day, weekday
from mulin.engines.typeset.piece import BadSheet, Content, Narrow, flat, paragraphs

MOST = 20_000  # entries
MARGIN_ROOM = 10  # characters of the margin's 9 points
LONGEST = 20_000


@dataclass(frozen=True, kw_only=True)
class Noted:
    """One note.

    Attributes
    ----------
    day, time
        When it was; they stand in the order given.
    place
        In the margin, and in the index.
    text
        The note; its line ends are kept.
    margin
        More lines for the margin, such as who it was and what became of it.
    later
        What was added, each with the words that say when.

    """

    day: date
    time: str
    place: str
    text: str
    margin: Sequence[str] = ()
    later: Sequence[tuple[str, str]] = ()

    def __post_init__(self) -> None:
        piece.line("时间", self.time, 20)
        piece.line("地点", self.place, needed=False)
        piece.line("正文", self.text, LONGEST, needed=False)
        piece.lines("页边", self.margin, 4_000)
        for when, text in self.later:
            piece.line("补记的时间", when, 60)
            piece.line("补记", text, LONGEST, needed=False)


@dataclass(frozen=True, kw_only=True)
class Volume:
    """A title page, the notes by month and day, an index by place.

    Attributes
    ----------
    title, writer, community, period
        On the title page, and small at the head of each page.
    phone
        Whom to ring when somebody finds the book.
    notes
        In order of their day.
    about
        Lines of the title page that say what the book is.
    found
        What the finder of a lost book is asked.
    english
        Whether the words round the notes are English.

    """

    template: ClassVar[str] = "volume"
    room: ClassVar[int] = 26

    title: str
    writer: str
    community: str
    period: str
    phone: str
    notes: Sequence[Noted]
    about: Sequence[str] = ()
    found: str = ""
    english: bool = False

    def __post_init__(self) -> None:
        piece.line("标题", self.title, 60)
        piece.line("写的人", self.writer)
        piece.line("社区", self.community)
        piece.line("年份", self.period, 60)
        piece.phone(self.phone)
        piece.lines("说明", self.about, 300, at_most=10)
        piece.line("给捡到的人", self.found, 300, needed=False)
        if not 1 <= len(self.notes) <= MOST:
            raise BadSheet("内容", f"要有 1 到 {MOST} 条")
        if any(after.day < before.day for before, after in zip(self.notes, self.notes[1:], strict=False)):
            raise BadSheet("内容", "要按日子先后排好")

    @property
    def heading(self) -> str:
        """Title of the document."""
        return flat(f"{self.title} {self.period}")

    def content(self) -> Content:
        """What is printed, as data."""
        return {
            "title": flat(self.title),
            "writer": flat(self.writer),
            "community": flat(self.community),
            "period": flat(self.period),
            "phone": self.phone,
            "about": paragraphs(self.about),
            "found": flat(self.found),
            "english": self.english,
            "months": [
                {"name": self._month(month), "days": [self._day(day, notes) for day, notes in groupby(part, _day_of)]}
                for month, part in groupby(self.notes, lambda note: note.day.replace(day=1))
            ],
            "places": self._places(),
        }

    def _month(self, first: date) -> str:
        return f"{MONTHS[first.month - 1]} {first.year}" if self.english else f"{first.year}年{first.month}月"

    def _day(self, day: date, notes: Iterable[Noted]) -> Content:
        name = english_day(day) if self.english else f"{day.month}月{day.day}日　{weekday(day)}"
        return {"name": name, "notes": [_note(note) for note in notes]}

    def _places(self) -> list[Content]:
        """Each place with the running numbers of its notes, 2-101 before 12-101."""
        at: dict[str, list[int]] = {}
        for number, note in enumerate(self.notes):
            at.setdefault(flat(note.place), []).append(number)
        return [{"name": name, "notes": at[name]} for name in sorted(at, key=in_order)]


def _day_of(note: Noted) -> date:
    return note.day


def _note(note: Noted) -> Content:
    return {
        "time": note.time,
        "place": Narrow(flat(note.place), MARGIN_ROOM),
        "margin": [Narrow(flat(line), MARGIN_ROOM) for line in note.margin],
        "text": paragraphs([note.text]),
        "later": [{"when": when, "text": paragraphs([text])} for when, text in note.later],
    }


def in_order(name: str) -> list[tuple[int, str]]:
    """Sort places by their numbers as numbers.

    Examples
    --------
    >>> sorted(["12-101", "2-1001", "2-101", "凉亭"], key=in_order)
    ['2-101', '2-1001', '12-101', '凉亭']

    """
    return [(int(part), "") if part.isdecimal() else (10**9, part) for part in re.findall(r"\d{1,9}|\D+", name)]
