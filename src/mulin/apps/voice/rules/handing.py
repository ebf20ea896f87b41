"""A matter is handed on only when the other unit says yes: steps of the fold."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from mulin.apps.voice.rules.reading import need
from mulin.apps.voice.rules.state import Matter, Phase
from mulin.core.records.writing import Line as Said

HANDING = frozenset({Phase.ACCEPTED, Phase.PLANNED})


def handover_proposed(state: Matter, said: Said) -> Matter:
    """Ask another unit to take over; the holder stays who it is."""
    need(state.phase in HANDING, _("答应了、还没有承诺的事才能转交；没答应的，说“不归我们管”就行。"))
    need(not state.handover, _("已经在等另一家答应了。"))
    need(said.payload["to"] != state.holder, _("这件事本来就在他们手上。"))
    return replace(state, handover=said.payload["to"])


def handover_accepted(state: Matter, said: Said) -> Matter:
    """The other unit takes over; the clock runs on."""
    fact = said.payload
    need(state.handover and fact["to"] == state.handover, _("没有人要转交这件事。"))
    level, owners = max(state.level, fact["level"]), state.owners | {state.holder, fact["to"]}
    return replace(state, phase=Phase.ACCEPTED, holder=fact["to"], level=level, owners=owners, handover="")


def handover_refused(state: Matter, said: Said) -> Matter:  # noqa: ARG001
    """The other unit does not; the first keeps it."""
    need(state.handover, _("没有人要转交这件事。"))
    return replace(state, handover="")
