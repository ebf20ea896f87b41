"""A long list brought in by a worker: all of it is checked first, and nothing is stored while anything is wrong.

Residents are then written some hundred rows at a time, so that nobody else has to wait, and a killed worker's list is
finished by the next one: rows that are in are found there and not written again. Places and units rest on rows of
their own list and are written at once.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.core import jobs
from mulin.core.access.models import Login
from mulin.core.access.viewers import viewer_of
from mulin.core.gate import Viewer
from mulin.core.jobs.kinds import Text
from mulin.core.jobs.models import Job, State
from mulin.core.jobs.work import Work
from mulin.core.places.models import Place
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal
from mulin.project.imports import staging
from mulin.project.imports.lists import KINDS, Kind, bring_in
from mulin.project.imports.sheet import Sheet, read

KIND = "import.list"
BEAT = 1000  # rows checked between two signs of life


def run(work: Work) -> None:
    """Check the list, then bring it in.

    Raises
    ------
    Refusal
        The upload is gone, or something is wrong with the list; nothing (more) was stored.
    Http404
        Whoever asked may not bring in such lists any more.
    """
    kind, upload = KINDS[work.facts["list"]], work.facts["upload"]
    if work.cursor.get("row", 0) < work.facts["rows"]:
        by = _asker(work, kind)
        staged = staging.find(UUID(upload), owner=by.ref, now=work.now())
        if staged is None:
            raise Refusal(_("上传的名单已经不在了，请再上传一次。"))
        sheet = read(staged.data)
        community = Place.objects.filter(path=work.facts["whose"]).first() if work.facts["whose"] else None
        if not work.cursor.get("checked"):
            _check(work, kind, sheet, by, community)
        _write(work, kind, sheet, by, community)
    if not staging.problems_of(upload):
        staging.drop(upload)


def _asker(work: Work, kind: Kind) -> Viewer:
    """Whoever asked, with what she may do today."""
    login = Login.objects.filter(uuid=work.job.asked_by.removeprefix("login:"), is_active=True).first()
    if login is None:
        raise Http404
    by = viewer_of(login, today=local_day(work.now()))
    if not by.can_somewhere(kind.verb):
        raise Http404
    return by


def _check(work: Work, kind: Kind, sheet: Sheet, by: Viewer, community: Place | None) -> None:
    """The whole list before anything of it is written."""

    def alive(done: int, _of: int) -> None:
        if done % BEAT == 0:
            with work.step():
                pass

    with work.step(size=0):
        pass
    plan = kind.make(by=by, now=work.now(), community=community).check(sheet, work.facts["columns"], alive)
    staging.set_problems(work.facts["upload"], plan.problems)
    if plan.problems:
        raise Refusal(_("有 %(n)s 处要改，什么都还没有存。") % {"n": len(plan.problems)})
    with work.step(done=0, size=len(sheet.lines), checked=True):
        pass


def _write(work: Work, kind: Kind, sheet: Sheet, by: Viewer, community: Place | None) -> None:
    """Row after row; what somebody else changed meanwhile, so that a row fits no more, is left out and told."""
    rows = len(sheet.lines)
    size = kind.batch or rows
    for start in range(work.cursor.get("row", 0), rows, size):
        end = min(start + size, rows)
        part = Sheet(sheet.head, sheet.lines[start:end])
        told = {name: work.told.get(name, 0) for name in TELLS}
        with work.step(done=end, size=rows, row=end):
            plan = bring_in(
                kind,
                part,
                work.facts["columns"],
                by=by,
                now=work.now(),
                community=community,
                leave_out=bool(kind.batch),
            )
            if plan.problems and not kind.batch:
                staging.set_problems(work.facts["upload"], plan.problems)
                raise Refusal(_("有 %(n)s 处要改，什么都还没有存。") % {"n": len(plan.problems)})
            found = {
                "new": plan.new,
                "changed": plan.changed,
                "same": plan.same,
                "left_out": len({one.line for one in plan.problems}),
            }
            work.tell(**{name: told[name] + found[name] for name in TELLS})
            if plan.problems:
                before = [one for one in staging.problems_of(work.facts["upload"]) if one.line < part.lines[0].number]
                staging.set_problems(work.facts["upload"], [*before, *plan.problems])


TELLS: dict[str, Text] = {
    "new": gettext_lazy("新的"),
    "changed": gettext_lazy("改了的"),
    "same": gettext_lazy("没变的"),
    "left_out": gettext_lazy("没有存进去的"),
}


def _title(job: Job) -> Text:
    return _("导入%(what)s") % {"what": KINDS[job.asked["list"]].title}


def _onward(job: Job) -> tuple[str, Text] | None:
    facts = job.asked
    if job.state == State.FAILED or staging.problems_of(facts["upload"]):
        return reverse("imports:staged", args=[facts["upload"]]), _("看看要改哪里")
    return reverse(f"imports:{facts['list']}"), _("再导入一份")


def register() -> None:
    """Name the kind."""
    jobs.register(
        KIND,
        run,
        title=gettext_lazy("导入名单"),
        title_for=_title,
        tells=TELLS,
        leads_to=_onward,
        lease=timedelta(minutes=5),
    )
