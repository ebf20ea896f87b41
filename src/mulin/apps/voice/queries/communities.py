"""The community of a row, computed by the database from its place's path."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Value
from django.db.models.functions import StrIndex, Substr


def community_of_row() -> Any:
    """The path of a row's community: its first two codes."""
    path = F("place_path")
    street = StrIndex(path, Value("/"))
    return Substr(path, 1, street + StrIndex(Substr(path, street + 1), Value("/")))
