"""The invented residents: households behind doors, many of them old, newcomers renting in villages and lanes.

Inserted in bulk, like the ground: nothing about who lives where belongs into the register (see `core.people.actions`).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from mulin.core.people import findable
from mulin.core.people.models import Household, Person
from mulin.core.places.normal import name_key
from mulin.project.demo.layout import COMMUNITIES, Area, Town
from mulin.project.demo.names import Names
from mulin.project.demo.neighbourhood import Ground, add_doors
from mulin.project.demo.stories import Said

SHARES = {"XZ": 12, "XS": 8, "LP": 8, "YQ": 6, "HB": 6, "HT": 5, "ZW": 4, "LJ": 4, "CP": 3}  # others 7 each
NAMESAKES = ("王秀英", "陈建国", "李桂兰", "张志强", "周素珍", "沈阿毛")
# (weight, years of birth of those in the household counted back from now; a range each)
OLD_PAIR = ((66, 92), (64, 90))
OLD_ALONE = ((68, 95),)
COUPLE = ((28, 60), (27, 58))
PARENTS = ((30, 48), (29, 46), (1, 17))
THREE_AGES = ((64, 84), (36, 56), (34, 54), (2, 20))
FULL = ((65, 86), (63, 84), (38, 56), (36, 54), (8, 22))
NEWCOMERS = ((20, 45), (19, 43))
SHARED_ROOM = ((18, 40), (18, 42), (19, 50))
TYPES = {
    "city": ((OLD_PAIR, 24), (OLD_ALONE, 20), (COUPLE, 20), (PARENTS, 20), (THREE_AGES, 16)),
    "estate": ((OLD_PAIR, 18), (OLD_ALONE, 8), (COUPLE, 16), (PARENTS, 22), (FULL, 20), (NEWCOMERS, 16)),
    "village": ((OLD_PAIR, 30), (OLD_ALONE, 18), (THREE_AGES, 22), (FULL, 14), (NEWCOMERS, 16)),
    "mixed": ((OLD_PAIR, 14), (OLD_ALONE, 14), (COUPLE, 14), (PARENTS, 18), (NEWCOMERS, 24), (SHARED_ROOM, 16)),
}


@dataclass(frozen=True)
class Resident:
    """Somebody before she is a row."""

    community: str
    door: str
    name: str
    born: int | None


def plan(
    town: Town,
    speakers: Sequence[Said],
    *,
    residents: int,
    seed: int,
    year: int,
    visited: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> list[list[Resident]]:
    """Households: those of the stories exactly as they are told, the others drawn until there are enough people.

    Behind the doors of a community that are `visited` old neighbours live, whatever else is drawn.
    """
    told: dict[tuple[str, str], list[Resident]] = {}
    for said in speakers:
        home = told.setdefault((said.community, said.door), [])
        if said.speaker not in {person.name for person in home}:
            home.append(Resident(said.community, said.door, said.speaker, said.born))
    households = list(told.values())
    left = residents - sum(len(home) for home in households)
    weights = {plan.code: SHARES.get(plan.code, 7) for plan in COMMUNITIES}
    for area in town.areas:
        code = area.plan.code
        wanted = left * weights[code] // sum(weights.values())
        taken = {door for community, door in told if community == code}
        old = [door for door in dict.fromkeys(visited.get(code, ())) if door not in taken]
        chance = random.Random(f"{seed} people {code}")  # noqa: S311 - a made-up town
        households += _fill(area, wanted, taken=taken, old=old, chance=chance, year=year)
    return households


def _doors(area: Area, people: int, taken: set[str], chance: random.Random) -> Iterator[str]:
    """Free doors in any order; floors (or rows of houses) are added as long as there are not enough."""
    numbers = [building.number for part in area.parts for building in part.buildings]
    households = people // 2 + 10
    if area.plan.village:
        most = max(9, -(-households // len(numbers)) + 2)
        doors = [f"{number}-{door}" for number in numbers for door in range(1, most + 1)]
    else:
        floors = max(6, -(-households // (4 * len(numbers))) + 1)
        doors = [
            f"{number}-{floor * 100 + door}"
            for number in numbers
            for floor in range(1, floors + 1)
            for door in range(1, 5)
        ]
    free = [door for door in doors if door not in taken]
    chance.shuffle(free)
    yield from free


def _fill(
    area: Area, wanted: int, *, taken: set[str], old: list[str], chance: random.Random, year: int
) -> Iterator[list[Resident]]:
    names, count = Names(chance), 0
    types, weights = zip(*TYPES[area.plan.kind], strict=True)
    doors = _doors(area, wanted, taken.union(old), chance)
    for name in NAMESAKES[: 2 if area.plan.village else 4] if wanted > 40 else ():
        for _ in range(2):  # two neighbours of one name: told apart by the door
            count += 1
            yield [Resident(area.plan.code, next(doors), name, year - chance.randint(60, 88))]
    while count < wanted:
        ages = OLD_PAIR if old else chance.choices(types, weights)[0][: max(1, wanted - count)]
        surname, home, door = names.surname(), [], old.pop() if old else next(doors)
        for place, (youngest, oldest) in enumerate(ages):
            born = year - chance.randint(youngest, oldest)
            woman = (place + (chance.random() < 0.5)) % 2 == 0
            own = surname if place == 0 or place >= len(ages) - (len(ages) > 2) else ""
            home.append(Resident(area.plan.code, door, names.whole(born, woman=woman, surname=own), born))
        count += len(home)
        yield home


def insert(ground: Ground, households: Sequence[Sequence[Resident]], *, now: datetime) -> dict[tuple[str, str], Person]:
    """Insert doors, households and people; gives the people of each (community, name) told last to first."""
    add_doors(ground, ((home[0].community, home[0].door) for home in households))
    rows = [Household(door=ground.doors[(home[0].community, home[0].door)]) for home in households]
    Household.objects.bulk_create(rows, batch_size=2000)
    people: list[Person] = []
    for row, home in zip(rows, households, strict=True):
        for resident in home:
            place = ground.doors[(resident.community, resident.door)]
            number = len(people)
            people.append(
                Person(
                    name=resident.name,
                    name_key=name_key(resident.name),
                    household=row,
                    place=place,
                    place_path=place.path,
                    phone=f"000-{number // 10_000 + 1:04d}-{number % 10_000:04d}",
                    birth_year=resident.born,
                    added_at=now,
                )
            )
    Person.objects.bulk_create(people, batch_size=2000)
    findable.name_all(people)
    found: dict[tuple[str, str], Person] = {}
    for person, resident in zip(people, (resident for home in households for resident in home), strict=True):
        found.setdefault((f"{resident.community} {resident.door}", resident.name), person)
    return found
