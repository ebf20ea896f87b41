"""The one-time code of a household: derived while the survey runs, recognised by its MAC, gone with its salt."""

from __future__ import annotations

import hashlib
import hmac

from mulin import canon

SIGNS = 8


def _mac(key: str, purpose: str, text: str) -> bytes:
    return hmac.new(key.encode(), f"{purpose}\n{text}".encode(), hashlib.sha256).digest()


def make(salt: str, key: str) -> str:
    """The code of a salt, in two groups of four."""
    return canon.code(_mac(key, "survey-code", salt).hex(), SIGNS, 4)


def mac(typed: str, key: str) -> str:
    """What is stored of a code, however it was typed."""
    return _mac(key, "survey-mac", canon.read_code(typed)).hex()
