"""Secrets that are handed out, and what is stored of them: a MAC under a key derived from the secret key.

Whoever copies the database has none of the cards, links or PINs.
"""

from __future__ import annotations

import secrets
import unicodedata
from itertools import pairwise

from django.conf import settings
from django.utils.crypto import salted_hmac

from mulin import canon

PIN_LENGTH = 6
NUMBER_LENGTH = 8
FIRST_PASSWORD_LENGTH = 16


def derive(purpose: str, value: str, secret: str | bytes | None = None) -> bytes:
    """32 bytes that only somebody with the secret key can compute from the value."""
    return salted_hmac(f"mulin.access.{purpose}", value, secret=secret, algorithm="sha256").digest()


def mac(purpose: str, value: str) -> str:
    """What is stored instead of a secret value (hexadecimal)."""
    return derive(purpose, value).hex()


def macs(purpose: str, value: str) -> list[str]:
    """The MAC under the present key and under the former ones (`SECRET_KEY_FALLBACKS`)."""
    return [derive(purpose, value, secret).hex() for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def new_token() -> str:
    """128 random bits, for a QR code or a link."""
    return secrets.token_urlsafe(16)


def _signs(length: int) -> str:
    return "".join(secrets.choice(canon.ALPHABET) for _ in range(length))


def grouped(code: str, size: int = 4) -> str:
    """A code in groups, for paper.

    >>> grouped("7K3Q9XHB")
    '7K3Q-9XHB'
    """
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def new_number() -> str:
    """A card number: 40 random bits, so that no number can be guessed from another."""
    return _signs(NUMBER_LENGTH)


def new_first_password() -> str:
    """A first password for paper: 80 random bits in groups of four."""
    return grouped(_signs(FIRST_PASSWORD_LENGTH))


def read_pin(typed: str) -> str:
    """A PIN as typed: blanks forgiven, full-width digits read as digits.

    >>> read_pin(" 12３ 456")
    '123456'
    """
    return "".join(unicodedata.normalize("NFKC", typed).split())


def is_simple(pin: str) -> bool:
    """Whether a PIN is one of those people try first: runs, repeats, mirrored, few digits, a birthday.

    >>> [is_simple(pin) for pin in ("123456", "112233", "121212", "520520", "198803", "880317", "472905")]
    [True, True, True, True, True, True, False]
    """
    digits = [int(sign) for sign in pin]
    steps = {(after - before) % 10 for before, after in pairwise(digits)}
    halves = pin[:3] == pin[3:] or pin == pin[::-1] or all(pin[at] == pin[at + 1] for at in (0, 2, 4))
    month_first = pin[:4] if pin[:2] not in {"19", "20"} else ""
    dates = (pin[2:], month_first)  # YYMMDD and MMDDYY
    birthday = any(1 <= int(text[:2]) <= 12 and 1 <= int(text[2:]) <= 31 for text in dates if text)
    year = pin[:2] in {"19", "20"} and 1 <= int(pin[4:]) <= 12  # YYYYMM
    return len(set(digits)) < 3 or steps in ({1}, {9}) or halves or birthday or year


def is_pin(text: str) -> bool:
    """Whether it has the form of a PIN."""
    return len(text) == PIN_LENGTH and text.isascii() and text.isdigit()


def new_pin() -> str:
    """A random PIN that nobody would try first."""
    while True:
        pin = f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}d}"
        if not is_simple(pin):
            return pin
