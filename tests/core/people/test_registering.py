from datetime import date

import pytest
from django.http import Http404

from mulin.core.gate import PASSER_BY, SYSTEM
from mulin.core.people import queries
from mulin.core.people.actions import add_person, edit_person, find_or_add, mark_left, move, person_version
from mulin.core.people.models import Household, Person
from mulin.core.records.models import Entry
from mulin.core.refusals import Changed, Refusal
from tests.core.nouns import NOW, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return build()


def add(town, name="王桂芳", at=None, **more):
    return add_person(name=name, place=at or town.door, by=SYSTEM, now=NOW, **more)


def test_she_lives_in_the_household_of_her_door(town):
    wang, son = add(town), add(town, "王小强")
    assert wang.household == son.household
    assert queries.household_of(wang, viewer=town.worker) == [wang, son]
    assert queries.households_at(town.door, viewer=town.worker).get() == wang.household
    assert not queries.households_at(town.door, viewer=PASSER_BY).exists()
    assert Entry.objects.count() == 0  # personal data stays out of the register


def test_two_households_behind_one_door_are_chosen_by_hand(town):
    first = Household.objects.create(door=town.door, label="东间")
    Household.objects.create(door=town.door, label="西间")
    assert add(town).household is None
    assert add(town, "李", household=first).household == first
    with pytest.raises(Refusal):
        add(town, "李", at=town.at("3-202"), household=first)


@pytest.mark.parametrize("name", ["𠮷田𣑊", "阿依古丽·买买提", "👵奶奶", "O'Brien <b>", "长" * 120])
def test_names_are_kept_as_they_are_written(town, name):
    add(town, name)
    assert Person.objects.get().name == name
    assert [row.person.name for row in queries.candidates(name, "BG/GH/", viewer=town.worker)] == [name]


@pytest.mark.parametrize("name", ["", "   ", "长" * 121, "长" * 500, "·"])
def test_names_that_are_refused(town, name):
    with pytest.raises(Refusal):
        add(town, name)


@pytest.mark.parametrize("year", [1899, 2027, 2999, 0, -5])
def test_years_that_nobody_is_born_in(town, year):
    with pytest.raises(Refusal):
        add(town, birth_year=year)


@pytest.mark.parametrize("phone", ["abc", "1", "=cmd|calc", "1" * 41, "138-", "๑๒"])
def test_what_is_no_telephone(town, phone):
    with pytest.raises(Refusal):
        add(town, phone=phone)


def test_nobody_lives_on_the_whole_street(town):
    with pytest.raises(Refusal):
        add(town, at=town.street)
    assert add(town, at=town.gh).household is None


def test_who_may_register(town):
    with pytest.raises(Http404):
        add_person(name="某人", place=town.door, by=town.stranger, now=NOW)
    with pytest.raises(Http404):
        find_or_add(name="某人", place=town.door, by=PASSER_BY, now=NOW)


def test_the_same_token_registers_once(town):
    assert add(town, key="k1") == add(town, key="k1")
    assert Person.objects.count() == 1


def test_find_or_add_knows_her_at_her_door(town):
    first = find_or_add(name="王桂芳", place=town.door, by=town.worker, now=NOW)
    again = find_or_add(name="王 桂芳", place=town.door, by=town.worker, now=NOW)
    assert first.added
    assert (again.person, again.added) == (first.person, False)


def test_the_same_name_behind_another_door_is_asked_about(town):
    wang = add(town, birth_year=1944, phone="138 0000 1234")
    found = find_or_add(name="王桂芳", place=town.at("4-1"), by=town.worker, now=NOW)
    assert found.person is None
    assert [(row.person, row.door, row.birth_year, row.phone) for row in found.candidates] == [
        (wang, "3幢201", 1944, "138****1234")
    ]
    other = find_or_add(name="王桂芳", place=town.at("4-1"), by=town.worker, now=NOW, another=True)
    assert other.added
    assert other.person != wang


def test_another_year_of_birth_is_another_person(town):
    add(town, birth_year=1944)
    found = find_or_add(name="王桂芳", place=town.door, birth_year=1971, by=town.worker, now=NOW)
    assert found.added


def test_the_telephone_tells_who_it_is(town):
    wang = add(town, phone="13800001234")
    found = find_or_add(name="王桂芳", place=town.gh, phone="138-0000-1234", by=town.worker, now=NOW)
    assert found.person == wang


def test_two_of_one_name_behind_one_door(town):
    old, young = add(town, birth_year=1944), add(town, birth_year=1980)
    found = find_or_add(name="王桂芳", place=town.door, by=town.worker, now=NOW)
    assert [row.person for row in found.candidates] == [old, young]


def test_another_community_is_not_asked_about(town):
    add(town)
    assert find_or_add(name="王桂芳", place=town.yx, by=SYSTEM, now=NOW).added


def test_moving_takes_the_household_along(town):
    wang = add(town)
    to = town.at("4-302")
    moved = move(person=wang, to=to, by=town.worker, now=NOW)
    assert (moved.place, moved.place_path, moved.household.door) == (to, "BG/GH/4/302/", to)
    with pytest.raises(Http404):
        move(person=wang, to=town.yx, by=town.worker, now=NOW)
    with pytest.raises(Http404):
        move(person=wang, to=town.yx, by=town.stranger, now=NOW)


def test_who_left_is_found_no_more_and_may_come_back(town):
    wang = add(town)
    mark_left(person=wang, on=date(2026, 11, 1), by=town.worker, now=NOW)
    assert not queries.search("王", viewer=town.worker).exists()
    assert queries.living(date(2026, 10, 31)).get() == wang
    move(person=wang, to=town.door, by=town.worker, now=NOW)
    assert queries.search("王", viewer=town.worker).get() == wang
    for day in (date(1899, 1, 1), date(2026, 11, 25), date(2999, 1, 1)):
        with pytest.raises(Refusal):
            mark_left(person=wang, on=day, by=town.worker, now=NOW)


def test_an_edit_tells_when_somebody_was_faster(town):
    wang = add(town)
    before = person_version(wang)
    edit_person(person=wang, name="王桂英", phone="110", by=town.worker, now=NOW, based_on=before)
    with pytest.raises(Changed):
        edit_person(person=wang, name="王桂香", by=town.worker, now=NOW, based_on=before)
    row = Person.objects.get()
    assert (row.name, row.name_key, row.phone) == ("王桂英", "王桂英", "110")


@pytest.mark.parametrize("text", ["王", "桂芳", "3-201", "３幢２０１", "3幢", "3幢201", "３栋2单元201"])
def test_searching_by_name_and_door(town, text):
    wang = add(town)
    add(town, "李四", at=town.at("4-101"))
    assert queries.search(text, viewer=town.worker).get() == wang


@pytest.mark.parametrize("text", ["赵", "9-201", "··", "%", "王_"])
def test_searching_for_what_is_not_there(town, text):
    add(town)
    assert not queries.search(text, viewer=town.worker).exists()


def test_search_stays_within_the_viewers_place(town):
    add(town)
    assert not queries.search("王", viewer=town.stranger).exists()
    assert not queries.search("王", viewer=PASSER_BY).exists()
    assert queries.candidates("王桂芳", "BG/GH/", viewer=town.stranger) == []
