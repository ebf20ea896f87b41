"""The invented residents: enough, old enough, told exactly, never twice behind one door."""

from __future__ import annotations

from collections import Counter

import pytest

from mulin.project.demo import layout, people, stories
from mulin.project.demo.people import Resident
from mulin.project.demo.stories import Story

YEAR = 2026


def plan(residents: int, told: list[Story], seed: int = 1) -> list[list[Resident]]:
    return people.plan(layout.draw(seed), list(stories.speakers(told)), residents=residents, seed=seed, year=YEAR)


@pytest.mark.parametrize("residents", [3000, 50_000])
def test_there_are_as_many_as_asked_and_each_household_has_its_door(residents: int, all_stories: list[Story]) -> None:
    homes = plan(residents, all_stories)
    assert residents * 0.99 < sum(len(home) for home in homes) <= residents
    doors = Counter((home[0].community, home[0].door) for home in homes)
    assert max(doors.values()) == 1
    assert {(person.community, person.door) for home in homes for person in home} == set(doors)


def test_who_speaks_in_a_story_lives_as_it_says(all_stories: list[Story]) -> None:
    living = {(one.community, one.door, one.name, one.born) for home in plan(3000, all_stories) for one in home}
    for said in stories.speakers(all_stories):
        assert (said.community, said.door, said.speaker, said.born) in living


def test_many_are_old(all_stories: list[Story]) -> None:
    born = [person.born for home in plan(3000, all_stories) for person in home if person.born]
    old = sum(YEAR - year >= 65 for year in born) / len(born)
    assert 0.2 < old < 0.45


def test_some_share_a_name_and_some_names_are_hard(all_stories: list[Story]) -> None:
    everybody = [person for home in plan(3000, all_stories) for person in home]
    namesakes = Counter((person.community, person.name) for person in everybody)
    assert sum(count > 1 for count in namesakes.values()) >= 15
    assert any("·" in person.name for person in everybody)
    assert any(ord(sign) > 0xFFFF for person in everybody for sign in person.name)


def test_the_same_seed_gives_the_same_people(all_stories: list[Story]) -> None:
    assert plan(400, all_stories) == plan(400, all_stories)
    assert plan(400, all_stories) != plan(400, all_stories, seed=2)
