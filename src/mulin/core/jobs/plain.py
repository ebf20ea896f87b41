"""What may stand in a job's row: ids, codes and figures, so that no table of work ever holds a name or a word."""

from __future__ import annotations

import re
from typing import Any

from mulin import canon

_CODE = re.compile(r"[A-Za-z0-9:/_.+-]{0,120}")


def _check(value: Any) -> None:
    if isinstance(value, str):
        if not _CODE.fullmatch(value):
            raise ValueError("a job keeps ids and figures, no words")
    elif isinstance(value, list | tuple):
        for one in value:
            _check(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            _check(name)
            _check(one)


def write(value: dict[str, Any]) -> str:
    """The canonical text of facts, a cursor or what is told.

    Raises
    ------
    ValueError
        A text in it is not an id or a code, or a value has no canonical form (a float, a date).

    Examples
    --------
    >>> write({"upload": "5a0e1c", "row": 200})
    '{"row":200,"upload":"5a0e1c"}'
    >>> write({"name": "Wang Guifang"})
    Traceback (most recent call last):
    ValueError: a job keeps ids and figures, no words
    """
    _check(value)
    return canon.dumps(value)
