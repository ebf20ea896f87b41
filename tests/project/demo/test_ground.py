"""The plan of the sub-district holds together."""

from __future__ import annotations

import json

import pytest

from mulin.project.demo import layout, neighbourhood
from mulin.project.demo.layout import Area, Ring, Spot


def inside(spot: Spot, ring: Ring) -> bool:
    """Whether a convex outline (counted against the clock) has the spot in it."""
    turns = [
        (bx - ax) * (spot[1] - ay) - (by - ay) * (spot[0] - ax)
        for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True)
    ]
    return all(turn > 0 for turn in turns)


def apart(one: Ring, other: Ring) -> bool:
    """Whether an edge of one of two convex outlines has the other wholly on its far side."""
    for ring, far in ((one, other), (other, one)):
        for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
            if all((bx - ax) * (y - ay) - (by - ay) * (x - ax) <= 0 for x, y in far):
                return True
    return False


@pytest.mark.parametrize("seed", range(12))
def test_communities_do_not_overlap_and_hold_their_buildings(seed: int) -> None:
    town = layout.draw(seed)
    areas = town.areas
    for index, area in enumerate(areas):
        for other in areas[index + 1 :]:
            assert apart(area.outline, other.outline), (area.plan.code, other.plan.code)
        for part in area.parts:
            assert all(inside(house.at, part.outline) for house in part.buildings), part.name
            assert all(inside(corner, area.outline) for corner in part.outline)


def test_overlap_would_be_seen() -> None:
    square = ((0, 0), (10, 0), (10, 10), (0, 10))
    assert not apart(square, ((9, 9), (20, 9), (20, 20), (9, 20)))
    assert not inside((11, 5), square)


def test_it_is_as_large_as_it_says() -> None:
    town = layout.draw(1)
    assert len(town.areas) == 15
    assert 550 <= sum(len(part.buildings) for area in town.areas for part in area.parts) <= 650
    assert len(town.bridges) == 4
    assert {area.plan.kind for area in town.areas} == {"city", "mixed", "estate", "village"}


def test_numbers_of_buildings_are_unique_in_a_community() -> None:
    for area in layout.draw(1).areas:
        numbers = [house.number for part in area.parts for house in part.buildings]
        assert numbers == list(range(1, len(numbers) + 1))


def test_the_same_seed_draws_the_same_town() -> None:
    assert layout.draw(7) == layout.draw(7)
    assert layout.draw(7) != layout.draw(8)


def test_coordinates_are_whole_and_the_outline_is_closed() -> None:
    area: Area = layout.draw(1).area("GH")
    ring = json.loads(neighbourhood.polygon(area.outline))["coordinates"][0]
    assert ring[0] == ring[-1]
    assert [round(value * 10**7) for value in ring[0]] == [
        layout.lon_e7(area.outline[0]),
        layout.lat_e7(area.outline[0]),
    ]
