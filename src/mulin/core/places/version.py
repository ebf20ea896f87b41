"""What an edit was based on: a short hash of a row's content, carried through the form."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import Model

from mulin import canon


def fingerprint(row: Model, *fields: str) -> str:
    """Hash of those fields as they stand now; equal content gives an equal hash."""
    values: list[Any] = [getattr(row, name) for name in fields]
    text = canon.dumps([None if value is None else str(value) for value in values])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
