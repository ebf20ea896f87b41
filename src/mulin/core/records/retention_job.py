"""The nightly job: what is due goes, class by class, a batch a step; and what is left of it in the file goes too."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mulin.core import jobs
from mulin.core.jobs.asking import KEPT
from mulin.core.jobs.models import Job, State
from mulin.core.jobs.work import Work
from mulin.core.records import forgetting, retention
from mulin.core.records.retention import Kept, before

NAME = "retention"


def _figure(kept: Kept) -> str:
    return kept.name.replace(".", "_")


def run(work: Work) -> None:
    """Every class in turn; the counts that were told are those of finished steps."""
    for kept in retention.every():
        gone = -1
        while gone:
            with work.step():
                gone = retention.step(kept, now=work.now())
                if gone:
                    work.tell(**{_figure(kept): work.told.get(_figure(kept), 0) + gone})
    with work.held():
        forgetting.clean_indexes()
        forgetting.clean_file()


def _finished(now: datetime, days: int) -> QuerySet[Job]:
    rows = Job.objects.filter(state__in=[State.DONE, State.FAILED], ended_at__lt=before(now, days))
    return rows.order_by("pk")


def register_own() -> None:
    """Name the class of jobs that are over."""
    source = _("做完的后台任务只有数字，看过就没有用处了；天数是本地定的")
    retention.register(
        Kept("jobs.finished", _("做完的后台任务"), KEPT.days, source, _finished, retention.delete, most=KEPT.days)
    )


def register() -> None:
    """Name the job; called when every package has named its classes."""
    tells = {_figure(kept): kept.title for kept in retention.every()}
    jobs.register(NAME, run, title=_("删除到期的资料"), tells=tells)
