from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from mulin.core.gate import SYSTEM, Viewer
from mulin.core.people.actions import add_person, delegate, end_delegation, give_consent, withdraw_consent
from mulin.core.people.models import Consent, Delegation, Purpose
from mulin.core.people.queries import allows
from mulin.core.refusals import Refusal
from tests.core.nouns import NOW, TODAY, build, later

pytestmark = pytest.mark.django_db
SENTENCE = "我同意在社区报上用我的照片。"


@pytest.fixture
def town():
    return build()


@pytest.fixture
def wang(town):
    return add_person(name="王桂芳", place=town.door, birth_year=1944, by=SYSTEM, now=NOW)


@pytest.fixture
def child(town):
    return add_person(name="王小小", place=town.door, birth_year=2016, by=SYSTEM, now=NOW)


def agree(person, by, **more):
    return give_consent(person=person, purpose=Purpose.PHOTO, wording=SENTENCE, by=by, now=NOW, **more)


def test_given_written_down_withdrawn(town, wang):
    assert not allows(wang, "photo", now=NOW)
    yes = agree(wang, town.worker)
    assert (yes.wording, yes.recorded_by, yes.given_at) == (SENTENCE, town.worker.ref, NOW)
    assert agree(wang, town.worker) == yes  # pressed twice
    assert allows(wang, "photo", now=NOW)
    assert withdraw_consent(person=wang, purpose="photo", by=Viewer(person=str(wang.uuid)), now=later(days=1)) == 1
    assert not allows(wang, "photo", now=later(days=1))
    assert Consent.objects.count() == 1  # what was agreed to stays readable


def test_only_one_subject_is_withdrawn(town, wang):
    agree(wang, town.worker, subject="GH-2026-000001-1")
    agree(wang, town.worker)
    assert withdraw_consent(person=wang, purpose="photo", subject="", by=town.worker, now=NOW) == 1
    assert allows(wang, "photo", subject="GH-2026-000001-1", now=NOW)


def test_who_may(town, wang):
    for viewer in (town.stranger, Viewer(), Viewer(person="somebody else")):
        with pytest.raises(Http404):
            agree(wang, viewer)
        with pytest.raises(Http404):
            withdraw_consent(person=wang, purpose="photo", by=viewer, now=NOW)


@pytest.mark.parametrize(
    "wrong", [{"purpose": "party"}, {"wording": " "}, {"wording": "长" * 301}, {"subject": "长" * 41}]
)
def test_what_is_no_consent(town, wang, wrong):
    with pytest.raises(Refusal):
        give_consent(
            **{"person": wang, "purpose": "photo", "wording": SENTENCE, "by": town.worker, "now": NOW, **wrong}
        )


def test_a_childs_guardian_agrees(town, wang, child):
    with pytest.raises(Refusal, match="监护人"):
        agree(child, town.worker)
    with pytest.raises(Refusal, match="委托"):
        agree(child, town.worker, given_by=wang)
    trust = delegate(principal=child, delegate=wang, purposes=["photo"], starts_on=TODAY, by=town.worker, now=NOW)
    agree(child, town.worker, given_by=wang)
    assert allows(child, "photo", now=NOW)
    assert not allows(child, "words", now=NOW)
    end_delegation(delegation=trust, on=TODAY, by=town.worker, now=NOW)
    assert allows(child, "photo", now=later(days=1))  # said while it stood
    with pytest.raises(Refusal):
        give_consent(person=child, purpose="photo", wording="另一句", by=town.worker, now=later(days=1), given_by=wang)


@pytest.mark.parametrize(
    "wrong",
    [
        {"purposes": []}, {"purposes": ["photo", "gold"]}, {"starts_on": date(1899, 1, 1)},
        {"starts_on": date(2999, 1, 1)}, {"ends_on": date(2026, 11, 23)},
    ],
)  # fmt: skip
def test_what_is_no_delegation(town, wang, child, wrong):
    right = {"principal": child, "delegate": wang, "purposes": ["photo"], "starts_on": TODAY}
    with pytest.raises(Refusal):
        delegate(**{**right, **wrong}, by=town.worker, now=NOW)
    with pytest.raises(Refusal):
        delegate(**{**right, "delegate": child}, by=town.worker, now=NOW)
    with pytest.raises(Http404):
        delegate(**right, by=town.stranger, now=NOW)


def test_a_delegation_ends_once(town, wang, child):
    trust = delegate(principal=child, delegate=wang, purposes=["voice"], starts_on=TODAY, by=town.worker, now=NOW)
    with pytest.raises(Refusal):
        end_delegation(delegation=trust, on=date(2026, 11, 1), by=town.worker, now=NOW)
    assert end_delegation(delegation=trust, by=town.worker, now=NOW).ends_on == TODAY
    with pytest.raises(Refusal):
        end_delegation(delegation=trust, by=town.worker, now=NOW)
    with pytest.raises(Http404):
        end_delegation(delegation=trust, by=town.stranger, now=NOW)


def test_the_database_itself_refuses_nonsense(town, wang, child):
    for wrong in ({"delegate": child}, {"delegate": wang, "ends_on": date(2026, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delegation.objects.create(principal=child, purposes="voice", starts_on=TODAY, recorded_by="x", **wrong)
