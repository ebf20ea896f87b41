"""The week's visits: which visit at which time, without a helper in two places at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mulin.engines.pairing.flow import Flow


@dataclass(frozen=True)
class Slot:
    """A time of the week: day 1 (Monday) to 7, minutes after midnight."""

    id: str
    day: int
    begin: int
    end: int


@dataclass(frozen=True)
class Wish:
    """Visits a pair is to have.

    Parameters
    ----------
    helper, household : str
        References.
    visits : int
        How many in the week, on different days.
    slots : frozenset of str
        Times that suit both.
    risk : int
        1 to 4; higher goes first where times are short.
    usual : frozenset of str
        Times of last week; kept where possible.

    """

    helper: str
    household: str
    visits: int
    slots: frozenset[str]
    risk: int = 1
    usual: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Duty:
    """One visit of the rota."""

    helper: str
    household: str
    slot: str


@dataclass(frozen=True)
class Rota:
    """Visits of the week, and how many of whose could not be placed."""

    duties: tuple[Duty, ...]
    missing: tuple[tuple[str, str, int], ...] = ()


CHANGED_TIME = 1  # another time than last week
LEFT_OUT = 1_000_000  # times the risk: a visit that is not placed; above every sum of changed times


def _blocks(slots: Sequence[Slot]) -> dict[str, int]:
    """Which slots exclude each other: those that overlap share a block.

    Raises
    ------
    ValueError
        A slot ends before it begins, or overlaps in part (a helper's times must be the same or apart).

    """
    block: dict[str, int] = {}
    ends: tuple[int, int, int] | None = None
    for slot in sorted(slots, key=lambda one: (one.day, one.begin, one.end)):
        if slot.end <= slot.begin:
            raise ValueError(f"slot {slot.id} ends before it begins")
        if (
            ends is not None
            and ends[0] == slot.day
            and slot.begin < ends[1]
            and ends != (slot.day, slot.end, slot.begin)
        ):
            raise ValueError(f"slot {slot.id} overlaps another in part")
        if ends is None or ends != (slot.day, slot.end, slot.begin):
            ends = (slot.day, slot.end, slot.begin)
            block[slot.id] = len(set(block.values()))
        else:
            block[slot.id] = max(block.values())
    return block


def rota(wishes: Sequence[Wish], slots: Sequence[Slot], *, away: Collection[tuple[str, str]] = ()) -> Rota:
    """Place the week's visits by minimum-cost flow, helper by helper.

    Parameters
    ----------
    wishes : sequence of Wish
        One per pair.
    slots : sequence of Slot
        Times of the week; each the same as another or apart from it.
    away : collection of (str, str)
        Helper and slot at which she cannot.

    Returns
    -------
    Rota
        As many visits as can be, high risk first, times of last week kept; no helper twice at one time, no household
        twice a day by the same helper.

    Raises
    ------
    ValueError
        Slots overlap in part, or end before they begin.

    Examples
    --------
    >>> week = [Slot("mon", 1, 540, 600), Slot("tue", 2, 540, 600)]
    >>> both = frozenset({"mon", "tue"})
    >>> done = rota([Wish("h", "a", 2, both, risk=4), Wish("h", "b", 1, both)], week)
    >>> [(duty.household, duty.slot) for duty in done.duties], done.missing
    ([('a', 'mon'), ('a', 'tue')], (('h', 'b', 1),))

    """
    known, block = {slot.id: slot for slot in slots}, _blocks(slots)
    duties: list[Duty] = []
    missing: list[tuple[str, str, int]] = []
    for helper in sorted({wish.helper for wish in wishes}):
        mine = sorted((wish for wish in wishes if wish.helper == helper), key=lambda wish: wish.household)
        free = {slot for slot in known if (helper, slot) not in away}
        placed, short = _of_helper(mine, known, block, free)
        duties += placed
        missing += short
    order = {slot.id: (slot.day, slot.begin) for slot in slots}
    duties.sort(key=lambda duty: (duty.helper, order[duty.slot], duty.household))
    return Rota(tuple(duties), tuple(missing))


def _of_helper(
    wishes: Sequence[Wish], known: dict[str, Slot], block: dict[str, int], free: set[str]
) -> tuple[list[Duty], list[tuple[str, str, int]]]:
    """One helper's week: wish -> day of the wish -> block of time -> sink."""
    source, sink, count = 0, 1, 2
    days: dict[tuple[int, int], int] = {}
    blocks: dict[int, int] = {}
    for place, wish in enumerate(wishes):
        for slot in sorted(wish.slots & free):
            days.setdefault((place, known[slot].day), 0)
            blocks.setdefault(block[slot], 0)
    first_day = count + len(wishes)
    days = {key: first_day + rank for rank, key in enumerate(days)}
    blocks = {key: first_day + len(days) + rank for rank, key in enumerate(blocks)}
    net = Flow(first_day + len(days) + len(blocks))
    for node in blocks.values():
        net.arc(node, sink, 1, 0)
    arcs: list[tuple[int, Duty]] = []
    for place, wish in enumerate(wishes):
        net.arc(source, count + place, max(0, wish.visits), 0)
        net.arc(count + place, sink, max(0, wish.visits), LEFT_OUT * wish.risk)
        for slot in sorted(wish.slots & free, key=lambda one: (known[one].day, known[one].begin, one)):
            node = days[place, known[slot].day]
            cost = 0 if slot in wish.usual else CHANGED_TIME
            arcs.append((net.arc(node, blocks[block[slot]], 1, cost), Duty(wish.helper, wish.household, slot)))
        for (owner, _), node in days.items():
            if owner == place:
                net.arc(count + place, node, 1, 0)
    net.send(source, sink, sum(max(0, wish.visits) for wish in wishes))
    placed = [duty for arc, duty in arcs if net.used(arc)]
    short = [
        (wish.helper, wish.household, left)
        for wish in wishes
        if (left := max(0, wish.visits) - sum(duty.household == wish.household for duty in placed))
    ]
    return placed, short
