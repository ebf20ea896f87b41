"""建议: what is asked of whom, and the evidence: figures in sentences, bars, a time line, quotations, the matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from mulin.engines.typeset import piece
from mulin.engines.typeset.dates import english_day, full_day
from mulin.engines.typeset.piece import BadSheet, Content, Narrow, flat, paragraphs
from mulin.engines.typeset.qr import qr

WAYS = {"figures": 2, "bars": 2, "events": 2, "tried": 2, "quotes": 2, "matters": 4}  # cells of a row
ROOMS = {"figures": 6, "bars": 18, "events": 14, "tried": 40, "quotes": 40, "matters": 12}  # of its first cell
MOST = 400
LONGEST = 20_000


@dataclass(frozen=True)
class Section:
    """One part of the evidence.

    Attributes
    ----------
    title
        Its heading.
    way
        How its rows are set: `"figures"` (a figure set large, and the sentence that goes on from it), `"bars"` (a name
        and a whole number), `"events"` (a day, what happened), `"tried"` (a matter, what was tried), `"quotes"` (words,
        where from) or `"matters"` (number, title, place, how many).
    rows
        Each with as many cells as its way has.
    note
        A small line under the heading; may be empty.

    """

    title: str
    way: Literal["figures", "bars", "events", "tried", "quotes", "matters"]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def __post_init__(self) -> None:
        piece.line("小标题", self.title)
        piece.line("说明", self.note, 400, needed=False)
        piece.one_of("样子", self.way, tuple(WAYS))
        if not 1 <= len(self.rows) <= MOST:
            raise BadSheet("行", f"要有 1 到 {MOST} 行")
        for row in self.rows:
            piece.lines("行", row, LONGEST)
            if len(row) != WAYS[self.way]:
                raise BadSheet("行", f"要有 {WAYS[self.way]} 格，现在有 {len(row)} 格")
            if self.way == "bars" and not (row[1].isascii() and row[1].isdecimal() and len(row[1]) < 10):
                raise BadSheet("行", "要是一个整数")

    def content(self) -> Content:
        """What is printed, as data; a bar carries its share of the longest in hundredths."""
        most = max((int(row[1]) for row in self.rows), default=0) if self.way == "bars" else 0
        room = ROOMS[self.way]
        return {
            "title": flat(self.title),
            "way": self.way,
            "note": flat(self.note),
            "rows": [[Narrow(flat(row[0]), room), *(flat(text) for text in row[1:])] for row in self.rows],
            "shares": [int(row[1]) * 100 // most if most else 0 for row in self.rows] if self.way == "bars" else [],
        }


@dataclass(frozen=True, kw_only=True)
class Brief:
    """A brief on A4: as many pages as its evidence needs, the QR code on the first.

    Attributes
    ----------
    kind, number
        What it is, and its register number: above the title.
    title
        What it is about.
    standing
        Where and when it was published, and whether it is answered.
    asked, ask
        Who is asked (as a heading), and for what.
    answered, answer
        The heading and the text of the answer; empty while there is none.
    sections
        The evidence.
    scan
        What the QR code is for, a short line.
    proof
        How the figures can be checked; may be empty.
    community, phone, day, link
        Foot, and the address of the QR code.
    english
        Whether the words round it are English.

    """

    template: ClassVar[str] = "brief"
    room: ClassVar[int] = 30

    kind: str
    number: str
    title: str
    standing: str
    asked: str
    ask: str
    sections: Sequence[Section]
    scan: str
    community: str
    phone: str
    day: date
    link: str
    answered: str = ""
    answer: str = ""
    proof: str = ""
    english: bool = False

    def __post_init__(self) -> None:
        piece.line("类别", self.kind, 40)
        piece.code("台账号", self.number)
        piece.line("标题", self.title)
        piece.line("情况", self.standing, 200)
        piece.line("请谁办", self.asked)
        piece.line("办什么", self.ask, LONGEST)
        piece.line("答复的标题", self.answered, needed=False)
        piece.line("答复", self.answer, LONGEST, needed=False)
        piece.line("扫码", self.scan, 60)
        piece.line("核对", self.proof, 400, needed=False)
        piece.line("社区", self.community)
        piece.phone(self.phone)
        piece.link(self.link)

    @property
    def heading(self) -> str:
        """Title of the document."""
        return flat(self.title)

    def content(self) -> Content:
        """What is printed, as data."""
        return {
            "kind": flat(self.kind),
            "number": self.number,
            "title": flat(self.title),
            "standing": flat(self.standing),
            "asked": flat(self.asked),
            "ask": paragraphs([self.ask]),
            "answered": flat(self.answered),
            "answer": paragraphs([self.answer]),
            "sections": [section.content() for section in self.sections],
            "scan": flat(self.scan),
            "proof": flat(self.proof),
            "community": flat(self.community),
            "phone": self.phone,
            "day": english_day(self.day) if self.english else full_day(self.day),
            "link": self.link,
            "qr": qr(self.link),
            "english": self.english,
        }
