"""The log of looks: kept with the read, sealed by the hour, verified."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from mulin.core import gate
from mulin.core.access import actions
from mulin.core.access.models import Look, LookSeal
from mulin.core.gate import Viewer
from mulin.core.records import appendonly, checks
from mulin.core.records.days import local_day, seal_day
from mulin.core.records.models import Chain, Day

pytestmark = pytest.mark.django_db
BY = Viewer(ref="login:x", person="")


def look(now, subject=None, by=BY):
    with actions.look(subjects=[subject or uuid4()], field="phone", purpose="上门前打电话", by=by, now=now):
        pass


def findings():
    return [finding for finding in checks.findings() if finding.where != "台账号"]


def test_the_look_is_kept_with_the_read_and_undone_with_it(now):
    who = uuid4()
    with actions.look(subjects=[who, uuid4()], field="phone", purpose="上门前打电话", by=BY, now=now):
        assert Look.objects.count() == 2
    with (
        pytest.raises(ZeroDivisionError),
        actions.look(subjects=[who], field="phone", purpose="上门前打电话", by=BY, now=now),
    ):
        raise ZeroDivisionError
    kept = Look.objects.get(subject=who)
    assert (kept.field, kept.purpose, kept.viewer, kept.at) == ("phone", "上门前打电话", "login:x", now)


def test_looking_at_oneself_is_no_look(now):
    who = uuid4()
    look(now, who, Viewer(ref="login:w", person=str(who)))
    assert not Look.objects.exists()


def test_she_and_the_street_steward_may_read_it(town, now):
    look(now, town.wang.uuid, town.at_counter)
    look(now)
    herself = Viewer(ref="login:w", person=str(town.wang.uuid))
    for viewer, seen in ((herself, 1), (town.by, 2), (town.at_counter, 0), (Viewer(), 0)):
        assert gate.visible(Look.objects.all(), viewer, "list").count() == seen


def test_the_database_refuses_to_change_a_look(now):
    look(now)
    for change in (lambda: Look.objects.update(viewer="login:y"), lambda: Look.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_hours_are_sealed_in_a_chain_without_gaps(now):
    for minutes in (0, 59, 60, 200, 300):
        look(now + timedelta(minutes=minutes))
    seals = actions.seal_looks_until(now=now + timedelta(minutes=260))
    assert [(seal.seq, seal.count) for seal in seals] == [(1, 2), (2, 1), (3, 1)]
    assert [seal.hour for seal in seals] == [now + timedelta(hours=hours) for hours in (0, 1, 3)]
    assert seals[1].previous == seals[0].hash
    assert Chain.objects.get(name="access").head == seals[-1].hash
    assert actions.seal_looks_until(now=now + timedelta(minutes=260)) == []
    assert actions.seal_looks(now, now=now + timedelta(days=1)) == seals[0]
    assert findings() == []


def test_an_hour_that_is_not_over_is_not_sealed(now):
    look(now)
    with pytest.raises(ValueError, match="not over"):
        actions.seal_looks(now, now=now + timedelta(minutes=59))
    assert actions.seal_looks_until(now=now + timedelta(minutes=59)) == []
    assert actions.seal_looks(now - timedelta(hours=2), now=now) is None


def test_a_clock_that_runs_backwards_leaves_no_gap(now):
    look(now)
    actions.seal_looks_until(now=now + timedelta(hours=1))
    look(now - timedelta(days=1))
    look(now + timedelta(minutes=1))
    look(now + timedelta(days=1))
    actions.seal_looks_until(now=now + timedelta(hours=2))
    actions.seal_looks_until(now=now + timedelta(days=1, hours=1))
    assert [seal.count for seal in LookSeal.objects.order_by("seq")] == [1, 2, 1]
    assert findings() == []


@pytest.mark.parametrize("field", ["subject", "field", "purpose", "viewer", "at"])
def test_verify_finds_an_altered_look(now, field):
    for minutes in (0, 30, 70):
        look(now + timedelta(minutes=minutes))
    actions.seal_looks_until(now=now + timedelta(hours=3))
    other = {"subject": uuid4(), "at": now + timedelta(seconds=1)}.get(field, "x")
    appendonly.remove()
    Look.objects.filter(pk=Look.objects.order_by("pk")[1].pk).update(**{field: other})
    appendonly.install()
    assert [finding.what for finding in findings()] == ["这一小时的查看记录被改动过"]


def test_verify_finds_a_removed_look_and_a_slipped_in_one(now):
    for minutes in (0, 30, 70):
        look(now + timedelta(minutes=minutes))
    actions.seal_looks_until(now=now + timedelta(hours=3))
    second = Look.objects.order_by("pk")[1]
    appendonly.remove()
    second.delete()
    assert any("现在有 1 条" in finding.what for finding in findings())
    Look.objects.create(pk=second.pk or 2, subject=uuid4(), field="phone", purpose="p", viewer="v", at=now)
    appendonly.install()
    assert findings()


def test_verify_finds_a_chain_cut_short_and_one_rewritten_whole(now):
    for hours in range(3):
        look(now + timedelta(hours=hours))
    actions.seal_looks_until(now=now + timedelta(hours=4))
    appendonly.remove()
    LookSeal.objects.order_by("-seq").first().delete()
    appendonly.install()
    assert [finding.what for finding in findings()] == ["查看记录的末尾不对，可能被截短"]
    before = LookSeal.objects.order_by("-seq").first()
    Chain.objects.filter(name="access").update(seq=before.seq, head=before.hash)
    assert findings() == []  # nobody holds a printed head of it yet
    seal_day(local_day(now), now=now + timedelta(days=1))
    appendonly.remove()
    LookSeal.objects.all().delete()
    Chain.objects.filter(name="access").update(seq=0, head="0" * 64)
    appendonly.install()
    actions.seal_looks(now + timedelta(hours=2), now=now + timedelta(hours=4))
    assert Day.objects.get().date.isoformat() in [finding.where for finding in findings()]
