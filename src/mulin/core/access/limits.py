"""How often something may be tried in a window: counters in the database, shared by every server process."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, DateTimeField, F, IntegerField, Q, Value, When
from django.http import HttpRequest

from mulin.core.access import tokens
from mulin.core.access.models import Attempt


def _stored(bucket: str) -> str:
    """The kind of the bucket in plain, whom it is about as a MAC: typed names and addresses are not kept."""
    kind, _, whom = bucket.partition(":")
    return f"{kind[:40]}:{tokens.mac('bucket', whom)}"


def hit(bucket: str, *, limit: int, window: timedelta, now: datetime) -> bool:
    """Count one try; whether it is still allowed. Exactly `limit` tries pass in a window, however many processes ask.

    `bucket` is "kind:whom", such as "card:203.0.113.7". The window opens with the first try. Call it outside a
    transaction: what is rolled back afterwards would not have been counted. Writes no register entry.
    """
    name = _stored(bucket)
    over = Q(window_ends_at__lte=now)
    rows = Attempt.objects.filter(Q(bucket=name) & (over | Q(count__lt=limit)))
    # one statement: the database decides it row by row, also for two processes at the same time
    changes = {
        "count": Case(When(over, then=Value(1)), default=F("count") + 1, output_field=IntegerField()),
        "window_ends_at": Case(
            When(over, then=Value(now + window)), default=F("window_ends_at"), output_field=DateTimeField()
        ),
    }
    if limit < 1:
        return False
    if rows.update(**changes):
        return True
    # its window is open from the start: of two who come first at once, neither begins the count anew
    Attempt.objects.bulk_create([Attempt(bucket=name, window_ends_at=now + window)], ignore_conflicts=True)
    return bool(rows.update(**changes))


def forget(bucket: str) -> None:
    """Start again from nothing, after a success."""
    Attempt.objects.filter(bucket=_stored(bucket)).delete()


def sweep(*, now: datetime) -> int:
    """Remove the windows that are over; gives how many."""
    return Attempt.objects.filter(window_ends_at__lte=now).delete()[0]


def address_of(request: HttpRequest) -> str:
    """The visitor's network address; behind the HTTPS proxy the one that the proxy itself wrote last."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.headers.get("X-Forwarded-For", "")
        if forwarded:
            return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
