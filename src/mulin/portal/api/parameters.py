"""Parameters that several endpoints share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from mulin.portal.api.declaring import Parameter

NUMBER_PATTERN = r"^[A-Z]{2,8}-[0-9]{4}-[0-9]{6,12}-[0-9]$"
LIMIT = Parameter(
    "limit",
    "How many at most.",
    {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
)
AFTER_NUMBER = Parameter(
    "cursor",
    "Begin behind the thing of this register number; `next` of the answer before has it.",
    {"type": "string", "pattern": NUMBER_PATTERN},
)
NUMBER = Parameter("number", "The register number.", {"type": "string", "minLength": 1}, where="path")
PLACE = Parameter(
    "place",
    "Path of a place, as /api/v1/places gives it; it and everything below.",
    {"type": "string", "maxLength": 60, "pattern": r"^[A-Za-z0-9]+/([A-Za-z0-9]+/)?$"},
)


def following(path: str, given: Mapping[str, Any], cursor: object) -> str:
    """Address of the next part: the same question behind a cursor."""
    return path + "?" + urlencode({**given, "cursor": cursor})
