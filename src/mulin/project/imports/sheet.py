"""A list in a file, cell by cell: what kind of file it is is read from its bytes; nothing in it is ever evaluated."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

import openpyxl
from django.utils.translation import gettext as _

from mulin.project.tables import BadTable, decode

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_COLUMNS = 60
LONGEST_CELL = 2000
WEB_ROWS, ALL_ROWS = 20_000, 100_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class Cell(NamedTuple):
    """The text of a cell, and whether the file holds it as a number (noughts in front are lost then)."""

    text: str
    number: bool = False


class Line(NamedTuple):
    """A row, and the line it stands on in the file."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """Column heads and the rows below."""

    head: tuple[str, ...]
    lines: tuple[Line, ...]


def read(data: bytes, *, most_rows: int = WEB_ROWS) -> Sheet:
    """Read a CSV (UTF-8, else GB 18030) or XLSX file.

    Raises
    ------
    BadTable
        Empty, too large, an old .xls, no table at all, merged or repeated column heads. The message says what to do.
    """
    if len(data) > MOST_BYTES:
        raise BadTable(_("文件太大了，最多 10 MB。请分成几个文件。"))
    if not data.strip():
        raise BadTable(_("这个文件是空的。"))
    if data.startswith(OLD_EXCEL):
        raise BadTable(_("旧格式 .xls 不收。请在 Excel 里另存为 .xlsx 或“CSV UTF-8”再来。"))
    lines = _xlsx(data, most_rows) if data.startswith(b"PK") else _csv(data)
    return _sheet(lines, most_rows)


def _sheet(lines: Iterator[Line], most_rows: int) -> Sheet:
    first = next((line for line in lines if any(cell.text for cell in line.cells)), None)
    if first is None:
        raise BadTable(_("这个文件里没有内容。"))
    head = [cell.text for cell in first.cells]
    while head and not head[-1]:
        head.pop()
    if len(head) > MOST_COLUMNS:
        raise BadTable(_("列太多了，最多 %(most)s 列。") % {"most": MOST_COLUMNS})
    names = [name for name in head if name]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadTable(_("有两列都叫“%(name)s”，请改成不同的列名。") % {"name": twice[0]})
    rows: list[Line] = []
    for line in lines:
        if not any(cell.text for cell in line.cells):
            continue
        if len(rows) >= most_rows:
            raise BadTable(
                _("行数太多，这里一次最多 %(most)s 行。请分成几个文件，或者请管理员用命令导入。") % {"most": most_rows}
            )
        rows.append(Line(line.number, _checked(line, head)))
    return Sheet(tuple(head), tuple(rows))


def _checked(line: Line, head: list[str]) -> tuple[Cell, ...]:
    for index, cell in enumerate(line.cells):
        if not cell.text:
            continue
        if index >= len(head) or not head[index]:
            raise BadTable(
                _("第 %(line)s 行第 %(column)s 列没有列名。第一行要是列名：请取消合并的单元格、删掉大标题再来。")
                % {"line": line.number, "column": index + 1}
            )
        if len(cell.text) > LONGEST_CELL:
            raise BadTable(
                _("第 %(line)s 行“%(name)s”太长了，最多 %(most)s 个字。")
                % {"line": line.number, "name": head[index], "most": LONGEST_CELL}
            )
    return (*line.cells, *[Cell("")] * len(head))[: len(head)]


def _csv(data: bytes) -> Iterator[Line]:
    text = decode(data)
    if "\x00" in text or sum(not sign.isprintable() and sign not in "\r\n\t" for sign in text[:4000]) > 40:
        raise BadTable(_("这不是表格文件。只收 CSV 和 XLSX。"))
    csv.field_size_limit(MOST_BYTES)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t，", key=first.count), strict=True)
    begins = 1
    try:
        for row in reader:
            yield Line(begins, tuple(Cell(cell.strip()) for cell in row))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BadTable(_("第 %(line)s 行读不下去：引号没有配对。") % {"line": begins}) from error


def _xlsx(data: bytes, most_rows: int) -> Iterator[Line]:
    try:
        _refuse_bomb(data)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            sheet = book.worksheets[0]
            # the sheet's own word on its size is not trusted: cells far to the right or below are not walked to
            rows = sheet.iter_rows(min_row=1, max_col=MOST_COLUMNS + 1, max_row=most_rows + 1000)
            for number, row in enumerate(rows, start=1):
                yield Line(number, tuple(_cell(cell.value) for cell in row))
        finally:
            book.close()
    except BadTable:
        raise
    except (zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, IndexError, OSError, EOFError) as error:
        raise BadTable(_("这个 Excel 文件打不开，可能已经损坏。请另存一份再来。")) from error


def _refuse_bomb(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        unpacked = sum(part.file_size for part in parts.infolist())
    if unpacked > MOST_UNPACKED:
        raise BadTable(_("这个 Excel 文件展开后太大了，请另存一份只有名单的再来。"))


def _cell(value: Any) -> Cell:
    if value is None:
        return Cell("")
    if isinstance(value, datetime):
        return Cell(value.date().isoformat() if not (value.hour or value.minute) else value.isoformat(" "))
    if isinstance(value, date):
        return Cell(value.isoformat())
    if isinstance(value, bool):
        return Cell(_("是") if value else _("否"))
    if isinstance(value, int | float):
        return Cell(str(int(value)) if value == int(value) else str(value), number=True)
    text = value if isinstance(value, str) else getattr(value, "text", "") or ""  # array formulas keep their text
    return Cell(str(text).strip())
