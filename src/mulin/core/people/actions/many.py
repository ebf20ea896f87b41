"""Registering many people at once, from a list. Writes no register entry (personal data)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mulin.core.gate import Viewer
from mulin.core.people import findable
from mulin.core.people import phone as phones
from mulin.core.people.actions.registering import LONGEST_NAME, check_home, clean_birth_year
from mulin.core.people.models import Household, Person
from mulin.core.places.actions import clean_name
from mulin.core.places.models import Kind, Place
from mulin.core.places.normal import name_key, tidy
from mulin.core.places.permission import need_at

BATCH = 500
WRITTEN = ["name", "name_key", "phone", "birth_year", "place", "place_path", "household", "source_key"]


@dataclass(frozen=True)
class Listed:
    """Somebody on a list; `known` is her primary key when she is registered already."""

    name: str
    place: Place
    phone: str = ""
    birth_year: int | None = None
    source_key: str = ""
    known: int | None = None


def register_many(*, listed: Sequence[Listed], by: Viewer, now: datetime) -> None:
    """Register the new and correct the known, in one transaction; an empty phone or year changes nothing.

    Raises
    ------
    Refusal
        A name, telephone or year of birth is none.
    Http404
        The actor registers nobody in one of the places, old or new.
    """
    for path in {one.place.path for one in listed}:
        need_at(by, "people.edit", path)
    with transaction.atomic():
        homes = _homes([one.place for one in listed])
        new = []
        for one in listed:
            check_home(one.place)
            if one.known is None:
                person = Person(added_at=now)
                _write(person, one, homes, now)
                new.append(person)
        Person.objects.bulk_create(new, batch_size=BATCH)
        findable.name_all(new)
        changes = {one.known: one for one in listed if one.known is not None}
        keys = list(changes)
        for start in range(0, len(keys), BATCH):
            for person in Person.objects.select_for_update(no_key=True).filter(pk__in=keys[start : start + BATCH]):
                need_at(by, "people.edit", person.place_path)
                _write(person, changes[person.pk], homes, now)
                findable.name(person)
                person.save(update_fields=WRITTEN)  # one by one: bulk_update took eight times as long


def _write(person: Person, one: Listed, homes: dict[int, Household | None], now: datetime) -> None:
    person.name = clean_name(one.name, LONGEST_NAME)
    person.name_key = name_key(person.name)
    person.phone = phones.clean(one.phone) or person.phone
    person.birth_year = clean_birth_year(one.birth_year, now) or person.birth_year
    person.source_key = tidy(one.source_key)[:80] or person.source_key
    if person.place_id != one.place.pk:
        person.place, person.place_path = one.place, one.place.path
        person.household = homes.get(one.place.pk)


def _homes(places: Sequence[Place]) -> dict[int, Household | None]:
    """The household of each door, made when it is the first; None where several have to be chosen by hand."""
    doors = list({place.pk: place for place in places if place.kind == Kind.DOOR}.values())
    found: dict[int, Household | None] = {}
    for start in range(0, len(doors), BATCH):
        some = doors[start : start + BATCH]
        for household in Household.objects.filter(door__in=some):
            found[household.door_id] = None if household.door_id in found else household
        made = [Household(door=door) for door in some if door.pk not in found]
        found.update({household.door_id: household for household in Household.objects.bulk_create(made)})
    return found
