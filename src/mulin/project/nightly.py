"""What is done once a night, each as a job with the day's key: asked twice it is still one."""

from __future__ import annotations

from datetime import datetime, time

from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.actions import learning, topics
from mulin.core import jobs
from mulin.core.gate import SYSTEM
from mulin.core.jobs.work import Work
from mulin.core.records import checks, retention_job
from mulin.core.records.days import ZONE, local_day

VERIFY = "verify"
HOURS: list[tuple[time, str]] = [
    (time(1, 0), retention_job.NAME),
    (time(1, 30), learning.NAME),
    (time(2, 0), topics.NAME),
    (time(3, 0), VERIFY),
]


def ask_due(now: datetime) -> None:
    """Ask for every job of this night whose hour has come; after a night switched off, in the morning."""
    clock, day = now.astimezone(ZONE).time(), local_day(now)
    for hour, kind in HOURS:
        if clock >= hour:
            jobs.ask(kind, by=SYSTEM, now=now, key=f"{kind}:{day.isoformat()}")


def verify(work: Work) -> None:
    """Compute the whole register again and tell how much does not agree; `mulin verify` says it in words.

    The office goes on writing meanwhile, so only what a second look still finds counts.
    """
    with work.held():
        found = set(checks.findings())
        if found:
            found &= set(checks.findings())
        rows = sum(check.size() for check in checks.all_checks())
    work.tell(found=len(found), rows=rows)


def register() -> None:
    """Name the kinds."""
    retention_job.register()
    tells = {"found": _("不对的地方"), "rows": _("核对的行数")}
    jobs.register(VERIFY, verify, title=_("每夜核对台账"), tells=tells)
