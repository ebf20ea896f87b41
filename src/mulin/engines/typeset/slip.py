"""民声回执: the paper a person takes home after saying something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from mulin.engines.typeset import piece
from mulin.engines.typeset.dates import english_day, full_day, short_day, weekday
from mulin.engines.typeset.piece import BadSheet, Content, flat
from mulin.engines.typeset.qr import qr

SECRET_LENGTH = 8


@dataclass(frozen=True, kw_only=True)
class Slip:
    """One slip; the secret stands below the fold, everything else above it.

    Attributes
    ----------
    number
        The public register number.
    secret
        Eight letters or digits, printed as two groups of four.
    community
        Who heard it.
    heard, recorded
        The day it was said and the day it was written down.
    answer_by
        The last day for the first answer.
    next_step
        What happens next, in one plain sentence of at most 80 characters; may be empty.
    about
        The public wording of the matter, at most 60 characters; may be empty. Anyone who sees the folded slip reads it.
    phone, hours
        Whom to ring, and when somebody picks up.
    link
        Address behind the QR code; short, so that the code is coarse.
    handed_to
        Whom the slip is for, so that a stack can be given out; printed below the fold.
    reissued
        Whether this slip replaces a lost one.
    paper
        `"roll"`: 80 mm thermal roll, black only, one slip a page. `"A5"`: two upright slips side by side on
        an A4 page, with a cut line between them.
    english
        Whether what is printed beside her own words stands in English too, below the Chinese.

    Raises
    ------
    BadSheet
        When a field is empty, too long or of the wrong form, or a day lies before the one it follows.

    """

    template: ClassVar[str] = "slip"
    room: ClassVar[int] = 22

    number: str
    secret: str
    community: str
    heard: date
    recorded: date
    answer_by: date
    phone: str
    link: str
    next_step: str = ""
    about: str = ""
    hours: str = ""
    handed_to: str = ""
    reissued: bool = False
    paper: Literal["roll", "A5"] = "A5"
    english: bool = False

    def __post_init__(self) -> None:
        piece.code("台账号", self.number)
        piece.code("密码", self.secret)
        if len(self.secret) != SECRET_LENGTH or not self.secret.isalnum():
            raise BadSheet("密码", "要正好 8 个字母或数字")
        piece.line("社区", self.community)
        piece.line("下一步", self.next_step, 80, needed=False)
        piece.line("事由", self.about, 60, needed=False)
        piece.line("接听时间", self.hours, 60, needed=False)
        piece.line("交给", self.handed_to, 120, needed=False)
        piece.phone(self.phone)
        piece.link(self.link)
        piece.one_of("纸张", self.paper, ("roll", "A5"))
        if self.heard > self.recorded:
            raise BadSheet("登记日期", "不能早于听到的日期")
        if self.answer_by < self.recorded:
            raise BadSheet("答复日期", "不能早于登记日期")

    @property
    def heading(self) -> str:
        """Title of the document."""
        return f"民声回执 {self.number}"

    def content(self) -> Content:
        """What is printed, as data."""
        said = full_day(self.recorded) + "听到并登记"
        if self.heard != self.recorded:
            said = f"{full_day(self.heard)}听到，{short_day(self.recorded, self.heard)}登记"
        return {
            "number": self.number,
            "secret": [self.secret[:4], self.secret[4:]],
            "community": flat(self.community),
            "said": said,
            "answer_by": short_day(self.answer_by, self.recorded),
            "answer_weekday": weekday(self.answer_by),
            "next_step": flat(self.next_step),
            "about": flat(self.about),
            "phone": self.phone,
            "hours": flat(self.hours),
            "link": self.link,
            "qr": qr(self.link),
            "handed_to": flat(self.handed_to),
            "reissued": self.reissued,
            "paper": self.paper,
            "english": english_day(self.answer_by) if self.english else "",
        }
