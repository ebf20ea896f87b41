"""What an import would do: every mistake by line, and the rows ready to be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

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
Read = Callable[[dict[str, str]], str]


def missing(fields: tuple[Field, ...], mapped: Mapped) -> list[str]:
    """Required fields for which no column was named."""
    return [str(one.label) for one in fields if one.required and one.code not in mapped]


def walk(sheet: Sheet, fields: tuple[Field, ...], mapped: Mapped, take: Read, progress: Progress | None) -> Plan:
    """Give each row to `take` as texts by field; it says new, changed or same, or raises what is wrong."""
    plan = Plan()
    labels = {one.code: str(one.label) for one in fields}
    for line in sheet.lines:
        plan.rows += 1
        cells = {code: line.cells[index] for code, index in mapped.items()}
        numeric = [one for one in fields if one.identifier and one.code in cells and cells[one.code].number]
        if numeric:
            for one in numeric:
                what = _("这一格在 Excel 里是数字，前面的 0 会丢。请把这一列设成“文本”格式，重新填好再来。")
                plan.problems.append(Problem(line.number, str(one.label), what))
            continue
        try:
            texts = {code: cell.text for code, cell in cells.items()}
            _need(fields, texts)
            plan.count(take(texts))
        except Wrong as wrong:
            plan.problems.append(Problem(line.number, labels[wrong.field], str(wrong)))
        except Refusal as refusal:
            plan.problems.append(Problem(line.number, "", str(refusal)))
        if progress:
            progress(plan.rows, len(sheet.lines))
    return plan


def _need(fields: tuple[Field, ...], texts: dict[str, str]) -> None:
    for one in fields:
        if one.required and not texts[one.code]:
            raise Wrong(one.code, _("不能空着。"))
