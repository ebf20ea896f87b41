"""How long it is kept what somebody was told."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mulin.core.notifications.models import Notification
from mulin.core.records import retention
from mulin.core.records.retention import Kept, before

HALF_A_YEAR = 183


def _told(now: datetime, days: int) -> QuerySet[Notification]:
    return Notification.objects.filter(done_at__lt=before(now, days)).order_by("pk")


def register() -> None:
    """Name the class."""
    source = _("说到了就不再需要；半年是本地定的，好查有没有漏说")
    retention.register(Kept("notifications", _("告诉过谁什么"), HALF_A_YEAR, source, _told, retention.delete))
