"""CSV that goes out: no cell begins a formula in the program that opens it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> guarded("=cmd|' /C calc'!A0"), guarded("王桂芳")
    ("'=cmd|' /C calc'!A0", '王桂芳')
    """
    return f"'{text}" if text.startswith(_STARTS) else text


def as_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """Rows as CSV that Excel opens with Chinese intact."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guarded(str(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
