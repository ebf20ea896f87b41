"""Personal texts kept beside the chain: an entry holds only the MAC under a key of its own."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from mulin.core.records.models import Sealed, SealKey

_listeners: list[Callable[[Sealed], None]] = []


def listen(heard: Callable[[Sealed], None]) -> None:
    """Let somebody hear, in the same transaction, which text was shredded."""
    if heard not in _listeners:
        _listeners.append(heard)


def mac(key: bytes, text: str) -> str:
    """HMAC-SHA-256 of a text, hexadecimal."""
    return hmac.new(key, text.encode("utf-8"), hashlib.sha256).hexdigest()


def seal(text: str) -> tuple[Sealed, dict[str, Any]]:
    """Store a personal text; gives its row and what the entry may say of it."""
    row = Sealed.objects.create(text=text)
    key = secrets.token_bytes(32)
    SealKey.objects.create(sealed=row, secret=key)
    return row, {"sealed": str(row.uuid), "mac": mac(key, text)}


def shred(row: Sealed, *, now: datetime) -> None:
    """Forget text and key. The caller writes the redaction entry in the same transaction."""
    SealKey.objects.filter(sealed=row).delete()
    row.text, row.shredded_at = "", now
    row.save(update_fields=["text", "shredded_at"])
    for heard in _listeners:
        heard(row)
