"""Every night a backup and a drill, each as a job with the day's key."""

from __future__ import annotations

from datetime import time

from django.utils.translation import gettext_lazy as _

from mulin.core import jobs
from mulin.core.jobs.work import Work
from mulin.core.refusals import Refusal
from mulin.project import nightly
from mulin.project.backup import drilling, making, standing
from mulin.project.backup.refusals import Unusable
from mulin.project.backup.shelf import Shelf

BACKUP, DRILL = "backup", "drill"
HOURS = [(time(2, 0), BACKUP), (time(3, 30), DRILL)]


def backup(work: Work) -> None:
    """Make the night's set; made again after a kill, the half one is gone."""
    plan = standing.plan()
    try:
        with work.held():
            made = making.make(Shelf(plan.root), plan.rule, now=work.now(), recipient=plan.recipient)
    except Unusable as no:
        raise Refusal(str(no)) from no
    work.tell(
        rows=sum(made.manifest.counts.values()),
        files=made.manifest.files,
        bytes=made.manifest.size,
        milliseconds=made.manifest.seconds_ms,
    )


def drill(work: Work) -> None:
    """Restore the newest set in a scratch place and look; what was wrong in words stands with the last drill."""
    try:
        with work.held():
            done = drilling.drill(Shelf(standing.plan().root), now=work.now())
    except Unusable as no:
        raise Refusal(str(no)) from no
    work.tell(checked=len(done.checked), wrong=len(done.wrong), milliseconds=int(done.seconds * 1000))
    if not done.good:
        raise Refusal(_("恢复演练没有通过，请运行 mulin drill 看原因。"))


def register() -> None:
    """Name the kinds; they are asked for at night where backups are switched on."""
    tells = {
        "rows": _("行数"),
        "files": _("附件数"),
        "bytes": _("字节"),
        "milliseconds": _("毫秒"),
        "checked": _("查过的项目"),
        "wrong": _("不对的地方"),
    }
    jobs.register(BACKUP, backup, title=_("每夜备份"), tells=tells, attempts=3)
    jobs.register(DRILL, drill, title=_("每夜恢复演练"), tells=tells, attempts=2)
    try:
        asked = standing.plan().on
    except Unusable:
        asked = True  # the job itself fails, and says which setting cannot be read
    nightly.HOURS[:] = [pair for pair in nightly.HOURS if pair[1] not in {BACKUP, DRILL}] + (HOURS if asked else [])
