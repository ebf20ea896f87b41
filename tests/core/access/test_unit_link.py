"""One-time links of units."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404

from mulin.core.access import actions, queries, refusals
from mulin.core.access.models import Login, OneTimeLink
from mulin.core.records.models import Entry

db = pytest.mark.django_db


@db
def test_it_works_once(town, now):
    made = actions.make_unit_link(town.unit, by=town.at_counter, now=now)
    link = queries.link_by_token(made.token)
    login = actions.use_unit_link(link, now=now)
    assert town.viewer(login).groups == {str(town.unit.uuid)}
    assert town.viewer(login).grants == ()
    with pytest.raises(refusals.LinkSpent):
        actions.use_unit_link(link, now=now)


@db
def test_two_links_open_the_same_login_and_a_closed_one_stays_closed(town, now):
    made = [actions.make_unit_link(town.unit, by=town.at_counter, now=now) for _ in range(3)]
    assert actions.use_unit_link(made[0].link, now=now) == actions.use_unit_link(made[1].link, now=now)
    actions.disable_login(Login.objects.get(kind="unit"), by=town.by, now=now)
    with pytest.raises(refusals.LinkSpent):
        actions.use_unit_link(made[2].link, now=now)


@db
def test_it_is_valid_for_three_days(town, now):
    early, late = (actions.make_unit_link(town.unit, by=town.at_counter, now=now) for _ in range(2))
    assert actions.use_unit_link(early.link, now=now + timedelta(hours=72) - timedelta(seconds=1))
    with pytest.raises(refusals.LinkSpent):
        actions.use_unit_link(late.link, now=now + timedelta(hours=72))


@db
def test_unknown_links_open_nothing_and_no_token_is_stored(town, now):
    made = actions.make_unit_link(town.unit, by=town.at_counter, now=now)
    assert queries.link_by_token("x" * 22) is None
    with pytest.raises(refusals.LinkSpent):
        actions.use_unit_link(None, now=now)
    stored = " ".join(str(value) for row in OneTimeLink.objects.values() for value in row.values())
    assert made.token not in stored + " ".join(Entry.objects.values_list("payload", flat=True)) + repr(made)


@db
def test_only_units_that_answer_get_one_and_once_per_form(town, now):
    actions.make_unit_link(town.unit, by=town.at_counter, now=now, key="l")
    with pytest.raises(refusals.ShownOnce):
        actions.make_unit_link(town.unit, by=town.at_counter, now=now, key="l")
    town.unit.answers = False
    with pytest.raises(refusals.BadLogin):
        actions.make_unit_link(town.unit, by=town.at_counter, now=now)
    with pytest.raises(Http404):
        actions.make_unit_link(town.unit, by=town.by, now=now)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_time_one_gets_in(town, now):
    made = actions.make_unit_link(town.unit, by=town.at_counter, now=now)
    answers: list[str] = []
    gate = threading.Barrier(2)

    def use() -> None:
        link = queries.link_by_token(made.token)
        gate.wait()
        try:
            answers.append(actions.use_unit_link(link, now=now).username)
        except refusals.LinkSpent:
            answers.append("spent")
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["spent", f"unit-{town.unit.uuid}"]
