"""信: a letter for a window envelope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from mulin.engines.typeset import piece
from mulin.engines.typeset.dates import english_day, full_day
from mulin.engines.typeset.piece import BadSheet, Content, flat, paragraphs


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter on A4; a run of letters numbers each one's pages afresh.

    The recipient stands 20 mm from the left and 45 to 90 mm from the top, where the window of a DL envelope is;
    fold marks at 105 and 210 mm.

    Attributes
    ----------
    sender, phone
        Who writes; printed small above the recipient and in the foot.
    recipient
        Up to six lines: name, door, community, town.
    day
        The date.
    greeting
        Such as "王桂芳阿姨：".
    paragraphs
        The text.
    signature
        Up to four lines at the end.
    subject
        A title above the greeting; may be empty.
    code_label, code
        A code in a box of its own, such as a card's PIN; both or neither. It stands in the lower half, which the
        folded letter hides.
    english
        Whether the words round the text are English.

    """

    template: ClassVar[str] = "letter"
    room: ClassVar[int] = 26

    sender: str
    phone: str
    recipient: Sequence[str]
    day: date
    greeting: str
    paragraphs: Sequence[str]
    signature: Sequence[str]
    subject: str = ""
    code_label: str = ""
    code: str = ""
    english: bool = False

    def __post_init__(self) -> None:
        piece.line("寄信人", self.sender)
        piece.phone(self.phone)
        piece.lines("收信人", self.recipient, at_most=6, needed=True)
        piece.line("称呼", self.greeting)
        piece.lines("正文", self.paragraphs, 20_000, needed=True)
        piece.lines("落款", self.signature, at_most=4, needed=True)
        piece.line("标题", self.subject, needed=False)
        piece.line("代码名称", self.code_label, 20, needed=False)
        piece.code("代码", self.code, needed=False)
        if bool(self.code) != bool(self.code_label):
            raise BadSheet("代码", "代码和代码名称要么都有，要么都没有")

    @property
    def heading(self) -> str:
        """Title of the document; never the recipient."""
        return flat(self.subject) or (
            f"A letter from {flat(self.sender)}" if self.english else f"{flat(self.sender)}来信"
        )

    def content(self) -> Content:
        """What is printed, as data."""
        return {
            "sender": flat(self.sender),
            "phone": self.phone,
            "recipient": paragraphs(self.recipient),
            "day": english_day(self.day) if self.english else full_day(self.day),
            "greeting": flat(self.greeting),
            "paragraphs": paragraphs(self.paragraphs),
            "signature": paragraphs(self.signature),
            "subject": flat(self.subject),
            "code_label": flat(self.code_label),
            "code": self.code,
            "english": self.english,
        }
