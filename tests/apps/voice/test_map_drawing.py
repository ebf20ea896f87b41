"""The map: no name lies on another, every mark stands free of the names, all within the drawing."""

from __future__ import annotations

import json
from itertools import combinations

import pytest

from mulin.apps.voice.rules.map_drawing import RADIUS, WIDTH, Shown, clash, drawing
from mulin.project.demo import layout, neighbourhood

MARKS = [(1, "BG/ZT/B/"), (2, "BG/YX/"), (3, "BG/HB/1/"), (4, "BG/GH/"), (5, "BG/")]


def town(seed: int, *, english: bool) -> list[Shown]:
    return [
        Shown(
            f"BG/{area.plan.code}/",
            area.plan.name_en if english else area.plan.name,
            n,
            "/rows/",
            neighbourhood.polygon(area.outline),
        )
        for n, area in enumerate(layout.draw(seed).areas)
    ]


@pytest.mark.parametrize("english", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_names_and_marks_do_not_lie_on_each_other(seed: int, *, english: bool) -> None:
    drawn = drawing(town(seed, english=english), MARKS)
    assert len(drawn.areas) == 15
    for one, other in combinations(drawn.areas, 2):
        assert not clash(one.box, other.box), (one.name, other.name)
    assert [mark.number for mark in drawn.marks] == [1, 2, 3, 4]
    circles = [(mark.x - RADIUS, mark.y - RADIUS, mark.x + RADIUS, mark.y + RADIUS) for mark in drawn.marks]
    for circle in circles:
        assert not any(clash(circle, area.box) for area in drawn.areas)
        assert 0 <= circle[0] < circle[2] <= WIDTH
        assert 0 <= circle[1] < circle[3] <= drawn.height
    assert not any(clash(one, other) for one, other in combinations(circles, 2))


def test_the_names_are_whole_and_the_darkest_has_the_most() -> None:
    drawn = drawing(town(1, english=True))
    assert {" ".join(text for text, _y in area.lines) for area in drawn.areas} == {
        area.name.removesuffix(" Community") for area in drawn.areas
    }
    by_figure = sorted(drawn.areas, key=lambda area: area.n)
    assert by_figure[0].colour != by_figure[-1].colour
    assert len({area.colour for area in drawn.areas}) == 5


def test_without_shapes_nothing_is_drawn() -> None:
    point = json.dumps({"type": "Point", "coordinates": [1, 2]})
    assert drawing([Shown("BG/A/", "甲", 1, "", ""), Shown("BG/B/", "乙", 1, "", point)], MARKS) == ([], [], 0)
