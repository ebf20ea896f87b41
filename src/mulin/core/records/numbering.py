"""Register numbers: `GH-2026-000123-7` is place code, year, running number, check digit.

The check digit is ISO/IEC 7064 MOD 11,10 over the digits, letters counted as 10 to 35: one wrong digit never passes.
"""

from __future__ import annotations

import re

from django.db import transaction

from mulin.core.records.models import Series

PATTERN = re.compile(r"([A-Z]{2,8})-(\d{4})-(\d{6,})-(\d)")


class BadNumber(ValueError):  # noqa: N818 - named by what it is
    """What was typed is no register number; the message says why in plain words."""


def check_digit(text: str) -> str:
    """Check digit of the part before it.

    >>> check_digit("GH-2026-000123")
    '7'
    """
    digits = "".join(str(int(sign, 36)) for sign in text if sign.isalnum())
    carry = 10
    for digit in digits:
        total = (carry + int(digit)) % 10 or 10
        carry = total * 2 % 11
    return str((11 - carry) % 10)


def compose(place_code: str, year: int, running: int) -> str:
    """Write a register number."""
    body = f"{place_code}-{year}-{running:06d}"
    return f"{body}-{check_digit(body)}"


def parse(typed: str) -> str:
    """A register number as typed, in its proper form; blanks, case and full-width signs are forgiven.

    Raises
    ------
    BadNumber
        It is no register number, or one sign is wrong.
    """
    text = re.sub(r"\s+", "", typed).upper().translate(str.maketrans("－—–_０１２３４５６７８９", "----0123456789"))
    match = PATTERN.fullmatch(text)
    if match is None:
        raise BadNumber("这不像一个台账号。台账号的样子是 GH-2026-000123-7，印在回执最上面。")
    body, _, digit = text.rpartition("-")
    if check_digit(body) != digit:
        raise BadNumber("台账号里有一个字不对，请对照回执再看一遍。")
    return text


def next_number(place_code: str, year: int) -> str:
    """Take the next number of that place and year; inside a transaction, which also gives it back."""
    with transaction.atomic():
        Series.objects.get_or_create(place_code=place_code, year=year)
        series = Series.objects.select_for_update().get(place_code=place_code, year=year)
        series.last += 1
        series.save(update_fields=["last"])
    return compose(place_code, year, series.last)
