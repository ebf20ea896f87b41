"""The life of a meeting as a fold of its register entries.

`step` is the only place that knows what may follow what. An action asks it before it writes, and `mulin verify` asks it
again for every entry ever written: both must agree. Nobody is named in an entry: a seat is a uuid, an office its uuid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from django.utils.translation import gettext as _

from mulin.core.refusals import Refusal

LATEST = timedelta(days=366)  # how far ahead a meeting may be called
OLDEST = timedelta(days=366)  # how long ago a meeting written down from paper may have been
DOORS_OPEN = timedelta(hours=3)  # how long before the start people may sign in


class Said(Protocol):
    """A register entry as the rules read it."""

    @property
    def verb(self) -> str: ...  # noqa: D102
    @property
    def at(self) -> datetime: ...  # noqa: D102
    @property
    def payload(self) -> dict[str, Any]: ...  # noqa: D102


class Phase(StrEnum):
    """Where a meeting stands."""

    WANTED = "wanted"
    NOTICED = "noticed"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Item:
    """Something on the agenda; `about` is the register number of a thread."""

    title: str
    about: str = ""
    disposition: str = ""
    postponed: bool = False


@dataclass(frozen=True)
class Seat:
    """Somebody's place in the meeting."""

    capacity: str
    office: str
    came_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True)
class Meeting:
    """The state of a meeting: what all its entries together say."""

    phase: Phase
    kind: str
    title: str
    place: str
    room: str = ""
    starts_at: datetime | None = None
    convenor: str = ""
    notice: str = ""
    summary: str = ""
    items: Mapping[int, Item] = field(default_factory=dict)
    seats: Mapping[str, Seat] = field(default_factory=dict)

    @property
    def unsettled(self) -> list[Item]:
        """Items of which nothing was said yet."""
        return [item for item in self.items.values() if not item.disposition]


def _need(condition: object, why: str) -> None:
    if not condition:
        raise Refusal(why)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _begun(state: Meeting, at: datetime, early: timedelta = timedelta()) -> bool:
    return state.starts_at is not None and at >= state.starts_at - early


def _live(state: Meeting) -> None:
    _need(state.phase is not Phase.HELD, _("这个会已经开完了。"))
    _need(state.phase is not Phase.CANCELLED, _("这个会已经取消了。"))


def _wanted(_state: None, said: Said) -> Meeting:
    fact = said.payload
    return Meeting(Phase.WANTED, fact["kind"], fact["title"], fact["place"], convenor=fact["convenor"])


def _called(state: Meeting, said: Said) -> Meeting:
    _live(state)
    fact = said.payload
    starts_at = _moment(fact["starts_at"])
    _need(not state.seats, _("已经有人签到，不能再改时间地点。"))
    _need(starts_at <= said.at + LATEST, _("开会的时间太远了，请检查年份。"))
    _need(starts_at >= said.at - OLDEST, _("开会的时间太早了，请检查年份。"))
    _need(fact["room"], _("请写在哪里开。"))
    return replace(
        state,
        phase=Phase.NOTICED,
        kind=fact["kind"],
        title=fact["title"],
        room=fact["room"],
        starts_at=starts_at,
        convenor=fact["convenor"],
        notice=fact["notice"],
    )


def _item_added(state: Meeting, said: Said) -> Meeting:
    _live(state)
    fact = said.payload
    _need(fact["order"] == len(state.items) + 1, _("议题的次序不对。"))
    _need(fact["title"], _("请写议题。"))
    about = fact["about"]
    _need(not about or all(item.about != about for item in state.items.values()), _("这件事已经在议题里了。"))
    return replace(state, items={**state.items, fact["order"]: Item(fact["title"], about)})


def _signed_in(state: Meeting, said: Said) -> Meeting:
    _live(state)
    _need(state.phase is Phase.NOTICED, _("还没有定开会的时间和地点。"))
    fact = said.payload
    came_at = _moment(fact["came_at"])
    _need(_begun(state, said.at, DOORS_OPEN), _("离开会还早，开会前三小时起可以签到。"))
    _need(came_at <= said.at, _("签到的时间不能在将来。"))
    _need(_begun(state, came_at, DOORS_OPEN), _("签到的时间比开会早太多了。"))
    _need(fact["seat"] not in state.seats, _("已经签到了。"))
    seat = Seat(fact["capacity"], fact["office"], came_at)
    return replace(state, seats={**state.seats, fact["seat"]: seat})


def _signed_out(state: Meeting, said: Said) -> Meeting:
    _live(state)
    fact = said.payload
    seat = state.seats.get(fact["seat"])
    if seat is None or seat.left_at is not None:
        raise Refusal(_("没有签到，或者已经签退了。"))
    left_at = _moment(fact["left_at"])
    _need(seat.came_at <= left_at <= said.at, _("签退的时间不能早于签到，也不能在将来。"))
    return replace(state, seats={**state.seats, fact["seat"]: replace(seat, left_at=left_at)})


def _disposed(state: Meeting, said: Said) -> Meeting:
    _live(state)
    fact = said.payload
    item = state.items.get(fact["order"])
    if item is None:
        raise Refusal(_("没有这个议题。"))
    _need(state.phase is Phase.NOTICED and _begun(state, said.at), _("会还没有开，不能记结果。"))
    _need(state.seats, _("还没有人签到：请先签到，再记结果。"))
    _need(not item.disposition, _("这个议题已经记过结果了。"))
    _need(fact["text"], _("请写下怎么定的。"))
    after = replace(item, disposition=fact["text"], postponed=fact["postponed"])
    return replace(state, items={**state.items, fact["order"]: after})


def _closed(state: Meeting, said: Said) -> Meeting:
    _live(state)
    _need(state.phase is Phase.NOTICED and _begun(state, said.at), _("会还没有开，不能结束。"))
    _need(state.seats, _("还没有人签到；没有开成的会请取消。"))
    _need(not state.unsettled, _("还有议题没有记结果；没议到的请记“留到下次”。"))
    _need(said.payload["summary"], _("请写会议纪要。"))
    return replace(state, phase=Phase.HELD, summary=said.payload["summary"])


def _cancelled(state: Meeting, said: Said) -> Meeting:
    _live(state)
    _need(said.payload["reason"], _("请写为什么取消。"))
    _need(all(not item.disposition for item in state.items.values()), _("已经记了结果的会不能取消。"))
    return replace(state, phase=Phase.CANCELLED, summary=said.payload["reason"])


_STEPS: dict[str, Callable[[Any, Said], Meeting]] = {
    "wanted": _wanted,
    "called": _called,
    "item_added": _item_added,
    "signed_in": _signed_in,
    "signed_out": _signed_out,
    "disposed": _disposed,
    "closed": _closed,
    "cancelled": _cancelled,
}


def step(state: Meeting | None, said: Said) -> Meeting:
    """The state after one more entry.

    Raises
    ------
    Refusal
        The entry may not follow; the message says why.

    """
    move = _STEPS.get(said.verb)
    if move is None:
        raise Refusal(_("会议里没有这一步：%(verb)s。") % {"verb": said.verb})
    if (state is None) != (said.verb == "wanted"):
        raise Refusal(_("还没有这个会。") if state is None else _("这个会已经立了。"))
    return move(state, said)


def fold(entries: Iterable[Said]) -> Meeting | None:
    """The state that all entries together say; None when there is none."""
    state: Meeting | None = None
    for said in entries:
        state = step(state, said)
    return state
