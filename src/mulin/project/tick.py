"""What has to happen by the clock alone: run every minute, safe to run twice, safe after a night switched off."""

from __future__ import annotations

from datetime import datetime

from mulin.apps.voice.actions import clocks, judging
from mulin.core.access import limits
from mulin.core.access.actions import seal_looks_until
from mulin.core.jobs import asking
from mulin.core.notifications import actions as notifications
from mulin.core.notifications import delivery
from mulin.core.records.days import local_day, seal_until
from mulin.project import nightly
from mulin.project.imports import staging


def tick(now: datetime) -> None:
    """End windows and pauses that are over, tell of what is late, seal, sweep, and ask for what the night has to do."""
    judging.close_windows(now=now)
    clocks.end_pauses(now=now)
    clocks.tell_late(now=now)
    notifications.lapse(now=now)
    delivery.ask_when_ready(now)
    seal_looks_until(now=now)
    limits.sweep(now=now)
    staging.sweep(now=now)
    asking.sweep(now=now)
    seal_until(local_day(now), now=now)
    nightly.ask_due(now)
