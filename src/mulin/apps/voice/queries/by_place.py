"""The path of a row's community as the database computes it: its first two codes."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Value
from django.db.models.functions import StrIndex, Substr


def community(column: str = "place_path") -> Any:
    """`BG/GH/` of a row whose `place_path` is `BG/GH/3/201/`."""
    path = F(column)
    street = StrIndex(path, Value("/"))
    return Substr(path, 1, street + StrIndex(Substr(path, street + 1), Value("/")))
