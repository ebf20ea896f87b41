from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from mulin.core.gate import PASSER_BY, SYSTEM
from mulin.core.groups import queries
from mulin.core.groups.actions import (
    appoint,
    edit_group,
    end_group,
    end_office,
    found_group,
    group_version,
    join,
    leave,
)  # fmt: skip
from mulin.core.groups.models import Group, Kind, Level, Membership, Office
from mulin.core.people.actions import add_person
from mulin.core.places.models import Kind as PlaceKind
from mulin.core.refusals import Changed, Refusal
from tests.core.nouns import NOW, TODAY, build, group, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return build()


@pytest.fixture
def wang(town):
    return add_person(name="王桂芳", place=town.door, by=SYSTEM, now=NOW)


def test_kinds_bring_their_level(town):
    assert (town.committee.level, town.committee.answers) == (Level.COMMUNITY, True)
    assert (town.office.level, town.property.level) == (Level.STREET, Level.UNIT)
    team = group(town.gh, "GH:team", Kind.TEAM, "银发义工队")
    assert (team.level, team.answers) == (Level.UNIT, False)


def test_the_nearest_units_come_first(town):
    group(town.gh, "GH:team", Kind.TEAM, "银发义工队")  # answers for nothing
    group(town.yx, "YX:committee", Kind.COMMITTEE, "银杏村委会")
    water = group(town.gh, "GH:water", Kind.UNIT, "水务所")
    a = place(town.gh, PlaceKind.COMPOUND, "A", "甲小区")
    b = place(town.gh, PlaceKind.COMPOUND, "B", "乙小区")
    house = place(a, PlaceKind.BUILDING, "8", "8幢")
    ours, theirs = group(a, "A:p", Kind.PROPERTY, "甲物业"), group(b, "B:p", Kind.PROPERTY, "乙物业")
    expected = [town.committee, town.property, ours, water, town.bureau, town.office]
    assert queries.units_for(house.path) == expected
    assert theirs in queries.units_for(town.gh.path)
    end_group(group=town.property, by=SYSTEM, now=NOW)
    assert town.property not in queries.units_for(house.path)


def test_committee_and_office(town):
    assert queries.committee_of(town.door.path) == town.committee
    assert queries.office_of_street() == town.office
    with pytest.raises(Refusal):
        queries.committee_of(town.yx.path)
    end_group(group=town.office, by=SYSTEM, now=NOW)
    with pytest.raises(Refusal):
        queries.office_of_street()


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "长" * 500}, {"kind": "gang"}, {"key": ""}, {"key": "k" * 61}, {"key": "GH:property"}],
)
def test_what_is_no_group(town, wrong):
    right = {"key": "x", "kind": Kind.TEAM, "name": "队", "place": town.gh}
    with pytest.raises(Refusal):
        found_group(**{**right, **wrong}, by=SYSTEM, now=NOW)
    with pytest.raises(Http404):
        found_group(**right, by=town.worker, now=NOW)


def test_editing_tells_when_somebody_was_faster(town):
    before = group_version(town.property)
    edit_group(group=town.property, name="新物业", phone="000-1", by=town.secretary, now=NOW, based_on=before)
    with pytest.raises(Changed):
        edit_group(group=town.property, name="别的", by=town.secretary, now=NOW, based_on=before)
    assert Group.objects.get(key="GH:property").name == "新物业"


def test_joining_and_leaving(town, wang):
    first = join(group=town.committee, person=wang, on=date(2026, 1, 1), by=town.secretary, now=NOW)
    assert join(group=town.committee, person=wang, by=town.secretary, now=NOW) == first
    assert queries.members(town.committee, TODAY, viewer=town.worker).get() == first
    assert not queries.members(town.committee, TODAY, viewer=PASSER_BY).exists()
    with pytest.raises(Refusal):
        leave(group=town.committee, person=wang, on=date(2025, 1, 1), by=town.secretary, now=NOW)
    leave(group=town.committee, person=wang, by=town.secretary, now=NOW)
    with pytest.raises(Refusal):
        leave(group=town.committee, person=wang, by=town.secretary, now=NOW)
    with pytest.raises(Refusal):
        join(group=town.committee, person=wang, on=date(2999, 1, 1), by=town.secretary, now=NOW)
    with pytest.raises(Http404):
        join(group=town.committee, person=wang, by=town.worker, now=NOW)


def test_two_offices_of_one_person(town, wang):
    for title in ("书记", "主任"):
        appoint(group=town.committee, title=title, person=wang, starts_on=TODAY, by=town.secretary, now=NOW)
    assert [office.title for office in queries.officers(town.committee, TODAY)] == ["主任", "书记", "主任"]
    assert queries.offices_near(town.door.path, TODAY).count() == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"title": "长" * 41}, {"holder_name": ""}, {"holder_name": "长" * 500},
        {"starts_on": date(1899, 12, 31)}, {"starts_on": date(2999, 1, 1)}, {"ends_on": TODAY},
        {"ends_on": date(2999, 1, 1)}, {"ends_on": date(2020, 1, 1)},
    ],
)  # fmt: skip
def test_what_is_no_office(town, wrong):
    right = {"group": town.committee, "title": "主任", "holder_name": "某人", "starts_on": TODAY}
    with pytest.raises(Refusal):
        appoint(**{**right, **wrong}, by=SYSTEM, now=NOW)


def test_an_office_ends_after_it_starts(town):
    with pytest.raises(Refusal):
        end_office(office=town.head, on=town.head.starts_on, by=town.secretary, now=NOW)
    end_office(office=town.head, by=town.secretary, now=NOW)
    assert queries.officers(town.committee, TODAY).count() == 1
    assert not queries.officers(town.committee, date(2026, 11, 25)).exists()
    with pytest.raises(Refusal):
        end_office(office=town.head, by=town.secretary, now=NOW)
    for model, wrong in ((Office, {"title": "x", "holder_name": "x"}), (Membership, {})):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(
                group=town.committee,
                person=add_person(name="某人", place=town.gh, by=SYSTEM, now=NOW),
                starts_on=TODAY,
                ends_on=date(2026, 1, 1),
                **wrong,
            )


def test_the_end_of_a_group_ends_what_hangs_on_it(town, wang):
    join(group=town.committee, person=wang, on=date(2026, 1, 1), by=SYSTEM, now=NOW)
    end_group(group=town.committee, by=town.secretary, now=NOW)
    assert Membership.objects.get().ends_on == Office.objects.get().ends_on == TODAY
    for act in (
        lambda: end_group(group=town.committee, by=SYSTEM, now=NOW),
        lambda: join(group=town.committee, person=wang, by=SYSTEM, now=NOW),
        lambda: appoint(
            group=Group.objects.get(pk=town.committee.pk),
            title="x",
            holder_name="y",
            starts_on=date(2027, 1, 1),
            by=SYSTEM,
            now=NOW,
        ),
    ):
        with pytest.raises(Refusal):
            act()


def test_searching(town):
    assert queries.search("桂花 物业", viewer=PASSER_BY).get() == town.property
