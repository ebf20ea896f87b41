"""Rows of a CSV or XLSX file as text, with their line numbers; whatever is wrong is said in plain words."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

MOST_BYTES = 64 * 1024 * 1024
MOST_UNPACKED = 512 * 1024 * 1024


class BadTable(ValueError):  # noqa: N818 - named by what it is
    """The file is no table that can be read."""


class Row(NamedTuple):
    """A row by its column heads, and the line it stands on."""

    line: int
    cells: dict[str, str]


def decode(data: bytes) -> str:
    """Text of a CSV file: UTF-8 (with or without mark), else GB 18030.

    Raises
    ------
    BadTable
        It is neither.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadTable("这个文件的文字编码看不懂。请在 Excel 里另存为“CSV UTF-8”再来。")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _named(head: list[str], lines: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    if len(set(filter(None, head))) < 1:
        raise BadTable("第一行应该是列名，现在是空的。")
    for line, cells in lines:
        if any(cells):
            yield Row(line, dict(zip(head, cells, strict=False)))


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each begins on; a cell may run over several."""
    begins = reader.line_num + 1
    for row in reader:
        yield begins, [cell.strip() for cell in row]
        begins = reader.line_num + 1


def _csv(data: bytes) -> Iterator[Row]:
    text = decode(data)
    if "\x00" in text:
        raise BadTable("这不是 CSV 文件。")
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        head = [cell.strip() for cell in next(reader, [])]
        yield from _named(head, _numbered(reader))
    except csv.Error as error:
        raise BadTable(f"第 {reader.line_num} 行读不下去：引号或换行不对。") from error


def _xlsx(path: Path) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise BadTable("这个 Excel 文件展开后太大了。")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError) as error:
        raise BadTable("这个 Excel 文件打不开，可能已经损坏。") from error
    try:
        lines = enumerate(book.active.iter_rows(values_only=True), start=1)
        _first, head = next(lines, (1, ()))
        named = ((line, [_text(cell) for cell in row]) for line, row in lines)
        yield from _named([_text(cell) for cell in head], named)
    finally:
        book.close()


def rows(path: Path) -> Iterator[Row]:
    """The rows of a file below its line of column heads; empty rows are passed over.

    Raises
    ------
    BadTable
        Unknown kind, too large, broken, or without column heads.
    """
    if not path.is_file():
        raise BadTable(f"没有这个文件：{path}")
    if path.stat().st_size > MOST_BYTES:
        raise BadTable("文件太大了，最多 64 MB。请分成几个。")
    kind = path.suffix.lower()
    if kind == ".xls":
        raise BadTable("旧格式 .xls 不收。请在 Excel 里另存为 .xlsx 或“CSV UTF-8”。")
    if kind == ".xlsx":
        return _xlsx(path)
    if kind in {".csv", ".txt"}:
        return _csv(path.read_bytes())
    raise BadTable("只收 CSV 和 XLSX 文件。")
