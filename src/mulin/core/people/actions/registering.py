"""Writing people down: adding, finding before adding, correcting. Writes no register entry (personal data)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.people import findable
from mulin.core.people import phone as phones
from mulin.core.people.models import Household, Person
from mulin.core.people.queries import Candidate, candidate, same_name
from mulin.core.places.actions import clean_name
from mulin.core.places.models import Kind, Place
from mulin.core.places.normal import name_key, tidy
from mulin.core.places.permission import need_at
from mulin.core.places.queries import community_path
from mulin.core.places.version import fingerprint
from mulin.core.records import once
from mulin.core.records.days import local_day
from mulin.core.refusals import Changed, Refusal

OLDEST = 125  # years
LONGEST_NAME = 120
EDITED = ("name", "phone", "birth_year", "place_path", "left_on")


@dataclass(frozen=True)
class Found:
    """What came of looking for somebody before adding her: the person, or those one has to choose from."""

    person: Person | None
    candidates: tuple[Candidate, ...] = ()
    added: bool = False


def clean_birth_year(year: int | None, now: datetime) -> int | None:
    """A year of birth as it may be stored.

    Raises
    ------
    Refusal
        In the future, or longer ago than anybody lives.

    """
    this = local_day(now).year
    if year is not None and not this - OLDEST <= year <= this:
        raise Refusal(_("出生年份要在 %(first)s 到 %(last)s 之间。") % {"first": this - OLDEST, "last": this})
    return year


def home_of(place: Place) -> Household | None:
    """The household of a door, made when it is the first; several households of one door are chosen by hand."""
    if place.kind != Kind.DOOR:
        return None
    households = list(Household.objects.filter(door=place).order_by("pk")[:2])
    if len(households) > 1:
        return None
    return households[0] if households else Household.objects.get_or_create(door=place, label="")[0]


def check_home(place: Place) -> None:
    """Insist that people can live there.

    Raises
    ------
    Refusal
        It is the street itself.

    """
    if place.kind == Kind.STREET:
        raise Refusal(_("请至少选到社区或村。"))


def add_person(
    *,
    name: str,
    place: Place,
    by: Viewer,
    now: datetime,
    phone: str = "",
    birth_year: int | None = None,
    household: Household | None = None,
    source_key: str = "",
    key: str = "",
) -> Person:
    """Register somebody at a door (or in a community when no door is known). The same `key` registers once.

    Raises
    ------
    Refusal
        Name, telephone or year of birth is none.
    Http404
        The actor registers nobody there.

    """
    need_at(by, "people.edit", place.path)
    check_home(place)
    kept = clean_name(name, LONGEST_NAME)
    number, year = phones.clean(phone), clean_birth_year(birth_year, now)
    if household is not None and household.door_id != place.pk:
        raise Refusal(_("这一户不在这个门牌里。"))
    with transaction.atomic():
        earlier = once.claim(key, now=now)
        if earlier is not None:
            return Person.objects.select_related("place").get(uuid=earlier)
        person = Person.objects.create(
            name=kept,
            name_key=name_key(kept),
            household=household or home_of(place),
            place=place,
            place_path=place.path,
            phone=number,
            birth_year=year,
            source_key=tidy(source_key)[:80],
            added_at=now,
        )
        findable.name(person)
        once.settle(key, str(person.uuid))
    return person


def find_or_add(
    *,
    name: str,
    place: Place,
    by: Viewer,
    now: datetime,
    phone: str = "",
    birth_year: int | None = None,
    another: bool = False,
    key: str = "",
) -> Found:
    """Find her among those of her name in the community, or register her.

    At the same door (or with the same telephone) and with no year of birth that says otherwise she is found. Others of
    the name who may be her are given to choose from; `another` says that she is none of them.

    Raises
    ------
    Refusal
        Name, telephone or year of birth is none.
    Http404
        The actor registers nobody there.

    """
    need_at(by, "people.edit", place.path)
    kept, number, year = clean_name(name, LONGEST_NAME), phones.clean(phone), clean_birth_year(birth_year, now)
    with transaction.atomic():
        Place.objects.select_for_update(no_key=True).get(pk=place.pk)  # two counters, one new person
        like = [
            person
            for person in same_name(kept, community_path(place.path))
            if year is None or person.birth_year is None or person.birth_year == year
        ]
        sure = [person for person in like if _surely(person, place, number)]
        if not another:
            if len(sure) == 1:
                return Found(sure[0])
            if like:
                return Found(None, tuple(candidate(person) for person in sure or like))
        person = add_person(name=kept, place=place, phone=number, birth_year=year, by=by, now=now, key=key)
    return Found(person, added=True)


def _surely(person: Person, place: Place, number: str) -> bool:
    if place.kind == Kind.DOOR and person.place_id == place.pk:
        return True
    return bool(number) and phones.digits(person.phone) == phones.digits(number)


def person_version(person: Person) -> str:
    """What an edit of the person is based on."""
    return fingerprint(person, *EDITED)


def held(person: Person, based_on: str) -> Person:
    """The person's row, locked, if it still is what the form showed.

    Raises
    ------
    Changed
        Somebody changed it after `based_on` was read.

    """
    row = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if based_on and person_version(row) != based_on:
        raise Changed(_("您打开以后，有人改过这一位的登记。您写的还在，请对照新的内容再保存一次。"))
    return row


def edit_person(
    *,
    person: Person,
    name: str,
    by: Viewer,
    now: datetime,
    phone: str | None = None,
    birth_year: int | None = None,
    place: Place | None = None,
    based_on: str = "",
) -> Person:
    """Correct name, year of birth, and, when given, telephone and where she lives.

    Raises
    ------
    Refusal
        Name, telephone or year of birth is none.
    Changed
        Somebody changed her row after `based_on` was read.
    Http404
        The actor registers nobody there.

    """
    kept, year = clean_name(name, LONGEST_NAME), clean_birth_year(birth_year, now)
    number = None if phone is None else phones.clean(phone)
    with transaction.atomic():
        row = held(person, based_on)
        if by.ref != gate.SYSTEM.ref:
            gate.need(by, "people.edit", row)
        row.name, row.name_key, row.birth_year = kept, name_key(kept), year
        row.phone = row.phone if number is None else number
        if place is not None and place.pk != row.place_id:
            need_at(by, "people.edit", place.path)
            settle_at(row, place)
        row.save()
        findable.name(row)
    return row


def settle_at(person: Person, place: Place) -> None:
    """Let her live there; the caller saves.

    Raises
    ------
    Refusal
        Nobody can live there.

    """
    check_home(place)
    person.place, person.place_path, person.household = place, place.path, home_of(place)
