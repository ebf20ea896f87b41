"""Background work (后台任务): rows of the project's own database, run by `mulin work`, no other server.

A job is asked for in the transaction of whoever asks. A worker takes it under a lease and does it in steps; each step
is one transaction that holds the proof of the lease, the effect, and how far it got. So a killed worker's job goes on
where its last finished step ended, and no step counts twice.

    jobs.register("people.list", run, title=_("导入居民名单"))          # in AppConfig.ready
    jobs.ask("people.list", by=viewer, now=now, key=token, facts={"upload": str(uuid)})

    def run(work: Work) -> None:
        for start in range(work.cursor.get("row", 0), len(rows), 200):
            with work.step(done=start + 200, size=len(rows), row=start + 200):
                write(rows[start : start + 200])

What cannot be cut into steps and is safe to do again (a check, a backup) is done inside `with work.held():`.

Jobs write no register entry: what happened is said by the actions that a step calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mulin.core.jobs.kinds import register

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from mulin.core.gate import Viewer
    from mulin.core.jobs.models import Job

__all__ = ["ask", "register"]


def ask(
    kind: str,
    *,
    by: Viewer,
    now: datetime,
    key: str = "",
    facts: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> Job:
    """Ask for a job in the caller's transaction; the same key gives the same job (see `jobs.asking`)."""
    from mulin.core.jobs import asking  # noqa: PLC0415 - tables are there only once Django is set up

    return asking.ask(kind, by=by, now=now, key=key, facts=facts, at=at)
