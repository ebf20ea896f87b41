"""Exactly what is due goes, whatever its age, and nothing that a law wants kept; the seals of what went still fit."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.http import Http404
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mulin.core import jobs
from mulin.core.access import actions as access
from mulin.core.access.actions.looks import digest
from mulin.core.access.models import Attempt, Look, LookSeal, LookTombstone, OneTimeLink
from mulin.core.gate import SYSTEM, Viewer
from mulin.core.jobs.models import Job
from mulin.core.jobs.running import run_one
from mulin.core.people import actions as people
from mulin.core.people.models import Consent, DataRequest, Delegation, Person
from mulin.core.records import checks, retention
from mulin.core.records.days import local_day, seal_day
from mulin.core.records.models import Chain, Entry, Once, RetentionRule
from mulin.core.records.retention import Kept
from mulin.core.refusals import Refusal
from tests.core.nouns import NOW, TODAY, build, client, later, viewer

BY = Viewer(ref="login:x")
pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return build()


def kept(name: str) -> Kept:
    found = retention.find(name)
    assert found is not None
    return found


def run(now) -> dict[str, int]:
    return {name: gone for name, gone in retention.run(now=now) if gone}


def look(now, by=BY):
    with access.look(subjects=[uuid4()], field="phone", purpose="上门前打电话", by=by, now=now):
        pass


def findings():
    return [finding for finding in checks.findings() if finding.where != "台账号"]


# the steps: how a batch of each class goes


AGES = st.lists(st.integers(0, 70), min_size=1, max_size=12)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ages=AGES)
def test_form_tokens_go_exactly_when_they_are_due(ages):
    Once.objects.all().delete()
    for number, age in enumerate(ages):
        Once.objects.create(key=f"k{number}", at=NOW - timedelta(days=age))
    assert retention.count(retention.due(kept("records.once"), now=NOW)) == sum(age > 30 for age in ages)
    assert retention.step(kept("records.once"), now=NOW) == sum(age > 30 for age in ages)
    assert sorted((NOW - row.at).days for row in Once.objects.all()) == sorted(age for age in ages if age <= 30)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ages=st.lists(st.integers(0, 1500), min_size=1, max_size=6))
def test_consents_and_delegations_go_exactly_when_they_are_due(town, ages):
    Person.objects.exclude(name="俞主任").delete()
    wang = people.add_person(name="王桂芳", place=town.door, by=SYSTEM, now=NOW)
    son = people.add_person(name="王小明", place=town.door, by=SYSTEM, now=NOW)
    for age in ages:
        at = NOW - timedelta(days=age)
        common = {"person": wang, "wording": "好", "given_at": at, "recorded_by": "system"}
        Consent.objects.create(purpose="news", withdrawn_at=at, **common)
        Consent.objects.create(purpose="words", withdrawn_at=None, **common)
        days = {"starts_on": date(2020, 1, 1), "ends_on": TODAY - timedelta(days=age)}
        Delegation.objects.create(principal=wang, delegate=son, purposes="voice", recorded_by="system", **days)
    for name in ("people.consents", "people.delegations"):
        retention.step(kept(name), now=NOW)
    young = sorted(age for age in ages if age <= 1096)
    assert sorted((NOW - row.withdrawn_at).days for row in Consent.objects.filter(purpose="news")) == young
    assert sorted((TODAY - row.ends_on).days for row in Delegation.objects.all()) == young
    assert Consent.objects.filter(purpose="words").count() == len(ages), "a yes that stands never goes"


def test_a_larger_heap_goes_in_batches(town):
    Once.objects.bulk_create(Once(key=f"k{n}", at=NOW - timedelta(days=40)) for n in range(retention.BATCH + 7))
    assert retention.step(kept("records.once"), now=NOW) == retention.BATCH
    assert retention.step(kept("records.once"), now=NOW) == 7
    assert retention.step(kept("records.once"), now=NOW) == 0


def test_sessions_links_counters_and_cards(town):
    wang = people.add_person(name="王桂芳", place=town.door, by=SYSTEM, now=NOW)
    for age in (0, 20, 400):
        then = NOW - timedelta(days=age)
        Session.objects.create(session_key=f"s{age}", session_data="", expire_date=then)
        Attempt.objects.create(bucket=f"b{age}", window_ends_at=then)
        OneTimeLink.objects.create(group=town.property, token_mac=f"m{age}", made_at=then, expires_at=then)
        card = access.issue_card(wang, by=SYSTEM, now=then).card
        access.revoke_card(card, by=SYSTEM, now=then)
    assert run(NOW) == {"access.sessions": 2, "access.attempts": 2, "access.links": 1, "access.cards": 1}
    assert Session.objects.get().session_key == "s0"
    assert wang.cards.count() == 2
    assert not findings()


def test_requests_are_kept_three_years_whatever_a_rule_says(town):
    wang = people.add_person(name="王桂芳", place=town.door, by=SYSTEM, now=NOW)
    row = people.ask(person=wang, kind="copy", proof="known", note="给儿子看", by=town.worker, now=NOW)
    people.give_copy(request=row, by=town.worker, now=NOW)
    still_open = people.ask(person=wang, kind="copy", proof="known", by=town.worker, now=NOW)
    RetentionRule.objects.create(
        kind="people.requests", days=1, starts_on=TODAY, source="x", set_by="login:x", set_at=NOW
    )
    assert "people.requests" not in run(later(days=1096))
    assert run(later(days=1097))["people.requests"] == 1
    assert DataRequest.objects.get() == still_open
    assert not findings()


def test_who_moved_away_is_forgotten_after_two_years_but_not_with_something_running(town):
    gone = people.add_person(name="王桂芳", place=town.door, by=SYSTEM, now=NOW)
    asking = people.add_person(name="李志强", place=town.door, by=SYSTEM, now=NOW)
    lives = people.add_person(name="周敏", place=town.door, by=SYSTEM, now=NOW)
    for person in (gone, asking):
        people.mark_left(person=person, by=town.worker, now=NOW)
    people.ask(person=asking, kind="copy", proof="known", by=town.worker, now=NOW)
    assert "people.left" not in run(later(days=731))
    assert run(later(days=732))["people.left"] == 1
    assert set(Person.objects.values_list("name", flat=True)) == {"李志强", "周敏"}
    assert lives.left_on is None


# the log of looks


def test_looks_are_kept_six_months_whatever_a_rule_says(town):
    look(NOW)
    access.seal_looks_until(now=later(hours=2))
    RetentionRule.objects.create(kind="access.looks", days=1, starts_on=TODAY, source="x", set_by="x", set_at=NOW)
    assert "access.looks" not in run(later(days=184))
    assert run(later(days=185))["access.looks"] == 1
    assert not Look.objects.exists()


def test_the_chain_of_looks_verifies_after_they_went(town):
    for hour in range(4):
        look(later(hours=hour))
        look(later(hours=hour))
    access.seal_looks_until(now=later(hours=5))
    seal_day(local_day(NOW), now=later(days=1))
    look(later(days=300))
    access.seal_looks_until(now=later(days=301))
    assert run(later(days=366, hours=2))["access.looks"] == 2, "the first hour only: the second is a day short"
    assert run(later(days=400))["access.looks"] == 6
    assert Look.objects.count() == 1, "only the young look is left"
    assert LookTombstone.objects.count() == 4
    assert not findings()
    said = Entry.objects.filter(verb="looks.expired")
    assert said.exists()
    look(later(days=401))
    access.seal_looks_until(now=later(days=402))
    assert not findings(), "and goes on behind the tombstones"
    assert LookSeal.objects.count() == 6


def test_a_look_goes_only_behind_a_tombstone(town):
    look(NOW)
    access.seal_looks_until(now=later(hours=2))
    with pytest.raises(DatabaseError), transaction.atomic():
        Look.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Look.objects.all().update(purpose="别的")
    assert Look.objects.count() == 1


def test_a_tombstone_the_register_does_not_know_is_found(town):
    """Somebody with the database in her hands makes looks vanish: the hash fits, and still it is told."""
    look(NOW)
    (seal,) = access.seal_looks_until(now=later(hours=2))
    _count, looks = digest(Look.objects.order_by("pk"))
    LookTombstone.objects.create(seal=seal, first_id=1, last_id=seal.last_id, looks=looks, at=NOW)
    Look.objects.all().delete()
    assert [finding.what for finding in findings()] == ["这一小时的查看记录不在了，台账里没有到期删除的记录"]


def test_a_tombstone_with_another_hash_is_found(town):
    look(NOW)
    (seal,) = access.seal_looks_until(now=later(hours=2))
    LookTombstone.objects.create(seal=seal, first_id=1, last_id=seal.last_id, looks="0" * 64, at=NOW)
    Look.objects.all().delete()
    assert "这一小时的查看记录被改动过" in [finding.what for finding in findings()]


def test_what_was_tampered_with_is_evidence_and_stays(town):
    look(NOW)
    access.seal_looks_until(now=later(hours=2))
    look(later(hours=3), by=Viewer(ref="login:y"))
    access.seal_looks_until(now=later(hours=5))
    first = LookSeal.objects.order_by("seq").first()
    assert first is not None
    Chain.objects.filter(name="access").update(head="0" * 64)
    from mulin.core.records import appendonly  # noqa: PLC0415

    appendonly.remove()
    Look.objects.filter(pk=first.last_id).update(purpose="别的")
    appendonly.install()
    assert "access.looks" not in run(later(days=400))
    assert Look.objects.count() == 2


# the settings


def test_a_rule_holds_from_its_day_on_and_never_below_the_floor(town):
    steward = viewer("steward", town.street)
    rule = {"kept": kept("access.looks"), "source": "街道办公会", "by": steward, "now": NOW}
    with pytest.raises(Refusal, match="184"):
        retention.set_rule(days=183, starts_on=TODAY, **rule)
    for wrong in ({"days": 0}, {"days": 40_000}, {"source": " "}, {"starts_on": TODAY - timedelta(days=1)}):
        with pytest.raises(Refusal):
            retention.set_rule(**{"days": 200, "starts_on": TODAY, **rule, **wrong})
    with pytest.raises(Http404):
        retention.set_rule(days=200, starts_on=TODAY, **{**rule, "by": town.secretary})
    retention.set_rule(days=200, starts_on=TODAY + timedelta(days=2), **rule)
    on = [retention.days_of(kept("access.looks"), on=TODAY + timedelta(days=day)) for day in (0, 1, 2, 3)]
    assert on == [366, 366, 200, 200]


def test_every_class_has_a_ground_and_no_default_below_its_floor(town):
    names = {one.name for one in retention.every()}
    assert len(names) >= 12
    assert all(str(one.title) and str(one.source) and one.days >= one.floor for one in retention.every())
    assert all(str(one.floor_source) for one in retention.every() if one.floor)
    with pytest.raises(ValueError, match="floor"):
        retention.register(Kept("x", "x", 1, "x", lambda _now, _days: [], lambda _rows, _now: 0, floor=2))


def test_nothing_is_due_in_a_fresh_town(town):
    assert run(NOW) == {}


def test_some_classes_can_only_be_kept_shorter(town):
    steward = viewer("steward", town.street)
    with pytest.raises(Refusal):
        retention.set_rule(kept=kept("jobs.finished"), days=91, starts_on=TODAY, source="x", by=steward, now=NOW)


# the nightly job


def test_the_nightly_job_tells_how_much_went(town):
    Once.objects.bulk_create(Once(key=f"k{n}", at=NOW - timedelta(days=40)) for n in range(retention.BATCH + 7))
    job = jobs.ask("retention", by=SYSTEM, now=NOW, key="retention:2026-11-24")
    done = run_one(lambda: NOW)
    assert done is not None
    assert (done.pk, done.state) == (job.pk, "done")
    assert dict(done.figures) == {kept("records.once").title: retention.BATCH + 7}
    assert not Once.objects.exists()


def test_finished_jobs_go_too(town):
    jobs.ask("retention", by=SYSTEM, now=NOW, key="a")
    run_one(lambda: NOW)
    assert Job.objects.exists()
    assert "jobs.finished" not in run(later(days=90))
    assert run(later(days=91))["jobs.finished"] == 1


# the steward's pages


def test_the_pages_are_the_stewards(town):
    steward, worker = client("steward", town.street), client("secretary", town.gh)
    assert worker.get("/desk/retention/").status_code == 404
    assert worker.get("/desk/retention/records.once/").status_code == 404
    page = steward.get("/desk/retention/").content.decode()
    assert all(str(one.title) in page for one in retention.every())
    assert steward.get("/desk/retention/nonsense/").status_code == 404


def test_trying_a_number_tells_and_changes_nothing(town):
    Once.objects.create(key="k", at=timezone.now() - timedelta(days=20))
    steward, where = client("steward", town.street), "/desk/retention/records.once/"
    assert "今夜没有要删的" in steward.get(where).content.decode()
    form = {"days": "10", "starts_on": local_day(timezone.now()).isoformat(), "source": "街道办公会"}
    tried = steward.post(where, {**form, "try": "1"})
    assert tried.status_code == 200
    assert "今夜会删 1 样" in tried.content.decode()
    assert not RetentionRule.objects.exists()
    assert steward.post(where, form).status_code == 302
    assert "今夜会删 1 样" in steward.get(where).content.decode()
    assert RetentionRule.objects.get().source == "街道办公会"
    low = steward.post("/desk/retention/access.looks/", form)
    assert low.status_code == 422
    assert "184" in low.content.decode()
    assert RetentionRule.objects.count() == 1
