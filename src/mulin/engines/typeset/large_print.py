"""大字版: what a thread says, in print large enough to read at the counter without glasses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from mulin.engines.typeset import piece
from mulin.engines.typeset.dates import english_day, full_day
from mulin.engines.typeset.piece import BadSheet, Content, flat, paragraphs
from mulin.engines.typeset.qr import qr

LEAST_POINTS = 20
MOST_POINTS = 40


@dataclass(frozen=True)
class Heading:
    """A heading within the text."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; line ends in it begin new ones."""

    text: str


@dataclass(frozen=True)
class Step:
    """One step of the way: what, when, and whether it is done, going on, or still to come."""

    text: str
    when: str = ""
    state: Literal["done", "now", "next"] = "next"


@dataclass(frozen=True)
class Steps:
    """Steps in their order."""

    steps: Sequence[Step]


Block = Heading | Paragraph | Steps


@dataclass(frozen=True, kw_only=True)
class LargePrint:
    """A text in large print.

    Attributes
    ----------
    title
        What it is about.
    blocks
        Headings, paragraphs and steps in reading order.
    number
        Register number; may be empty.
    community, phone
        Whose paper it is and whom to ring; on every page.
    printed
        The day it was printed, since a thread goes on.
    link, code
        QR code at its head and the short code beside it; may be empty.
    points
        Size of the body in points, 20 to 40.
    english
        Whether the words round the text are English, as the text is.

    """

    template: ClassVar[str] = "large_print"
    room: ClassVar[int] = 16

    title: str
    blocks: Sequence[Block]
    community: str
    phone: str
    printed: date
    number: str = ""
    link: str = ""
    code: str = ""
    points: int = 22
    english: bool = False

    def __post_init__(self) -> None:
        piece.line("标题", self.title)
        piece.line("社区", self.community)
        piece.phone(self.phone)
        piece.code("台账号", self.number, needed=False)
        piece.code("编号", self.code, needed=False)
        if self.link:
            piece.link(self.link)
        if not LEAST_POINTS <= self.points <= MOST_POINTS:
            raise BadSheet("字号", f"要在 {LEAST_POINTS} 到 {MOST_POINTS} 磅之间")
        if not self.blocks:
            raise BadSheet("正文", "不能空着")
        for block in self.blocks:
            _check(block)

    @property
    def heading(self) -> str:
        """Title of the document."""
        return flat(self.title)

    def content(self) -> Content:
        """What is printed, as data."""
        return {
            "title": flat(self.title),
            "number": self.number,
            "qr": qr(self.link) if self.link else None,
            "code": self.code,
            "community": flat(self.community),
            "phone": self.phone,
            "printed": english_day(self.printed) if self.english else full_day(self.printed),
            "english": self.english,
            "points": self.points,
            "blocks": [item for block in self.blocks for item in _content(block)],
        }


def _check(block: Block) -> None:
    match block:
        case Heading(text):
            piece.line("小标题", text)
        case Paragraph(text):
            piece.line("正文", text, 20_000, needed=False)
        case Steps(steps):
            for step in steps:
                piece.line("步骤", step.text, 400)
                piece.line("步骤时间", step.when, 60, needed=False)
                piece.one_of("步骤状态", step.state, ("done", "now", "next"))
        case _:
            raise BadSheet("正文", "只能由小标题、段落和步骤组成")


def _content(block: Block) -> list[Content]:
    match block:
        case Heading(text):
            return [{"kind": "heading", "text": flat(text)}]
        case Paragraph(text):
            return [{"kind": "paragraph", "text": part} for part in paragraphs([text])]
        case Steps(steps):
            return [
                {
                    "kind": "steps",
                    "steps": [{"text": flat(s.text), "when": flat(s.when), "state": s.state} for s in steps],
                }
            ]
