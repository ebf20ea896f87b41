"""The rota of a week and the order of a round, each against trying everything."""

from __future__ import annotations

import random
from itertools import permutations, product

import pytest

from mulin.engines.pairing import Route, Slot, Wish, rota, route

WEEK = [Slot(f"{day}{part}", day, begin, begin + 60) for day in (1, 2, 3) for part, begin in (("a", 540), ("b", 840))]


def best_by_trying(wishes: list[Wish]) -> int:
    """Largest sum of risks that can be placed for one helper."""
    units = [wish for wish in wishes for _ in range(wish.visits)]
    best = 0
    for chosen in product([None, *WEEK], repeat=len(units)):
        placed = [(wish.household, slot.day, slot.id) for wish, slot in zip(units, chosen, strict=True) if slot]
        allowed = all(slot is None or slot.id in wish.slots for wish, slot in zip(units, chosen, strict=True))
        one_place = len({slot for _, _, slot in placed}) == len(placed)
        one_a_day = len({(household, day) for household, day, _ in placed}) == len(placed)
        if allowed and one_place and one_a_day:
            best = max(best, sum(wish.risk for wish, slot in zip(units, chosen, strict=True) if slot))
    return best


@pytest.mark.parametrize("seed", range(6))
def test_the_rota_places_as_much_risk_as_can_be(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - seeded on purpose
    wishes = [
        Wish(
            "h",
            f"k{n}",
            draw.randrange(1, 3),
            frozenset(draw.sample([slot.id for slot in WEEK], 2)),
            draw.randrange(1, 5),
        )
        for n in range(3)
    ]
    done = rota(wishes, WEEK)
    by_household = {wish.household: wish for wish in wishes}
    assert sum(by_household[duty.household].risk for duty in done.duties) == best_by_trying(wishes)
    assert sum(wish.visits for wish in wishes) == len(done.duties) + sum(left for _, _, left in done.missing)


def test_no_helper_is_in_two_places_and_last_week_is_kept() -> None:
    twins = [*WEEK, Slot("1a-again", 1, 540, 600)]
    wishes = [
        Wish("h", "a", 1, frozenset({"1a", "2a"}), usual=frozenset({"2a"})),
        Wish("h", "b", 1, frozenset({"1a-again", "2a"})),
        Wish("other", "a", 1, frozenset({"1a"})),
    ]
    done = rota(wishes, twins)
    assert {(duty.helper, duty.household, duty.slot) for duty in done.duties} == {
        ("h", "a", "2a"), ("h", "b", "1a-again"), ("other", "a", "1a"),
    }  # fmt: skip
    both = rota([Wish("h", "a", 1, frozenset({"1a"}), 2), Wish("h", "b", 1, frozenset({"1a-again"}), 4)], twins)
    assert ([duty.household for duty in both.duties], both.missing) == (["b"], (("h", "a", 1),))
    assert rota(wishes[2:], twins, away={("other", "1a")}).missing == (("other", "a", 1),)


def test_slots_that_overlap_in_part_are_refused() -> None:
    with pytest.raises(ValueError, match="in part"):
        rota([], [Slot("a", 1, 540, 600), Slot("b", 1, 570, 630)])
    with pytest.raises(ValueError, match="before it begins"):
        rota([], [Slot("a", 1, 600, 600)])


def end_of(
    order: tuple[int, ...], stops: list[int], walk: list[list[int]], windows: list[tuple[int, int]]
) -> int | None:
    now, at = 0, len(stops)
    for stop in order:
        now = max(now + walk[at][stop], windows[stop][0])
        if now > windows[stop][1]:
            return None
        now, at = now + stops[stop], stop
    return now + walk[at][len(stops)]


@pytest.mark.parametrize("seed", range(12))
def test_a_round_ends_as_early_as_any_order_allows(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - seeded on purpose
    count = seed % 6 + 1
    stops = [draw.randrange(300, 1800) for _ in range(count)]
    walk = [[draw.randrange(30, 900) for _ in range(count + 1)] for _ in range(count + 1)]
    windows = [(begin := draw.randrange(0, 3000), begin + draw.randrange(600, 6000)) for _ in range(count)]
    ends = [end for order in permutations(range(count)) if (end := end_of(order, stops, walk, windows)) is not None]
    found = route(stops, walk, windows)
    assert (found.end if found else None) == (min(ends) if ends else None)
    if found:
        assert end_of(found.order, stops, walk, windows) == found.end


def test_rounds_that_cannot_be() -> None:
    assert route([], [[0]]) == Route((), (), 0)
    assert route([60], [[0, 5], [-1, 0]]) is None
    assert route([60], [[0, -1], [5, 0]]) is None
    assert route([60, 60], [[0, 5, 5], [5, 0, 5], [5, 5, 0]], [(0, 10), (0, 10)]) is None
    with pytest.raises(ValueError, match="12"):
        route([1] * 13, [[0] * 14] * 14)
    with pytest.raises(ValueError, match="walk"):
        route([1], [[0]])
    with pytest.raises(ValueError, match="windows"):
        route([1], [[0, 1], [1, 0]], [])
