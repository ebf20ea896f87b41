"""Telephone numbers: checked lightly, shown masked."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from mulin.core.places.normal import tidy
from mulin.core.refusals import Refusal

_WRITTEN = re.compile(r"\+?[0-9(][0-9()\- ]{1,23}[0-9](?:转 ?[0-9]{1,6})?")


def clean(text: str) -> str:
    """A number as it may be stored; empty stays empty.

    Raises
    ------
    Refusal
        It is none.

    Examples
    --------
    >>> clean("０５７１－88 00 12 34")
    '0571-88 00 12 34'

    """
    kept = unicodedata.normalize("NFKC", tidy(text)).translate(str.maketrans("—–―‐−", "-----"))
    if kept and (not _WRITTEN.fullmatch(kept) or sum(sign.isdigit() for sign in kept) < 3):
        raise Refusal(_("电话号码只写数字，比如 13800001234 或 0571-88001234。"))
    return kept


def digits(text: str) -> str:
    """Only its digits, for comparing."""
    return "".join(sign for sign in text if sign.isdigit())


def mask(text: str) -> str:
    """A number as lists show it: enough to recognise, not enough to ring.

    >>> mask("138 0000 1234"), mask("0571-88001234"), mask("110"), mask("")
    ('138****1234', '****34', '****', '')
    """
    plain = digits(text)
    if len(plain) == 11 and plain.startswith("1"):
        return f"{plain[:3]}****{plain[-4:]}"
    if len(plain) >= 7:
        return f"****{plain[-2:]}"
    return "****" if plain else ""
