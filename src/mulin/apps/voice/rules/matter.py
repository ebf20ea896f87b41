"""The life of a matter as a fold of its register entries.

`step` is the only place that knows what may follow what. An action asks it before it writes, and `mulin verify` asks it
again for every entry ever written: both must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from mulin.apps.voice.rules import handing, pausing, rounds
from mulin.apps.voice.rules.handing import HANDING
from mulin.apps.voice.rules.pausing import STILL
from mulin.apps.voice.rules.reading import as_day, as_moment, need
from mulin.apps.voice.rules.state import (
    ANSWERING,
    FIRST_RULES,
    JUDGING,
    LIVE,
    MEETING_LEVEL,
    Judgement,
    Matter,
    Outcome,
    Phase,
    Promise,
)
from mulin.core.records.days import end_of
from mulin.core.records.writing import Line as Said
from mulin.core.refusals import Refusal

__all__ = [
    "ANSWERING",
    "HANDING",
    "JUDGING",
    "LIVE",
    "MEETING_LEVEL",
    "UNANSWERED",
    "Judgement",
    "Matter",
    "Outcome",
    "Phase",
    "Promise",
    "fold",
    "step",
]

UNANSWERED = frozenset({Phase.OPEN, Phase.ASKED, Phase.ACCEPTED, Phase.RETURNED})


def _promise_due(state: Matter) -> datetime | None:
    days = [promise.due for promise in state.open_promises]
    return end_of(max(days)) if days else state.due


def _opened(_state: None, said: Said) -> Matter:
    fact = said.payload
    return Matter(
        phase=Phase.OPEN,
        title=fact["title"],
        klass=fact["class"],
        holder=fact["holder"],
        level=fact["level"],
        due=as_moment(fact["due"]),
        clock_start=as_moment(fact["clock_start"]),
        voices=tuple(fact["voices"]),
        category=fact["category"],
        klass_from=as_day(fact["class_from"]) if "class_from" in fact else FIRST_RULES,
        pause_limit=fact.get("pause_days"),
    )


def _linked(state: Matter, said: Said) -> Matter:
    voice = said.payload["voice"]
    need(state.phase is not Phase.MERGED, _("这件事已经并入另一件，请到那一件去关联。"))
    need(state.phase is not Phase.CLOSED, _("这件事已经了结。还有问题的话，请另立一件，或请当时反映的人说“又坏了”。"))
    need(voice not in state.voices, _("这条民声已经在这件事里了。"))
    start = min(state.clock_start, as_moment(said.payload["recorded_at"]))
    due = state.due  # the oldest voice governs the clock
    if "due" in said.payload:
        due = as_moment(said.payload["due"]) if said.payload["due"] else due
        need(due is None or state.due is None or due <= state.due, _("关联一条民声不能让时限变晚。"))
    elif due is not None and state.phase in UNANSWERED:
        due -= state.clock_start - start
    return replace(state, voices=(*state.voices, voice), clock_start=start, due=due)


def _unlinked(state: Matter, said: Said) -> Matter:
    voice = said.payload["voice"]
    need(voice in state.voices, _("这条民声不在这件事里。"))
    need(len(state.voices) > 1, _("一件事至少要有一条民声；要撤掉请并入另一件事。"))
    need(voice not in state.judged, _("这位邻居已经评过了，不能再移走。"))
    start, due = state.clock_start, state.due  # the oldest of those who stay governs again
    if "clock_start" in said.payload:
        start = as_moment(said.payload["clock_start"])
        due = as_moment(said.payload["due"]) if "due" in said.payload else due
        need(start >= state.clock_start and state.round == 1, _("移出一条民声不能让时限变早。"))
    stay = tuple(other for other in state.voices if other != voice)
    return replace(state, voices=stay, clock_start=start, due=due)


def _recategorised(state: Matter, said: Said) -> Matter:
    need(said.payload["category"] != state.category, _("已经是这个类别了。"))
    return replace(state, category=said.payload["category"])


def _edited(state: Matter, said: Said) -> Matter:
    return replace(state, title=said.payload["title"])


def _asked(state: Matter, said: Said) -> Matter:
    need(
        state.phase in {Phase.OPEN, Phase.ASKED, Phase.RETURNED, Phase.ACCEPTED, Phase.PLANNED},
        _("现在不能再交给别的单位：已经有人答应了，或者正在等大家评一评。"),
    )
    fact = said.payload
    return replace(state, phase=Phase.ASKED, holder=fact["to"], level=max(state.level, fact["level"]), milestone="")


def _accepted(state: Matter, said: Said) -> Matter:  # noqa: ARG001
    need(state.phase in {Phase.ASKED, Phase.OPEN, Phase.RETURNED}, _("这件事现在不在等您答应。"))
    return replace(state, phase=Phase.ACCEPTED, owners=state.owners | {state.holder})


def _declined(state: Matter, said: Said) -> Matter:
    need(state.phase in {Phase.ASKED, Phase.ACCEPTED}, _("已经答应的事不能再退回；办不了请说明理由，或提议改期。"))
    return replace(state, phase=Phase.RETURNED, holder=said.payload["back_to"])


def _promised(state: Matter, said: Said) -> Matter:
    need(state.phase in ANSWERING, _("现在不能承诺：这件事不在办理中。"))
    fact = said.payload
    due = as_day(fact["due"])
    promise = Promise(fact["id"], fact["owner"], fact["what"], due)
    after = replace(
        state,
        phase=Phase.PROMISED,
        promises=(*state.promises, promise),
        owners=state.owners | {fact["owner"]},
        milestone="",
    )
    return replace(after, due=_promise_due(after))


def _date_proposed(state: Matter, said: Said) -> Matter:
    need(state.phase is Phase.PROMISED and state.open_promises, _("还没有承诺，没有日子可改。"))
    due = as_day(said.payload["due"])
    need(due > max(promise.due for promise in state.open_promises), _("新的日子要比原来的晚；能提前就直接办完。"))
    return replace(state, proposal=due)


def _date_agreed(state: Matter, said: Said) -> Matter:  # noqa: ARG001
    need(state.proposal, _("没有待定的改期。"))
    moved = tuple(
        promise if promise.delivered else replace(promise, due=state.proposal or promise.due)
        for promise in state.promises
    )
    after = replace(state, promises=moved, proposal=None)
    return replace(after, due=_promise_due(after))


def _date_refused(state: Matter, said: Said) -> Matter:  # noqa: ARG001
    need(state.proposal, _("没有待定的改期。"))
    return replace(state, proposal=None)


def _milestone(state: Matter, said: Said) -> Matter:
    need(state.phase in ANSWERING, _("现在不能列入计划：这件事不在办理中。"))
    need(not state.open_promises, _("已经有承诺在办，不能改成列入计划；需要时请提议改期。"))
    fact = said.payload
    owners = state.owners | {state.holder}
    return replace(state, phase=Phase.PLANNED, milestone=fact["text"], due=end_of(as_day(fact["due"])), owners=owners)


def _progress(state: Matter, said: Said) -> Matter:  # noqa: ARG001
    need(state.phase in ANSWERING | {Phase.MEETING}, _("这件事不在办理中，不能记进展。"))
    return state


def _delivered(state: Matter, said: Said) -> Matter:
    need(state.phase is Phase.PROMISED, _("还没有承诺过，先说好办什么、哪天办完。"))
    name = said.payload["id"]
    need(any(promise.id == name for promise in state.open_promises), _("这项承诺已经办完，或者没有这项承诺。"))
    promises = tuple(replace(promise, delivered=True) if promise.id == name else promise for promise in state.promises)
    after = replace(state, promises=promises)
    if after.open_promises:
        return replace(after, due=_promise_due(after))
    return replace(
        after,
        phase=Phase.DONE,
        due=None,
        proposal=None,
        **STILL,
        judged={},
        window_ends=as_moment(said.payload["window_ends"]),
    )


def _explained(state: Matter, said: Said) -> Matter:
    need(state.phase in ANSWERING, _("这件事不在办理中，不能说明办不了。"))
    return replace(
        state,
        phase=Phase.EXPLAINED,
        due=None,
        proposal=None,
        **STILL,
        judged={},
        owners=state.owners | {state.holder},
        window_ends=as_moment(said.payload["window_ends"]),
    )


def _judged(state: Matter, said: Said) -> Matter:
    fact = said.payload
    need(state.phase in JUDGING, _("现在不是评议的时候：要等办完以后。"))
    need(fact["voice"] in state.voices, _("只有反映过这件事的人可以评。"))
    need(fact["voice"] not in state.judged, _("这条民声这一轮已经评过了。"))
    need(state.window_ends and said.at < state.window_ends, _("这一轮评议已经结束。"))
    judgement = Judgement(fact["heard"], fact["solved"], fact["satisfied"])
    return replace(state, judged={**state.judged, fact["voice"]: judgement})


def _settled(state: Matter, said: Said) -> Matter:
    need(state.phase in JUDGING, _("没有在评议的事可以了结。"))
    return replace(
        state,
        phase=Phase.CLOSED,
        outcome=Outcome(said.payload["outcome"]),
        due=None,
        window_ends=None,
        closed_at=said.at,
    )


def _reopened(state: Matter, said: Said) -> Matter:
    need(state.phase in JUDGING | {Phase.CLOSED}, _("还在办的事不用重新打开。"))
    fact = said.payload
    level = fact["level"]
    need(level > state.level or level == MEETING_LEVEL, _("重新打开要高一级来办。"))
    return replace(
        state,
        phase=Phase.MEETING if level == MEETING_LEVEL else Phase.OPEN,
        round=state.round + 1,
        level=level,
        holder=fact["holder"],
        due=as_moment(fact["due"]),
        clock_start=said.at,
        promises=(),
        judged={},
        window_ends=None,
        outcome=Outcome.NONE,
        closed_at=None,
        milestone="",
        **STILL,
        paused_days=0,
    )


def _met(state: Matter, said: Said) -> Matter:
    need(state.phase is Phase.MEETING, _("这件事不在等会议。"))
    return replace(state, phase=Phase.OPEN, due=as_moment(said.payload["due"]), clock_start=said.at)


def _merged(state: Matter, said: Said) -> Matter:
    need(state.phase in LIVE, _("已经办完的事不能再并入别的事。"))
    return replace(state, phase=Phase.MERGED, merged_into=said.payload["into"], due=None)


def _unmerged(state: Matter, said: Said) -> Matter:
    need(state.phase is Phase.MERGED, _("这件事没有并入别的事。"))
    return replace(state, phase=Phase.OPEN, merged_into="", due=as_moment(said.payload["due"]), **STILL)


def _nothing(state: Matter, said: Said) -> Matter:  # noqa: ARG001
    return state


_STEPS: dict[str, Callable[[Any, Said], Matter]] = {
    "opened": _opened,
    "linked": _linked,
    "unlinked": _unlinked,
    "edited": _edited,
    "recategorised": _recategorised,
    "split": _nothing,
    "asked": _asked,
    "accepted": _accepted,
    "declined": _declined,
    "promised": _promised,
    "date_proposed": _date_proposed,
    "date_agreed": _date_agreed,
    "date_refused": _date_refused,
    "milestone": _milestone,
    "paused": pausing.paused,
    "resumed": pausing.resumed,
    "late_told": pausing.late_told,
    "handover_proposed": handing.handover_proposed,
    "handover_accepted": handing.handover_accepted,
    "handover_refused": handing.handover_refused,
    "progress": _progress,
    "delivered": _delivered,
    "explained": _explained,
    "judged": _judged,
    "settled": _settled,
    "reopened": _reopened,
    "met": _met,
    "merged": _merged,
    "unmerged": _unmerged,
    "replied": _nothing,
    "call_wanted": _nothing,
    "called": _nothing,
}


def step(state: Matter | None, said: Said) -> Matter | None:
    """The state after one more entry.

    Entries of the voice that opened the number (`heard`, `consented` …) do not move the matter.

    Raises
    ------
    Refusal
        The entry may not follow; the message says why.
    """
    move = _STEPS.get(said.verb)
    if move is None:
        return state
    if (state is None) != (said.verb == "opened"):
        raise Refusal(_("这件事还没有立项。") if state is None else _("这件事已经立项了。"))
    after = move(state, said)
    if state is not None and after.due != state.due and said.verb not in {"paused", "resumed"}:
        later = after.due is None or state.due is None or after.due > state.due
        after = replace(after, unpaused_due=None, told=0 if later else after.told)  # of another clock nobody has heard
    if after.handover and (after.phase not in HANDING or (state is not None and after.holder != state.holder)):
        after = replace(after, handover="")
    return replace(after, rounds=rounds.track(state, after, said))


def fold(entries: Iterable[Said]) -> Matter | None:
    """The state that all entries together say; None while no matter was opened under the number."""
    state: Matter | None = None
    for said in entries:
        state = step(state, said)
    return state
