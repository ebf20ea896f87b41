"""名单与明细: a table over as many pages as it needs, its head repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from mulin.engines.typeset import piece
from mulin.engines.typeset.dates import english_day, full_day
from mulin.engines.typeset.piece import BadSheet, Content, Narrow, flat, paragraphs

PRINTABLE_MM = {False: 174, True: 261}  # upright, lying
NUMBER_MM = 12
EM_MM = 3.7  # the table's text size, 10.5 pt
CELL_INSET_MM = 4


@dataclass(frozen=True)
class Column:
    """A column: its head, its share of the width, and on which side its text stands."""

    title: str
    share: int = 1
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True, kw_only=True)
class ListSheet:
    """A table on A4: call lists, sign-in sheets, statements.

    Attributes
    ----------
    title, community, phone, day
        Head and foot.
    columns
        One to twelve.
    rows
        Each as long as `columns`; numbered from 1.
    intro
        Lines above the table.
    blank_rows
        Empty numbered rows at the end, for writing in by hand.
    total
        A last row in bold without a number; empty or as long as `columns`.
    row_mm
        Least height of a row; 12 or more to write in by hand.
    lying
        Landscape.
    english
        Whether the words round the table are English.

    """

    template: ClassVar[str] = "list_sheet"
    room: ClassVar[int] = 24

    title: str
    community: str
    phone: str
    day: date
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    intro: Sequence[str] = ()
    blank_rows: int = 0
    total: Sequence[str] = ()
    row_mm: int = 8
    lying: bool = False
    english: bool = False

    def __post_init__(self) -> None:
        piece.line("标题", self.title)
        piece.line("社区", self.community)
        piece.phone(self.phone)
        piece.lines("说明", self.intro, 1_000, at_most=20)
        if not 1 <= len(self.columns) <= 12:
            raise BadSheet("列", "要有 1 到 12 列")
        for column in self.columns:
            piece.line("列名", column.title, 40)
            piece.one_of("列的对齐", column.align, ("left", "center", "right"))
            if not 1 <= column.share <= 100:
                raise BadSheet("列宽", "要是 1 到 100 的份数")
        if len(self.rows) > 20_000 or not 0 <= self.blank_rows <= 1_000:
            raise BadSheet("行", "太多了，请分成几份")
        if not self.rows and not self.blank_rows:
            raise BadSheet("行", "不能一行也没有")
        for row in [*self.rows, *([self.total] if self.total else [])]:
            piece.lines("行", row, 2_000)
            if len(row) != len(self.columns):
                raise BadSheet("行", f"要有 {len(self.columns)} 格，现在有 {len(row)} 格")
        if not 6 <= self.row_mm <= 60:
            raise BadSheet("行高", "要在 6 到 60 毫米之间")

    @property
    def heading(self) -> str:
        """Title of the document."""
        return flat(self.title)

    def widths_mm(self) -> list[float]:
        """Width of each column in millimetres; they fill the page beside the running number."""
        total = sum(column.share for column in self.columns)
        return [(PRINTABLE_MM[self.lying] - NUMBER_MM) * column.share / total for column in self.columns]

    def content(self) -> Content:
        """What is printed, as data."""
        widths = self.widths_mm()
        rooms = [max(1, int((mm - CELL_INSET_MM) / EM_MM)) for mm in widths]

        def cells(row: Sequence[str]) -> list[Narrow]:
            return [Narrow(flat(text), room) for text, room in zip(row, rooms, strict=True)]

        return {
            "title": flat(self.title),
            "community": flat(self.community),
            "phone": self.phone,
            "day": english_day(self.day) if self.english else full_day(self.day),
            "intro": paragraphs(self.intro),
            "number_mm": NUMBER_MM,
            "columns": [
                {"title": title, "mm": mm, "align": column.align}
                for title, mm, column in zip(cells([c.title for c in self.columns]), widths, self.columns, strict=True)
            ],
            "rows": [cells(row) for row in self.rows],
            "blank_rows": self.blank_rows,
            "total": cells(self.total) if self.total else [],
            "row_mm": self.row_mm,
            "lying": self.lying,
            "english": self.english,
        }
