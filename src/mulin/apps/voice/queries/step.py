"""How far a matter is, in a few words, and the state of the tag round them; no state where they stand bare."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mulin.apps.voice.rules.matter import Outcome, Phase

Step = tuple[str, Promise | str]

ENDED: dict[str, Step] = {
    Outcome.SOLVED: ("done", _("解决了")),
    Outcome.EXPLAINED: ("closed", _("说明了，没有解决")),
    Outcome.UNJUDGED: ("closed", _("没有人来评")),
}
STANDS: dict[str, Step] = {
    Phase.OPEN: ("", _("待安排")),
    Phase.ASKED: ("", _("等答应")),
    Phase.ACCEPTED: ("", _("答应了")),
    Phase.RETURNED: ("", _("退回街道")),
    Phase.PROMISED: ("", _("正在办")),
    Phase.PLANNED: ("", _("在计划里")),
    Phase.MEETING: ("", _("等开会议一议")),
    Phase.DONE: ("now", _("请反映人评")),
    Phase.EXPLAINED: ("now", _("说明了办不了，等反映人")),
}
MERGED: Step = ("", _("并入别的事"))


def step(phase: str, outcome: str) -> Step:
    """How far it is."""
    return ENDED[outcome] if outcome else STANDS.get(phase, MERGED)
