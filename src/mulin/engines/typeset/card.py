"""邻里卡: the neighbour card, with which a resident signs in, borrows and is helped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from mulin.engines.typeset import piece
from mulin.engines.typeset.piece import Content, flat
from mulin.engines.typeset.qr import qr


@dataclass(frozen=True, kw_only=True)
class Card:
    """One card of 85.6 by 54 mm (ISO/IEC 7810 ID-1); ten to an A4 page with cut marks.

    There is no field for a PIN, and that is on purpose: it travels in a `Letter` of its own.

    Attributes
    ----------
    name
        The holder, as she writes herself.
    community
        Where she lives.
    token
        What the QR code carries; revocable, says nothing about her.
    number
        Card number for reading aloud.
    phone
        The community's telephone.
    valid_to
        Such as "2028年12月"; may be empty.
    english
        Whether the labels are English.

    """

    template: ClassVar[str] = "card"
    room: ClassVar[int] = 24

    name: str
    community: str
    token: str
    number: str
    phone: str
    valid_to: str = ""
    english: bool = False

    def __post_init__(self) -> None:
        piece.line("姓名", self.name, 60)
        piece.line("社区", self.community, 90)
        piece.line("卡片令牌", self.token, 200)
        piece.code("卡号", self.number)
        piece.phone(self.phone)
        piece.line("有效期", self.valid_to, 20, needed=False)

    @property
    def heading(self) -> str:
        """Title of the document."""
        return "Neighbour card" if self.english else "邻里卡"

    def content(self) -> Content:
        """What is printed, as data."""
        return {
            "name": flat(self.name),
            "community": flat(self.community),
            "qr": qr(self.token),
            "number": self.number,
            "phone": self.phone,
            "valid_to": flat(self.valid_to),
            "english": self.english,
        }
