"""A copy, a correction, erasure: who may ask, how she proves who she is, what is answered, what is written down."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.http import Http404

from mulin.core.gate import SYSTEM, Viewer
from mulin.core.people import actions, holdings, queries
from mulin.core.people.actions.rights import ANSWER_DAYS, Wrong
from mulin.core.people.models import DataRequest, Person
from mulin.core.records import checks
from mulin.core.records.models import Entry
from mulin.core.refusals import Refusal
from tests.core.nouns import NOW, TODAY, build, later, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return build()


@pytest.fixture
def wang(town):
    return actions.add_person(name="王桂芳", place=town.door, phone="13800001234", birth_year=1944, by=SYSTEM, now=NOW)


def add(town, name, **more):
    return actions.add_person(name=name, place=town.door, by=SYSTEM, now=NOW, **more)


def ask(person, by, kind="copy", **more):
    return actions.ask(person=person, kind=kind, by=by, now=more.pop("now", NOW), **{"proof": "identity", **more})


def verbs(row):
    return list(Entry.objects.filter(thread=row.thread).order_by("seq").values_list("verb", flat=True))


def test_a_request_has_a_number_a_due_day_and_an_entry_without_her_name(town, wang):
    row = ask(wang, town.worker, note="要给儿子看")
    assert row.due_on == TODAY + timedelta(days=ANSWER_DAYS)
    assert row.thread.number.startswith("GH-2026-")
    entry = Entry.objects.get(thread=row.thread)
    assert (entry.actor, entry.on_behalf_of) == (town.worker.ref, str(wang.uuid))
    assert "王" not in entry.payload
    assert "儿子" not in entry.payload
    assert row.words.text == "要给儿子看"


def test_the_same_form_asks_once(town, wang):
    assert ask(wang, town.worker, key="k").pk == ask(wang, town.worker, key="k").pk
    assert DataRequest.objects.count() == 1


def test_who_may_ask(town, wang):
    herself = Viewer(ref="login:w", person=str(wang.uuid))
    assert ask(wang, herself, proof="card", channel="card").pk
    assert Entry.objects.latest("seq").on_behalf_of == ""
    with pytest.raises(Refusal):
        ask(wang, herself, proof="identity")
    for other in (town.stranger, Viewer(), Viewer(ref="login:x", person=str(add(town, "李四").uuid))):
        with pytest.raises(Http404):
            ask(wang, other)


def test_proof_is_asked_for(town, wang):
    for proof in ("", "nonsense", "delegate"):
        with pytest.raises(Refusal):
            ask(wang, town.worker, proof=proof)
    assert not DataRequest.objects.exists()


def test_a_delegate_only_within_her_days_and_for_this(town, wang):
    son = add(town, "王小明")
    for proof, who in (("delegate", son), ("identity", son)):
        with pytest.raises(Refusal):
            ask(wang, town.worker, proof=proof, delegate=who)
    days = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=3), "by": town.worker, "now": NOW}
    actions.delegate(principal=wang, delegate=son, purposes=["voice"], **days)
    with pytest.raises(Refusal):
        ask(wang, town.worker, proof="delegate", delegate=son)
    actions.delegate(principal=wang, delegate=son, purposes=["rights"], **days)
    row = ask(wang, town.worker, proof="delegate", delegate=son)
    assert (row.delegate, row.person) == (son, wang)
    assert json.loads(Entry.objects.latest("seq").payload)["delegate"] == str(son.uuid)
    with pytest.raises(Refusal):
        ask(wang, town.worker, proof="delegate", delegate=son, now=later(days=4))


def test_a_child_needs_her_guardian(town):
    child, mother = add(town, "小雨", birth_year=2016), add(town, "小雨妈妈")
    with pytest.raises(Refusal):
        ask(child, town.worker)
    actions.delegate(principal=child, delegate=mother, purposes=["rights"], starts_on=TODAY, by=town.worker, now=NOW)
    assert ask(child, town.worker, proof="delegate", delegate=mother).delegate == mother


def test_the_copy_is_given_once_and_that_is_an_entry(town, wang):
    row = ask(wang, town.worker)
    given = actions.give_copy(request=row, by=town.worker, now=later(hours=1))
    assert (given.state, given.answered_by) == ("done", town.worker.ref)
    assert verbs(row) == ["rights.asked", "rights.given"]
    with pytest.raises(Refusal):
        actions.give_copy(request=row, by=town.worker, now=later(hours=2))
    with pytest.raises(Http404):
        actions.give_copy(request=ask(wang, town.worker), by=town.stranger, now=NOW)


@pytest.mark.parametrize(
    ("field", "right", "stored"),
    [
        ("name", "王桂方", "王桂方"),
        ("phone", "139-0000 4321", "139-0000 4321"),
        ("birth_year", "1945", 1945),
    ],
)
def test_a_correction_is_done_as_she_says(town, wang, field, right, stored):
    before = {"name": wang.name, "phone": wang.phone, "birth_year": wang.birth_year}
    row = ask(wang, town.worker, "correction", wrong=Wrong(field, "写错了", right))
    assert "写错了" not in Entry.objects.latest("seq").payload
    actions.correct(request=row, by=town.worker, now=NOW)
    now = Person.objects.get(pk=wang.pk)
    assert {name: getattr(now, name) for name in before} == before | {field: stored}
    assert verbs(row) == ["rights.asked", "rights.corrected"]


def test_a_wrong_address_is_put_right(town, wang):
    row = ask(wang, town.worker, "correction", wrong=Wrong("address", "3-201", "4-502"))
    actions.correct(request=row, by=town.worker, now=NOW)
    wang.refresh_from_db()
    assert wang.place.name == "4幢502"


def test_a_correction_that_cannot_be_stored_changes_nothing(town, wang):
    row = ask(wang, town.worker, "correction", wrong=Wrong("birth_year", "", "一九四五"))
    with pytest.raises(Refusal):
        actions.correct(request=row, by=town.worker, now=NOW)
    row.refresh_from_db()
    assert row.state == "open"
    assert verbs(row) == ["rights.asked"]
    with pytest.raises(Refusal):
        ask(wang, town.worker, "correction", wrong=Wrong("phone", "x", " "))
    with pytest.raises(Refusal):
        ask(wang, town.worker, "correction")


def test_a_refusal_has_a_reason_in_words_which_only_she_and_her_workers_read(town, wang):
    row = ask(wang, town.worker, "correction", wrong=Wrong("other", "x", "y"))
    with pytest.raises(Refusal):
        actions.refuse(request=row, reason="  ", by=town.worker, now=NOW)
    actions.refuse(request=row, reason="户口本上就是这样写的", by=town.worker, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.reason.text) == ("refused", "户口本上就是这样写的")
    assert "户口本" not in Entry.objects.latest("seq").payload
    assert not queries.requests(town.stranger).exists()
    assert queries.requests(Viewer(ref="login:w", person=str(wang.uuid))).get() == row


def test_the_office_sees_what_is_open_first_and_what_is_due_earliest(town, wang):
    late = ask(wang, town.worker)
    newer = ask(wang, town.worker, now=later(days=1))
    done = actions.give_copy(request=ask(wang, town.worker), by=town.worker, now=NOW)
    assert list(queries.requests(town.worker)) == [late, newer, done]


def test_erasure_wants_the_verb_and_leaves_a_figure(town, wang):
    actions.give_consent(person=wang, purpose="news", wording="报上写我", by=town.worker, now=NOW)
    row = ask(wang, town.worker, "erasure", note="不想再登记了")
    with pytest.raises(Http404):
        actions.erase(request=row, by=town.worker, now=NOW)
    plan = {part.holding.name: (part.going, part.staying) for part in holdings.everything(wang)}
    done = actions.erase(request=row, by=town.secretary, now=NOW)
    told = {each.holding.name: (each.done.gone, list(each.done.kept)) for each in done if each.done != holdings.Done(0)}
    assert told == plan, "what was shown before is what was done"
    assert not Person.objects.filter(pk=wang.pk).exists()
    row = DataRequest.objects.select_related("words").get(pk=row.pk)
    assert (row.state, row.person, row.words.text) == ("done", None, "")
    assert {line["part"] for line in json.loads(row.result)} == set(plan)
    assert verbs(row) == ["rights.asked", "redacted", "rights.erased"]
    assert not list(checks.findings())
    with pytest.raises(Refusal):
        actions.erase(request=row, by=town.secretary, now=NOW)


def test_what_she_said_yes_to_for_others_ends_with_her(town, wang):
    child = add(town, "小雨", birth_year=2016)
    actions.delegate(principal=child, delegate=wang, purposes=["photo"], starts_on=TODAY, by=town.worker, now=NOW)
    actions.give_consent(person=child, purpose="photo", wording="可以", given_by=wang, by=town.worker, now=NOW)
    assert queries.allows(child, "photo", now=NOW)
    actions.erase(request=ask(wang, town.worker, "erasure"), by=town.secretary, now=later(hours=1))
    assert not queries.allows(child, "photo", now=later(hours=2))
    assert child.consents.get().withdrawn_at == later(hours=1)


def test_who_works_here_is_not_erased_before_the_login_is_closed(town, wang):
    from mulin.core.access.actions import create_staff_login, disable_login  # noqa: PLC0415
    from mulin.core.access.models import Login  # noqa: PLC0415

    login = create_staff_login(username="wang", display_name="王", place=town.gh, person=wang, by=SYSTEM, now=NOW)
    row = ask(wang, town.worker, "erasure")
    with pytest.raises(Refusal):
        actions.erase(request=row, by=town.secretary, now=NOW)
    assert Person.objects.filter(pk=wang.pk).exists()
    disable_login(login, by=SYSTEM, now=NOW)
    actions.erase(request=row, by=town.secretary, now=NOW)
    assert Login.objects.get(pk=login.pk).person is None


def test_an_office_that_is_held_stays_and_one_that_ended_goes(town, wang):
    from mulin.core.groups.actions import appoint  # noqa: PLC0415

    held = appoint(group=town.committee, title="委员", person=wang, starts_on=date(2025, 1, 1), by=SYSTEM, now=NOW)
    former = appoint(
        group=town.committee,
        title="楼组长",
        person=wang,
        starts_on=date(2020, 1, 1),
        ends_on=date(2021, 1, 1),
        by=SYSTEM,
        now=NOW,
    )
    actions.erase(request=ask(wang, town.worker, "erasure"), by=town.secretary, now=NOW)
    held.refresh_from_db()
    former.refresh_from_db()
    assert (held.holder_name, former.holder_name) == ("王桂芳", "（已删除）")
    assert held.person is None


def test_every_worker_of_the_street_may_not_read_a_request_of_elsewhere(town, wang):
    ask(wang, town.worker)
    assert not queries.requests(viewer("worker", town.yx)).exists()
    assert queries.requests(viewer("office", town.street)).count() == 1
