"""Doing a thing once: a form's token is claimed in the transaction of its action."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from mulin.core.records.models import Once


def claim(key: str, *, now: datetime) -> str | None:
    """Take the token; None when it was free, else what came of it the first time.

    Two requests with one token: the second waits for the first one's transaction on PostgreSQL and on SQLite.
    An empty token is always free.
    """
    if not key:
        return None
    try:
        with transaction.atomic():
            Once.objects.create(key=key, at=now)
    except IntegrityError:
        return Once.objects.get(key=key).result
    return None


def settle(key: str, result: str) -> None:
    """Remember what came of it."""
    if key:
        Once.objects.filter(key=key).update(result=result)
