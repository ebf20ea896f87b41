"""Her rights at the counter and with her card: what the pages show, to whom, and what they leave in the register."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mulin.apps.voice.actions import intake
from mulin.apps.voice.actions.intake import Speaker
from mulin.core.access import actions as access
from mulin.core.access.models import Look
from mulin.core.gate import SYSTEM
from mulin.core.people import actions as people
from mulin.core.people import queries
from mulin.core.people.models import Consent, DataRequest, Person
from mulin.core.records.models import Entry
from tests.core.nouns import TODAY, build, client

pytestmark = pytest.mark.django_db
PHONE = "13800001234"


@pytest.fixture
def town():
    return build()


@pytest.fixture
def wang(town):
    return people.add_person(
        name="王桂芳", place=town.door, phone=PHONE, birth_year=1944, by=SYSTEM, now=timezone.now()
    )


@pytest.fixture
def worker(town):
    return client("worker", town.gh)


@pytest.fixture
def secretary(town):
    return client("secretary", town.gh)


@pytest.fixture
def herself(wang):
    issued = access.issue_card(wang, by=SYSTEM, now=timezone.now())
    browser = Client()
    browser.post("/card/", {"number": issued.card.number, "pin": issued.pin})
    return browser


def text(answer):
    return answer.content.decode()


def ask(browser, person, kind="copy", **more):
    form = {"kind": kind, "key": f"k-{kind}", "proof": "identity", "channel": "counter", "delegate": "", **more}
    answer = browser.post(f"/desk/people/{person.uuid}/rights/", form)
    assert answer.status_code == 302, text(answer)
    return DataRequest.objects.latest("pk")


def test_the_copy_is_printed_only_after_it_was_given_and_only_by_who_gave_it(wang, worker, secretary):
    row = ask(worker, wang)
    where = f"/desk/rights/{row.uuid}/"
    assert PHONE not in text(worker.get(where))
    assert worker.get(f"{where}copy/").status_code == 404
    assert worker.post(f"{where}give/").status_code == 302
    assert PHONE in text(worker.get(f"{where}copy/"))
    pdf = worker.get(f"{where}copy.pdf")
    assert pdf.status_code in {200, 503}
    assert pdf.status_code == 503 or pdf.content.startswith(b"%PDF-")
    file = worker.get(f"{where}copy.json")
    assert "attachment" in file["Content-Disposition"]
    rows = [row["text"] for part in json.loads(text(file))["parts"] for row in part["rows"]]
    assert PHONE in rows
    for kind in ("copy/", "copy.pdf", "copy.json"):
        assert secretary.get(where + kind).status_code == 404
    assert Look.objects.filter(subject=wang.uuid, field="everything", purpose=row.thread.number).count() == 3
    DataRequest.objects.update(answered_at=timezone.now() - timedelta(hours=3))
    assert worker.get(f"{where}copy/").status_code == 404


def test_a_delegate_is_offered_only_in_her_days(town, wang, worker):
    son = people.add_person(name="王小明", place=town.door, by=SYSTEM, now=timezone.now())
    where = f"/desk/people/{wang.uuid}/rights/"
    assert "王小明" not in text(worker.get(where))
    day = timezone.localdate()
    people.delegate(principal=wang, delegate=son, purposes=["rights"], starts_on=day, by=SYSTEM, now=timezone.now())
    assert "王小明" in text(worker.get(where))
    row = ask(worker, wang, proof="delegate", delegate=str(son.uuid))
    shown = text(worker.get(f"/desk/rights/{row.uuid}/"))
    assert "王小明" in shown
    assert "王桂芳" in shown


def test_what_is_wrong_is_asked_for_and_kept_when_it_is_refused(wang, worker):
    where = f"/desk/people/{wang.uuid}/rights/"
    form = {"kind": "correction", "key": "k", "proof": "delegate", "channel": "paper", "field": "phone"}
    answer = worker.post(where, {**form, "right_text": "139 0000 4321"})
    assert answer.status_code == 422
    assert "139 0000 4321" in text(answer)
    assert not DataRequest.objects.exists()
    row = ask(worker, wang, "correction", field="phone", right_text="139 0000 4321", channel="paper")
    assert worker.post(f"/desk/rights/{row.uuid}/correct/").status_code == 302
    wang.refresh_from_db()
    assert wang.phone == "139 0000 4321"


def test_a_correction_the_rules_refuse_is_told_and_stays_open(wang, worker):
    row = ask(worker, wang, "correction", field="birth_year", right_text="3000")
    answer = worker.post(f"/desk/rights/{row.uuid}/correct/", follow=True)
    assert "出生年份要在" in text(answer)
    row.refresh_from_db()
    assert row.state == "open"


def test_a_refusal_needs_words_and_can_be_printed(wang, worker):
    row = ask(worker, wang, "erasure")
    where = f"/desk/rights/{row.uuid}/"
    assert worker.get(f"{where}refusal.pdf").status_code == 404
    assert worker.post(f"{where}refuse/", {"reason": " "}).status_code == 422
    assert worker.post(f"{where}refuse/", {"reason": "官司还没有打完，法律要求留着"}).status_code == 302
    assert "官司还没有打完" in text(worker.get(where))
    assert worker.get(f"{where}refusal.pdf").status_code in {200, 503}
    assert worker.post(f"{where}nonsense/").status_code == 404


def test_erasure_shows_first_what_goes_and_is_pressed_by_who_may(wang, worker, secretary):
    row = ask(worker, wang, "erasure")
    where = f"/desk/rights/{row.uuid}/"
    shown = text(worker.get(where))
    assert "会删掉的" in shown
    assert "删除要由社区书记或街道办来按" in shown
    assert worker.post(f"{where}erase/", {"heard": "on"}).status_code == 404
    assert secretary.post(f"{where}erase/", {}).status_code == 422
    assert Person.objects.filter(pk=wang.pk).exists()
    assert secretary.post(f"{where}erase/", {"heard": "on"}).status_code == 302
    assert not Person.objects.filter(pk=wang.pk).exists()
    after = text(secretary.get(where))
    assert "删了 " in after
    assert "王桂芳" not in after
    assert secretary.get("/desk/rights/").status_code == 200
    assert worker.get(f"/desk/people/{wang.uuid}/rights/").status_code == 404


def test_the_office_sees_what_is_late(wang, worker):
    row = ask(worker, wang)
    assert "该答复，晚了" not in text(worker.get("/desk/rights/"))
    DataRequest.objects.update(due_on=TODAY - timedelta(days=400))
    assert "该答复，晚了" in text(worker.get("/desk/rights/"))
    assert "该答复，晚了" in text(worker.get(f"/desk/rights/{row.uuid}/"))


def test_elsewhere_and_without_the_verb_there_is_nothing(town, wang, worker):
    row = ask(worker, wang)
    stranger, steward = client("worker", town.yx), client("steward", town.street)
    for browser in (stranger, steward, Client()):
        for where in (f"/desk/people/{wang.uuid}/rights/", f"/desk/rights/{row.uuid}/"):
            assert browser.get(where).status_code in {302, 404}
        assert browser.post(f"/desk/rights/{row.uuid}/give/").status_code in {302, 404}
    assert row.thread.number not in text(stranger.get("/desk/rights/"))


def test_she_sees_everything_with_her_card_and_that_is_no_look(wang, worker, herself):
    with access.look(subjects=[wang.uuid], field="phone", purpose="GH-2026-000001-1", by=SYSTEM, now=timezone.now()):
        pass
    page = text(herself.get("/me/"))
    for part in ("居民登记", "谁看过本人的资料", "说过的话和评议"):
        assert part in page
    assert PHONE in text(herself.get("/me/part/people/"))
    assert "看了电话" in text(herself.get("/me/part/looks/"))
    assert herself.get("/me/part/nonsense/").status_code == 404
    assert PHONE in text(herself.get("/me/copy.json"))
    assert herself.get("/me/copy.pdf").status_code in {200, 503}
    assert Look.objects.count() == 1
    for name in ("/me/", "/me/part/people/", "/me/copy.json", "/me/ask/erasure/"):
        assert worker.get(name).status_code == 404, "a worker is not a resident"
        assert Client().get(name).status_code == 302


def test_many_voices_ask_the_same_few_questions(town, wang, herself):
    def asked():
        with CaptureQueriesContext(connection) as queries_made:
            herself.get("/me/part/voices/")
        return len(queries_made)

    few = None
    for number in range(20):
        intake.record(
            by=town.worker,
            now=timezone.now(),
            words=f"第{number}件",
            channel="counter",
            place=town.door,
            speaker=Speaker(person=wang),
        )
        few = few or asked()
    assert asked() == few
    assert few <= 12


def test_one_press_takes_a_yes_back(wang, herself):
    people.give_consent(person=wang, purpose="news", wording="报上可以写我", by=SYSTEM, now=timezone.now())
    assert "报上可以写我" in text(herself.get("/me/"))
    assert queries.allows(wang, "news", now=timezone.now())
    herself.post("/me/withdraw/", {"purpose": "news", "subject": ""})
    assert not queries.allows(wang, "news", now=timezone.now())
    assert Consent.objects.get().withdrawn_at is not None
    assert "报上可以写我" not in text(herself.get("/me/"))


def test_she_asks_with_her_card_and_sees_the_answer(town, wang, worker, herself):
    assert herself.get("/me/ask/copy/").status_code == 404
    assert herself.post("/me/ask/correction/", {"field": "name", "right_text": "", "key": "k"}).status_code == 422
    done = herself.post("/me/ask/correction/", {"field": "name", "right_text": "王桂方", "key": "k"})
    assert done.status_code == 302
    row = DataRequest.objects.get()
    assert (row.proof, row.channel, row.person) == ("card", "card", wang)
    assert Entry.objects.get(thread=row.thread).actor.startswith("login:")
    assert row.thread.number in text(herself.get("/me/"))
    people.refuse(request=row, reason="要看身份证", by=town.worker, now=timezone.now())
    assert "要看身份证" in text(herself.get("/me/"))
    assert "会删掉的" in text(herself.get("/me/ask/erasure/"))
    assert herself.get(f"/desk/rights/{row.uuid}/").status_code == 404, "the desk is for workers"
