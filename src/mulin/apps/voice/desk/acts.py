"""Everything that can be done to a matter from its working page: what it is called, its form, and the one action."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.actions import answering, categories, clocks, handover, joining, matters, splitting
from mulin.apps.voice.actions.answering import Photo
from mulin.apps.voice.forms import (
    AgreeForm,
    AskForm,
    DateForm,
    DeliverForm,
    EditForm,
    ExplainForm,
    HandOverForm,
    NumberForm,
    PauseForm,
    PlanForm,
    PromiseForm,
    RecategoriseForm,
    ReportForm,
    SplitForm,
    TakeForm,
    WordsForm,
)
from mulin.apps.voice.models import Commitment, Matter, Voice
from mulin.apps.voice.queries import categories as known
from mulin.apps.voice.queries import classes, routes
from mulin.apps.voice.queries.voices import splittable
from mulin.apps.voice.rules.handing import HANDING
from mulin.apps.voice.rules.matter import LIVE, Phase
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.groups.queries import units_for
from mulin.core.records.days import local_day
from mulin.core.records.numbering import parse

Data = dict[str, Any]
ANSWERING = frozenset({Phase.OPEN, Phase.ASKED, Phase.ACCEPTED, Phase.RETURNED, Phase.PROMISED, Phase.PLANNED})


@dataclass(frozen=True)
class Act:
    """One thing to do. `verb` says who may (see the gate), `when` in which phases it makes sense."""

    code: str
    label: str | LazyText
    verb: str
    when: Callable[[Matter], bool]
    form: Callable[[Matter, QueryDict | None, Any], forms.Form]
    run: Callable[[Matter, Data, Viewer, datetime], object]
    main: bool = False


def _plain(kind: Callable[..., forms.Form]) -> Callable[[Matter, QueryDict | None, Any], forms.Form]:
    return lambda matter, data, files: kind(data, files)


def _asking(matter: Matter, data: QueryDict | None, files: Any) -> forms.Form:  # noqa: ARG001
    name = known.name(matter.category)
    units = units_for(matter.place_path)
    found = routes.suggestions(matter.place_path, [(matter.category, name)], units=units, day=timezone.localdate())
    return AskForm(data, units=units, suggested=found[matter.category])


def _handing(matter: Matter, data: QueryDict | None, files: Any) -> forms.Form:  # noqa: ARG001
    return HandOverForm(data, units=[unit for unit in units_for(matter.place_path) if unit.pk != matter.holder_id])


def _editing(matter: Matter, data: QueryDict | None, files: Any) -> forms.Form:  # noqa: ARG001
    initial = {"title": matter.title, "description": matter.description, "based_on": matter.version}
    return EditForm(data, initial=initial)


def _recategorising(matter: Matter, data: QueryDict | None, files: Any) -> forms.Form:  # noqa: ARG001
    return RecategoriseForm(data, initial={"category": matter.category})


def _splitting(matter: Matter, data: QueryDict | None, files: Any) -> forms.Form:  # noqa: ARG001
    rows = [(row.thread.number, _line(row)) for row in splittable(matter)]
    today = classes.choices(local_day(timezone.now()))
    return SplitForm(data, voices=rows, classes=today, initial={"category": matter.category, "klass": matter.klass})


def _line(row: Voice) -> str:
    return f"{row.thread.number} · {row.place.title} · {row.words.text[:40]}"


def _due(row: Commitment) -> str:
    return gettext("%(what)s（%(days)s）") % {"what": row.what, "days": row.due_on}


def _delivering(matter: Matter, data: QueryDict | None, files: Any) -> forms.Form:
    rows = matter.commitments.filter(delivered_at__isnull=True, dropped_at__isnull=True, round=matter.round)
    return DeliverForm(data, files, commitments=[(str(row.uuid), _due(row)) for row in rows])


def _photos(data: Data) -> list[Photo]:
    return [Photo(upload.read(), "") for upload in data.get("photos", ())]


def _number(matter: Matter) -> str:
    return matter.thread.number


def _in(*phases: Phase) -> Callable[[Matter], bool]:
    return lambda matter: matter.phase in phases


def _live(matter: Matter) -> bool:
    return matter.phase in LIVE


class NoFieldsForm(forms.Form):
    """A button is enough."""


ACTS: dict[str, Act] = {
    act.code: act
    for act in (
        Act(
            "accept",
            _("答应：归我们管"),
            "answer",
            _in(Phase.ASKED),
            _plain(NoFieldsForm),
            lambda m, d, by, now: answering.accept(number=_number(m), by=by, now=now),
            main=True,
        ),
        Act(
            "promise",
            _("承诺：办什么、哪天办好"),
            "answer",
            _in(*ANSWERING),
            _plain(PromiseForm),
            lambda m, d, by, now: answering.promise(
                number=_number(m), what=d["text"], due=d["due"], by=by, now=now, key=d["key"]
            ),
            main=True,
        ),
        Act(
            "deliver",
            _("办完了：附上照片"),
            "answer",
            _in(Phase.PROMISED),
            _delivering,
            lambda m, d, by, now: answering.deliver(
                number=_number(m),
                commitment=uuid.UUID(d["commitment"]),
                text=d["text"],
                photos=_photos(d),
                by=by,
                now=now,
                key=d["key"],
            ),
            main=True,
        ),
        Act(
            "report",
            _("报告进展"),
            "answer",
            _in(*ANSWERING, Phase.MEETING),
            _plain(ReportForm),
            lambda m, d, by, now: answering.report(
                number=_number(m), text=d["text"], photos=_photos(d), by=by, now=now, key=d["key"]
            ),
        ),
        Act(
            "propose",
            _("提议改期"),
            "answer",
            _in(Phase.PROMISED),
            _plain(DateForm),
            lambda m, d, by, now: answering.propose_date(
                number=_number(m), due=d["due"], text=d["text"], by=by, now=now, key=d["key"]
            ),
        ),
        Act(
            "plan",
            _("列入计划：下一步是什么"),
            "answer",
            lambda matter: matter.phase in ANSWERING - {Phase.PROMISED},
            _plain(PlanForm),
            lambda m, d, by, now: answering.plan(
                number=_number(m), text=d["text"], due=d["due"], by=by, now=now, key=d["key"]
            ),
        ),
        Act(
            "decline",
            _("不归我们管"),
            "answer",
            _in(Phase.ASKED, Phase.ACCEPTED),
            _plain(WordsForm),
            lambda m, d, by, now: answering.decline(number=_number(m), reason=d["text"], by=by, now=now),
        ),
        Act(
            "take",
            _("别家转来的：接不接"),
            "take",
            lambda matter: matter.handover != "",
            _plain(TakeForm),
            lambda m, d, by, now: handover.answer_handover(
                number=_number(m), agreed=d["agreed"] == "yes", text=d["text"], by=by, now=now
            ),
            main=True,
        ),
        Act(
            "handover",
            _("转交给别家（对方答应以前还归我们）"),
            "answer",
            lambda matter: matter.phase in HANDING and matter.handover == "",
            _handing,
            lambda m, d, by, now: handover.hand_over(
                number=_number(m), unit=d["unit"], text=d["text"], by=by, now=now, key=d["key"]
            ),
        ),
        Act(
            "explain",
            _("办不了：说明原因和依据"),
            "answer",
            _in(*ANSWERING),
            _plain(ExplainForm),
            lambda m, d, by, now: answering.explain(
                number=_number(m), text=d["text"], ground=d["ground"], by=by, now=now
            ),
        ),
        Act(
            "reply",
            _("公开答复一句"),
            "answer",
            lambda matter: matter.phase != Phase.MERGED,
            _plain(WordsForm),
            lambda m, d, by, now: answering.reply(number=_number(m), text=d["text"], by=by, now=now, key=d["key"]),
        ),
        Act(
            "call",
            _("请窗口联系反映人"),
            "answer",
            _live,
            _plain(WordsForm),
            lambda m, d, by, now: answering.want_call(number=_number(m), text=d["text"], by=by, now=now, key=d["key"]),
        ),
        Act(
            "ask",
            _("请谁来办"),
            "matter.open",
            _in(Phase.OPEN, Phase.ASKED, Phase.RETURNED),
            _asking,
            lambda m, d, by, now: matters.ask(
                number=_number(m), unit=d["unit"], message=d["message"], why=d["why"], by=by, now=now, key=d["key"]
            ),
            main=True,
        ),
        Act(
            "agree",
            _("同不同意改期"),
            "matter.open",
            lambda matter: matter.proposal is not None,
            _plain(AgreeForm),
            lambda m, d, by, now: matters.agree_date(
                number=_number(m), agreed=d["agreed"] == "yes", text=d["text"], by=by, now=now
            ),
            main=True,
        ),
        Act(
            "pause",
            _("时限先停一停"),
            "matter.open",
            lambda matter: matter.phase in ANSWERING and matter.paused_until is None,
            _plain(PauseForm),
            lambda m, d, by, now: clocks.pause(
                number=_number(m), reason=d["reason"], until=d["until"], text=d["text"], by=by, now=now
            ),
        ),
        Act(
            "resume",
            _("时限接着走"),
            "matter.open",
            lambda matter: matter.paused_until is not None,
            _plain(NoFieldsForm),
            lambda m, d, by, now: clocks.resume(number=_number(m), by=by, now=now),
        ),
        Act(
            "edit",
            _("改标题和说明"),
            "matter.open",
            lambda matter: matter.phase != Phase.MERGED,
            _editing,
            lambda m, d, by, now: matters.edit(
                number=_number(m),
                title=d["title"],
                description=d["description"],
                based_on=d["based_on"],
                by=by,
                now=now,
            ),
        ),
        Act(
            "merge",
            _("并入另一件事"),
            "matter.open",
            _live,
            _plain(NumberForm),
            lambda m, d, by, now: joining.merge(
                number=_number(m), into=parse(d["number"]), reason=d["reason"], by=by, now=now
            ),
        ),
        Act(
            "unmerge",
            _("重新分开"),
            "matter.open",
            _in(Phase.MERGED),
            _plain(WordsForm),
            lambda m, d, by, now: joining.unmerge(number=_number(m), reason=d["text"], by=by, now=now),
        ),
        Act(
            "split",
            _("拆出几条，另立一件"),
            "matter.open",
            lambda matter: matter.voice_count > 1 and matter.phase != Phase.MERGED,
            _splitting,
            lambda m, d, by, now: splitting.split(number=_number(m), by=by, now=now, **d),
        ),
        Act(
            "category",
            _("改类别"),
            "matter.open",
            lambda matter: matter.phase != Phase.MERGED,
            _recategorising,
            lambda m, d, by, now: categories.recategorise(number=_number(m), by=by, now=now, **d),
        ),
        Act(
            "unlink",
            _("移出一条民声"),
            "matter.open",
            lambda matter: matter.voice_count > 1,
            _plain(NumberForm),
            lambda m, d, by, now: joining.unlink(
                voice=parse(d["number"]), matter=_number(m), reason=d["reason"], by=by, now=now
            ),
        ),
    )
}


def acts_for(matter: Matter, viewer: Viewer) -> list[Act]:
    """What this viewer may do to the matter as it stands."""
    return [
        act
        for act in ACTS.values()
        if act.when(matter) and gate.may(viewer, _verb(act, matter), matter) and not _own_date(act, matter, viewer)
    ]


def _verb(act: Act, matter: Matter) -> str:
    return "matter.steer" if act.code == "ask" and matter.phase == Phase.RETURNED else act.verb


def _own_date(act: Act, matter: Matter, viewer: Viewer) -> bool:
    own = str(matter.holder.uuid) in viewer.groups
    return own and (act.code == "agree" or (act.code == "take" and matter.handover not in viewer.groups))
