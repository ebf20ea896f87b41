"""表: a paper form that a person fills in by hand and a worker types in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from mulin.engines.typeset import piece
from mulin.engines.typeset.piece import BadSheet, Content, flat, paragraphs
from mulin.engines.typeset.qr import qr


@dataclass(frozen=True)
class Blank:
    """Lines to write on; `hint` says in small print what belongs there."""

    label: str
    lines: int = 1
    hint: str = ""


@dataclass(frozen=True)
class Choice:
    """Boxes to tick: one of them, or `many`."""

    label: str
    options: Sequence[str]
    many: bool = False


@dataclass(frozen=True)
class Space:
    """An empty frame of a given height, for a drawing or a long text."""

    label: str
    mm: int = 40
    hint: str = ""


Field = Blank | Choice | Space


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form on A4.

    Attributes
    ----------
    title, intro
        What it is and why to fill it in.
    fields
        In order; numbered, so that a worker and a resident can speak of "the third".
    community, phone
        Whose form it is.
    hand_in
        Where to give it back.
    link, code
        QR code and short code, by which the worker finds the screen to type it into.
    numbered
        Whether the fields are numbered here; not where their labels have numbers of their own.
    english
        Whether the words round the fields are English, as the fields are.

    """

    template: ClassVar[str] = "form"
    room: ClassVar[int] = 26

    title: str
    fields: Sequence[Field]
    community: str
    phone: str
    hand_in: str
    link: str
    code: str
    intro: Sequence[str] = ()
    numbered: bool = True
    english: bool = False

    def __post_init__(self) -> None:
        piece.line("标题", self.title)
        piece.line("社区", self.community)
        piece.phone(self.phone)
        piece.line("交到哪里", self.hand_in, 200)
        piece.link(self.link)
        piece.code("编号", self.code)
        piece.lines("说明", self.intro, 2_000, at_most=20)
        if not self.fields or len(self.fields) > 200:
            raise BadSheet("栏目", "要有 1 到 200 栏")
        for item in self.fields:
            _check(item)

    @property
    def heading(self) -> str:
        """Title of the document."""
        return flat(self.title)

    def content(self) -> Content:
        """What is printed, as data."""
        return {
            "title": flat(self.title),
            "community": flat(self.community),
            "phone": self.phone,
            "hand_in": flat(self.hand_in),
            "link": self.link,
            "qr": qr(self.link),
            "code": self.code,
            "intro": paragraphs(self.intro),
            "numbered": self.numbered,
            "english": self.english,
            "fields": [_content(item) for item in self.fields],
        }


def _check(item: Field) -> None:
    match item:
        case Blank(label, lines, hint):
            piece.line("栏名", label)
            piece.line("提示", hint, needed=False)
            if not 1 <= lines <= 40:
                raise BadSheet("行数", "要在 1 到 40 行之间")
        case Choice(label, options):
            piece.line("栏名", label)
            piece.lines("选项", options, at_most=60, needed=True)
            for option in options:
                piece.line("选项", option)
        case Space(label, mm, hint):
            piece.line("栏名", label)
            piece.line("提示", hint, needed=False)
            if not 10 <= mm <= 200:
                raise BadSheet("高度", "要在 10 到 200 毫米之间")
        case _:
            raise BadSheet("栏目", "只能是填写、选择或空框")


def _content(item: Field) -> Content:
    match item:
        case Blank(label, lines, hint):
            return {"kind": "blank", "label": flat(label), "lines": lines, "hint": flat(hint)}
        case Choice(label, options, many):
            return {"kind": "choice", "label": flat(label), "options": [flat(o) for o in options], "many": many}
        case Space(label, mm, hint):
            return {"kind": "space", "label": flat(label), "mm": mm, "hint": flat(hint)}
