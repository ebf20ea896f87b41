"""公告: a notice for the wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from mulin.engines.typeset import piece
from mulin.engines.typeset.dates import full_day
from mulin.engines.typeset.piece import BadSheet, Content, flat, paragraphs
from mulin.engines.typeset.qr import qr


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A notice; its foot, with the day's code and the telephone, is on every page.

    Attributes
    ----------
    community
        In the band at the head.
    title
        Up to 120 characters; a line end in it is kept, so that the writer may choose where it breaks.
    paragraphs
        The text.
    signed
        Who gives notice; may be empty (then the community).
    day
        The day it is given.
    phone, link
        Whom to ring; where it stands on the web (also as QR code).
    day_code
        当日校验码, the code of the register's head that day; may be empty.
    number
        Register number of the notice; may be empty.
    kind
        What the band says at its right end: 公告, 通知, 公示 …
    paper
        `"A4"` or `"A3"`, upright.

    """

    template: ClassVar[str] = "notice"
    room: ClassVar[int] = 26

    community: str
    title: str
    paragraphs: Sequence[str]
    day: date
    phone: str
    link: str
    signed: str = ""
    day_code: str = ""
    number: str = ""
    kind: str = "公告"
    paper: Literal["A4", "A3"] = "A4"

    def __post_init__(self) -> None:
        piece.line("社区", self.community)
        piece.line("标题", self.title)
        piece.lines("正文", self.paragraphs, 20_000, needed=True)
        piece.line("落款", self.signed, needed=False)
        piece.line("类别", self.kind, 6)
        piece.phone(self.phone)
        piece.link(self.link)
        piece.code("校验码", self.day_code, needed=False)
        piece.code("台账号", self.number, needed=False)
        piece.one_of("纸张", self.paper, ("A4", "A3"))
        if not paragraphs(self.paragraphs):
            raise BadSheet("正文", "不能空着")

    @property
    def heading(self) -> str:
        """Title of the document."""
        return flat(self.title)

    def content(self) -> Content:
        """What is printed, as data."""
        return {
            "community": flat(self.community),
            "title": paragraphs([self.title]),
            "paragraphs": paragraphs(self.paragraphs),
            "signed": flat(self.signed) or flat(self.community),
            "day": full_day(self.day),
            "phone": self.phone,
            "link": self.link,
            "qr": qr(self.link),
            "day_code": self.day_code,
            "number": self.number,
            "kind": flat(self.kind),
            "paper": self.paper,
        }
