"""Every purpose there is: no yes, no reading; taken back, the next reading is refused; a child has a guardian."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mulin.core.gate import SYSTEM
from mulin.core.people import actions, queries
from mulin.core.people.actions.delegations import ENTRUSTABLE
from mulin.core.people.models import Purpose
from mulin.core.refusals import Refusal
from tests.core.nouns import NOW, TODAY, build, later

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("purpose", Purpose.values)]


@pytest.fixture
def town():
    return build()


def add(town, name, **more):
    return actions.add_person(name=name, place=town.door, by=SYSTEM, now=NOW, **more)


def reads(person, purpose, now, subject=""):
    try:
        queries.need_consent(person, purpose, now=now, subject=subject)
    except Refusal:
        return False
    return True


def yes(person, purpose, town, **more):
    return actions.give_consent(
        person=person, purpose=purpose, wording="可以", by=town.worker, now=more.pop("now", NOW), **more
    )


def test_without_a_yes_nothing_is_read(town, purpose):
    wang = add(town, "王桂芳", birth_year=1944)
    assert not reads(wang, purpose, NOW)
    for other in set(Purpose.values) - {purpose}:
        yes(wang, other, town)
    assert not reads(wang, purpose, NOW), "a yes to something else"


def test_taken_back_the_next_read_is_refused(town, purpose):
    wang = add(town, "王桂芳", birth_year=1944)
    yes(wang, purpose, town)
    assert reads(wang, purpose, later(days=1))
    actions.withdraw_consent(person=wang, purpose=purpose, by=town.worker, now=later(days=2))
    assert not reads(wang, purpose, later(days=2))
    assert queries.took_back(wang, purpose, now=later(days=2))
    yes(wang, purpose, town, now=later(days=3))
    assert reads(wang, purpose, later(days=3))
    assert not queries.took_back(wang, purpose, now=later(days=3)), "her last word is a yes again"


def test_who_never_said_yes_did_not_take_it_back(town, purpose):
    wang = add(town, "王桂芳", birth_year=1944)
    assert not queries.took_back(wang, purpose, now=NOW)


def test_a_yes_for_one_thing_is_none_for_another(town, purpose):
    wang = add(town, "王桂芳", birth_year=1944)
    yes(wang, purpose, town, subject="GH-2026-000001-1")
    assert reads(wang, purpose, NOW, "GH-2026-000001-1")
    assert not reads(wang, purpose, NOW, "GH-2026-000002-2")
    assert not reads(wang, purpose, NOW)


def test_under_fourteen_only_a_guardian_agrees(town, purpose):
    child, mother = add(town, "小雨", birth_year=TODAY.year - 13), add(town, "小雨妈妈", birth_year=1985)
    with pytest.raises(Refusal):
        yes(child, purpose, town)
    with pytest.raises(Refusal):
        yes(child, purpose, town, given_by=mother)
    actions.delegate(principal=child, delegate=mother, purposes=[purpose], starts_on=TODAY, by=town.worker, now=NOW)
    yes(child, purpose, town, given_by=mother)
    assert reads(child, purpose, NOW)


def test_a_delegate_agrees_only_inside_her_days(town, purpose):
    wang, son = add(town, "王桂芳", birth_year=1944), add(town, "王小明", birth_year=1970)
    days = {"starts_on": TODAY + timedelta(days=1), "ends_on": TODAY + timedelta(days=2)}
    actions.delegate(principal=wang, delegate=son, purposes=[purpose], by=town.worker, now=NOW, **days)
    for day, may in ((0, False), (1, True), (2, True), (3, False)):
        if may:
            assert yes(wang, purpose, town, given_by=son, now=later(days=day))
        else:
            with pytest.raises(Refusal):
                yes(wang, purpose, town, given_by=son, now=later(days=day))


def test_every_purpose_may_be_entrusted(town, purpose):
    assert purpose in dict(ENTRUSTABLE)
