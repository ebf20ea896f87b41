from datetime import UTC, date, datetime, timedelta

import pytest

from mulin.core.people.consent import Agreed, Entrusted, Facts, allowed, is_child

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
DAY = timedelta(days=1)
YES = Agreed("photo", NOW - DAY)


def test_nothing_said_is_no():
    assert not allowed(Facts(), "photo", "", NOW)


def test_a_yes_counts_for_its_purpose():
    facts = Facts(agreed=(YES,))
    assert allowed(facts, "photo", "", NOW)
    assert allowed(facts, "photo", "GH-2026-000001-1", NOW)
    assert not allowed(facts, "words", "", NOW)


def test_a_yes_for_one_thing_counts_for_that_only():
    facts = Facts(agreed=(Agreed("photo", NOW - DAY, "GH-2026-000001-1"),))
    assert allowed(facts, "photo", "GH-2026-000001-1", NOW)
    assert not allowed(facts, "photo", "GH-2026-000002-1", NOW)
    assert not allowed(facts, "photo", "", NOW)


@pytest.mark.parametrize(
    ("given", "withdrawn", "now", "answer"),
    [
        (0, None, -1, False), (0, None, 0, True), (0, 1, 0, True), (0, 1, 1, False), (0, 1, 2, False), (0, 0, 0, False),
    ],
)  # fmt: skip
def test_from_the_moment_it_is_given_until_it_is_withdrawn(given, withdrawn, now, answer):
    yes = Agreed("photo", NOW + given * DAY, withdrawn_at=None if withdrawn is None else NOW + withdrawn * DAY)
    assert allowed(Facts(agreed=(yes,)), "photo", "", NOW + now * DAY) is answer


def test_given_again_after_a_withdrawal():
    old = Agreed("photo", NOW - 9 * DAY, withdrawn_at=NOW - 5 * DAY)
    assert allowed(Facts(agreed=(old, YES)), "photo", "", NOW)


@pytest.mark.parametrize(
    ("year", "child"), [(2026, True), (2013, True), (2012, True), (2011, False), (1944, False), (None, False)]
)
def test_under_fourteen(year, child):
    assert is_child(year, date(2026, 11, 24)) is child


def mother(purposes=("photo",), start=-30, end=None):
    day = NOW.date()
    return Entrusted("mother", frozenset(purposes), day + start * DAY, None if end is None else day + end * DAY)


def test_a_child_needs_her_guardian():
    by_mother = Agreed("photo", NOW - DAY, given_by="mother")
    assert not allowed(Facts(2015, (YES,)), "photo", "", NOW)
    assert not allowed(Facts(2015, (YES,), (mother(),)), "photo", "", NOW)
    assert allowed(Facts(2015, (by_mother,), (mother(),)), "photo", "", NOW)
    assert not allowed(Facts(2015, (by_mother,)), "photo", "", NOW)
    assert not allowed(Facts(2015, (Agreed("photo", NOW - DAY, given_by="aunt"),), (mother(),)), "photo", "", NOW)


@pytest.mark.parametrize(
    ("purposes", "start", "end", "answer"),
    [
        (("words",), -30, None, False), (("words", "photo"), -30, None, True), (("photo",), -1, None, True),
        (("photo",), 0, None, False), (("photo",), -30, -1, True), (("photo",), -30, -2, False),
    ],
)  # fmt: skip
def test_a_delegation_covers_purposes_and_days(purposes, start, end, answer):
    yes = Agreed("photo", NOW - DAY, given_by="mother")
    assert allowed(Facts(1944, (yes,), (mother(purposes, start, end),)), "photo", "", NOW) is answer
