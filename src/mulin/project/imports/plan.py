"""What an import would do: every mistake by line, and the rows ready to be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _

from mulin.core.refusals import Refusal
from mulin.project.imports.fields import Field, Mapped
from mulin.project.imports.sheet import Sheet


@dataclass(frozen=True)
class Problem:
    """A mistake: the line of the file, the column's name, what is wrong in words."""

    line: int
    column: str
    what: str


class Wrong(Exception):  # noqa: N818 - named by what it is
    """A row cannot come in; `field` is what is wrong with it."""

    def __init__(self, field_code: str, what: str) -> None:
        super().__init__(what)
        self.field = field_code


T = TypeVar("T")


class Row:
    """One row while it is read: its texts by field, and everything that is wrong with it."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts, self.faults = texts, dict[str, str]()

    def text(self, code: str) -> str:
        """What stands in that cell; nothing where the list has no such column."""
        return self.texts.get(code, "")

    def read(self, code: str, otherwise: T, clean: Callable[..., T], *values: object) -> T:
        """What `clean` makes of the values. If it refuses, that is noted and the row is read on with `otherwise`."""
        if code in self.faults:
            return otherwise
        try:
            return clean(*values)
        except Wrong as wrong:
            self.faults.setdefault(wrong.field, str(wrong))
        except Refusal as refusal:
            self.faults[code] = str(refusal)
        return otherwise


@dataclass
class Plan:
    """The outcome of checking a whole list: nothing is written while there are problems."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    problems: list[Problem] = field(default_factory=list)

    def count(self, outcome: str) -> None:
        """One row more of that outcome: new, changed or same."""
        setattr(self, outcome, getattr(self, outcome) + 1)


Progress = Callable[[int, int], None]
Read = Callable[[Row], str]


def missing(fields: tuple[Field, ...], mapped: Mapped) -> list[str]:
    """Required fields for which no column was named."""
    return [str(one.label) for one in fields if one.required and one.code not in mapped]


def walk(sheet: Sheet, fields: tuple[Field, ...], mapped: Mapped, take: Read, progress: Progress | None) -> Plan:
    """Give each row to `take`; it says new, changed or same, or else notes and raises all that is wrong."""
    plan = Plan()
    labels = {one.code: str(one.label) for one in fields}
    order = list(labels)
    for line in sheet.lines:
        plan.rows += 1
        cells = {code: line.cells[index] for code, index in mapped.items()}
        row = Row({code: cell.text for code, cell in cells.items()})
        for one in fields:
            if one.identifier and one.code in cells and cells[one.code].number:
                row.faults[one.code] = _(
                    "这一格在 Excel 里是数字，前面的 0 会丢。请把这一列设成“文本”格式，重新填好再来。"
                )
            elif one.required and not row.texts[one.code]:
                row.faults[one.code] = _("不能空着。")
        outcome = row.read("", "", take, row)
        if row.faults:
            wrong = sorted(row.faults.items(), key=lambda fault: order.index(fault[0]) if fault[0] else -1)
            plan.problems += [Problem(line.number, labels.get(code, ""), what) for code, what in wrong]
        else:
            plan.count(outcome)
        if progress:
            progress(plan.rows, len(sheet.lines))
    return plan
