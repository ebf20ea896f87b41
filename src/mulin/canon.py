"""Canonical bytes and the hash link: what every chain of Mulin is made of.

A payload is JSON of null, bool, int, str, list and dict with string keys, nothing else: no floats (two
databases write them differently), no NUL (PostgreSQL refuses it), no lone surrogates (UTF-8 cannot hold them).
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

GENESIS = "0" * 64
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # base 32 without I, L, O, U: nothing to mistake on paper


class NotCanonical(ValueError):  # noqa: N818 - named by what it is
    """The value has no canonical form."""


def _check(value: Any, path: str) -> None:
    if value is None or isinstance(value, bool | int):
        return
    if isinstance(value, str):
        if "\x00" in value:
            raise NotCanonical(f"{path}: NUL")
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise NotCanonical(f"{path}: lone surrogate") from error
        return
    if isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _check(item, f"{path}[{index}]")
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotCanonical(f"{path}: key {key!r} is not a string")
            _check(key, f"{path}.key")
            _check(item, f"{path}.{key}")
        return
    raise NotCanonical(f"{path}: {type(value).__name__} has no canonical form")


def dumps(value: Any) -> str:
    """Write a value in its one canonical form.

    Raises
    ------
    NotCanonical
        For floats, NUL, lone surrogates, keys that are not strings, and any other type.

    Examples
    --------
    >>> dumps({"b": [1, None, True], "a": "睦邻"})
    '{"a":"睦邻","b":[1,null,true]}'
    >>> dumps({"share": 0.5})
    Traceback (most recent call last):
    mulin.canon.NotCanonical: $.share: float has no canonical form
    """
    _check(value, "$")
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def link(previous: str, body: str) -> str:
    """Hash of a body that stands behind `previous` in a chain (SHA-256, hexadecimal).

    Examples
    --------
    >>> link(GENESIS, "{}")[:16]
    '5649d09ed68c1715'
    """
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def code(text: str, length: int = 12, group: int = 4) -> str:
    """Short printable code of a text, in groups, for paper.

    Examples
    --------
    >>> code("2026-11-24")
    'MGSW-HEM3-20E7'
    """
    number = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big") >> (256 - 5 * length)
    signs = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(length)))
    return "-".join(signs[start : start + group] for start in range(0, length, group))


def read_code(typed: str) -> str:
    """A code as typed from paper: case, blanks, dashes and look-alikes forgiven.

    Examples
    --------
    >>> read_code(" mgsw hem3-20e7")
    'MGSWHEM320E7'
    >>> read_code("OIl-U")
    '011V'
    """
    kept = "".join(sign for sign in typed.upper() if sign.isalnum())
    return kept.translate(str.maketrans("OILU", "011V"))
