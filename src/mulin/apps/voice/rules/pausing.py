"""A matter's clock stands still, goes on, and is told to be late: steps of the fold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from mulin.apps.voice.rules import clock
from mulin.apps.voice.rules.reading import as_day, as_moment, need
from mulin.apps.voice.rules.state import ANSWERING, LIVE, Matter
from mulin.core.records.days import end_of
from mulin.core.records.writing import Line as Said
from mulin.core.refusals import Refusal

STILL: dict[str, Any] = {"paused_until": None, "paused_at": None, "unpaused_due": None}  # no pause is running


def paused(state: Matter, said: Said) -> Matter:
    """Let the clock stand still for a listed reason, to a day."""
    need(state.phase in ANSWERING and state.due, _("这件事现在没有在走的时限。"))
    need(state.paused_until is None, _("时限已经停着。"))
    until, due = as_day(said.payload["until"]), state.due
    need(end_of(until) > said.at, _("暂停的截止日子已经过了。"))
    days = clock.stood(said.at, until)
    if state.pause_limit is not None and state.paused_days + days > state.pause_limit:
        left = state.pause_limit - state.paused_days
        need(left > 0, _("这类事的时限一共只能停 %(most)s 天，已经停满了。") % {"most": state.pause_limit})
        text = _("这类事的时限一共只能停 %(most)s 天，还能停 %(left)s 天，最晚停到 %(day)s。")
        raise Refusal(text % {"most": state.pause_limit, "left": left, "day": until - timedelta(days=days - left)})
    if "due" in said.payload:
        after = as_moment(said.payload["due"])
        need(due and after >= due, _("暂停不能让时限变早。"))
    else:
        after = clock.paused_on(due or said.at, at=said.at, until=until)
    return replace(
        state,
        paused_until=until,
        paused_at=said.at,
        paused_days=state.paused_days + days,
        unpaused_due=due,
        due=after,
        told=0,
    )


def resumed(state: Matter, said: Said) -> Matter:
    """Let the clock go on."""
    need(state.paused_until, _("时限没有停着。"))
    until, due, days = state.paused_until or said.at.date(), state.due, state.paused_days
    if due is not None and end_of(until) > said.at:
        if "due" not in said.payload:
            due = clock.paused_back(due, at=said.at, until=until)
        elif said.payload["due"]:
            due = as_moment(said.payload["due"])
            need(state.unpaused_due and state.due and state.unpaused_due <= due <= state.due, _("时限算得不对。"))
        if state.paused_at is not None:
            days -= clock.stood(state.paused_at, until) - clock.gone(state.paused_at, said.at)
    return replace(state, paused_until=None, paused_at=None, unpaused_due=None, paused_days=days, due=due)


def late_told(state: Matter, said: Said) -> Matter:
    """Say that the next step up heard that it is late."""
    need(state.phase in LIVE and state.due and state.due <= said.at, _("这件事没有晚。"))
    need(said.payload["step"] == state.told + 1, _("晚了要一级一级往上报，不能重复，也不能跳。"))
    return replace(state, told=state.told + 1)
