"""The slip (回执): a public number to read, a folded secret to judge, correct and withdraw.

The secret is eight signs of base 32, stored only as an HMAC. It is derived from the form's token and the server's key,
so pressing twice shows the same secret and a new form makes a new one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from mulin import canon
from mulin.apps.voice.models import Voice
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.records.models import Thread
from mulin.core.records.writing import Writer, writing

SIGNS = 8


@dataclass(frozen=True)
class Slip:
    """What goes on paper: shown once."""

    voice: Voice
    secret: str


def _mac(purpose: str, text: str, key: str = "") -> bytes:
    return hmac.new((key or settings.SECRET_KEY).encode(), f"{purpose}\n{text}".encode(), hashlib.sha256).digest()


def make_secret(number: str, key: str) -> str:
    """Secret of a number for one form token; without a token, a random one.

    Written in two groups of four (`8K3Q-7M2D`).
    """
    seed = _mac("slip-secret", f"{number}\n{key}").hex() if key else secrets.token_hex(32)
    return canon.code(seed, SIGNS, 4)


def secret_mac(number: str, secret: str, key: str = "") -> str:
    """What is stored of a secret, under the server's present key or a former one."""
    return _mac("slip-mac", f"{number}\n{canon.read_code(secret)}", key).hex()


def fits(voice: Voice, secret: str) -> bool:
    """Whether the secret opens that voice, under the present key or a former one; in constant time."""
    number, keys = voice.thread.number, (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))
    macs = [secret_mac(number, secret, key) for key in keys]
    return bool(voice.slip_mac) and any(hmac.compare_digest(voice.slip_mac, mac) for mac in macs)


def issue(writer: Writer, voice: Voice, *, key: str, reason: str = "") -> Slip:
    """Make a secret for a voice inside a running action; an older one stops working."""
    secret = make_secret(voice.thread.number, key)
    mac = secret_mac(voice.thread.number, secret)
    if mac != voice.slip_mac:
        writer.entry(voice.thread, "slip_issued", {"again": bool(voice.slip_mac), "reason": reason}, on_behalf_of="")
    voice.slip_mac, voice.slip_printed_at = mac, writer.now
    voice.save(update_fields=["slip_mac", "slip_printed_at"])
    return Slip(voice, secret)


def print_slips(*, numbers: Iterable[str], by: Viewer, now: datetime, key: str, reason: str = "") -> list[Slip]:
    """Make the slips of one print run, in the order of the numbers.

    The same token gives the same secrets: a jammed printer loses nothing. Numbers the worker may not record for are
    left out.
    """
    with writing(by=by, now=now) as writer:
        wanted = list(dict.fromkeys(numbers))
        list(Thread.objects.select_for_update().filter(number__in=wanted).order_by("pk"))
        found = {
            voice.thread.number: voice
            for voice in Voice.objects.filter(thread__number__in=wanted).select_related("thread", "place", "words")
            if gate.may(by, "voice.record", voice)
        }
        return [issue(writer, found[number], key=key, reason=reason) for number in wanted if number in found]
