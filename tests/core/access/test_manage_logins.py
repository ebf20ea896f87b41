"""Opening and closing logins, giving and taking roles."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.http import Http404

from mulin.core.access import actions, refusals
from mulin.core.access.models import Login, RoleGrant
from mulin.core.access.viewers import viewer_of
from mulin.core.gate import SYSTEM, Viewer
from mulin.core.records import checks
from mulin.core.records.days import local_day
from mulin.core.records.models import Entry, Thread

pytestmark = pytest.mark.django_db


def said(verb: str) -> list[dict[str, str]]:
    return [json.loads(payload) for payload in Entry.objects.filter(verb=verb).values_list("payload", flat=True)]


def test_a_new_worker_has_neither_password_nor_role(town, now):
    login = actions.create_staff_login(
        username=" Zhang.San ", display_name="张三", place=town.here, by=town.by, now=now, key="k1"
    )
    assert login.username == "zhang.san"
    assert not login.has_usable_password()
    assert town.viewer(login).grants == ()
    assert said("login.opened")[-1] == {"login": str(login.uuid), "kind": "staff", "place": str(town.here.uuid)}


def test_the_same_form_twice_opens_one_login(town, now):
    first, again = (
        actions.create_staff_login(username="li", display_name="李", place=town.here, by=town.by, now=now, key="k")
        for _ in range(2)
    )
    assert first.pk == again.pk
    assert Login.objects.filter(username="li").count() == 1


@pytest.mark.parametrize("username", ["x", "a b/c", "person-1", "unit-9", "名" * 41])
def test_bad_names_are_refused(town, now, username):
    with pytest.raises(refusals.BadLogin):
        actions.create_staff_login(username=username, display_name="某", place=town.here, by=town.by, now=now)


def test_a_taken_name_and_an_empty_one_are_refused(town, now):
    with pytest.raises(refusals.BadLogin, match="已经有人用"):
        actions.create_staff_login(username="XiaoLi", display_name="某", place=town.here, by=town.by, now=now)
    with pytest.raises(refusals.BadLogin, match="姓名"):
        actions.create_staff_login(username="neu", display_name=" ", place=town.here, by=town.by, now=now)


def test_a_resident_has_one_login(town, now):
    actions.create_staff_login(
        username="wang", display_name="王", place=town.here, person=town.wang, by=town.by, now=now
    )
    with pytest.raises(refusals.BadLogin, match="已经有登录"):
        actions.create_staff_login(
            username="wang2", display_name="王", place=town.here, person=town.wang, by=town.by, now=now
        )


def test_only_stewards_of_the_place_act(town, now):
    with pytest.raises(Http404):
        actions.create_staff_login(username="x1", display_name="某", place=town.here, by=town.at_counter, now=now)
    local = actions.create_staff_login(username="local", display_name="某", place=town.here, by=town.by, now=now)
    actions.grant_role(local, role="steward", place=town.here, by=town.by, now=now)
    by = town.viewer(local)
    actions.create_unit_login(username="wuye", display_name="物业小陈", group=town.unit, by=by, now=now)
    with pytest.raises(Http404):
        actions.create_staff_login(username="x2", display_name="某", place=town.there, by=by, now=now)
    with pytest.raises(Http404):
        actions.grant_role(local, role="office", place=town.street, by=by, now=now)
    with pytest.raises(Http404):
        actions.disable_login(town.steward, by=by, now=now)


def test_a_local_steward_has_no_hand_on_a_login_with_a_role_above_her(town, now):
    local = actions.create_staff_login(username="local", display_name="某", place=town.here, by=town.by, now=now)
    actions.grant_role(local, role="steward", place=town.here, by=town.by, now=now)
    actions.grant_role(town.worker, role="office", place=town.street, by=town.by, now=now)
    for act in (actions.disable_login, actions.give_first_password, actions.reset_second_factor):
        with pytest.raises(Http404):
            act(town.worker, by=town.viewer(local), now=now)


def test_roles_hold_between_their_days_and_end_at_once(town, now):
    today = local_day(now)
    grant = actions.grant_role(
        town.worker,
        role="secretary",
        place=town.here,
        starts_on=today + timedelta(days=1),
        ends_on=today + timedelta(days=2),
        by=town.by,
        now=now,
        key="g",
    )
    assert (
        actions.grant_role(town.worker, role="secretary", place=town.here, by=town.by, now=now, key="g").pk == grant.pk
    )
    may = [
        viewer_of(town.worker, today=today + timedelta(days=ahead)).can("meeting.call", town.here.path)
        for ahead in range(4)
    ]
    assert may == [False, True, True, False]
    actions.end_role(grant, by=town.by, now=now)
    actions.end_role(grant, by=town.by, now=now)
    assert not viewer_of(town.worker, today=today + timedelta(days=1)).can("meeting.call", town.here.path)
    assert said("role.ended") == [{"grant": str(grant.uuid)}]


def test_grants_that_make_no_sense_are_refused(town, now):
    unit = actions.create_unit_login(username="wuye", display_name="陈", group=town.unit, by=town.by, now=now)
    closed = actions.create_staff_login(username="old", display_name="旧", place=town.here, by=town.by, now=now)
    actions.disable_login(closed, by=town.by, now=now)
    yesterday = local_day(now) - timedelta(days=1)
    for login, more in [
        (town.worker, {"role": "emperor"}),
        (unit, {"role": "worker"}),
        (closed, {"role": "worker"}),
        (town.worker, {"role": "worker"}),
        (town.worker, {"role": "office", "ends_on": yesterday}),
    ]:
        with pytest.raises(refusals.BadGrant):
            actions.grant_role(login, place=town.here, by=town.by, now=now, **more)


def test_the_last_steward_stays(town, now):
    grant = town.steward.role_grants.get()
    with pytest.raises(refusals.LastSteward):
        actions.end_role(grant, by=town.by, now=now)
    with pytest.raises(refusals.LastSteward):
        actions.disable_login(town.steward, by=SYSTEM, now=now)
    by = town.by
    actions.grant_role(town.worker, role="steward", place=town.street, by=by, now=now)
    actions.end_role(grant, by=by, now=now)
    assert not town.by.can_somewhere("access.manage")


def test_disabling_is_undone_by_enabling(town, now):
    actions.disable_login(town.worker, by=town.by, now=now)
    actions.disable_login(town.worker, by=town.by, now=now)
    assert len(said("login.closed")) == 1
    actions.enable_login(town.worker, by=town.by, now=now)
    actions.enable_login(town.worker, by=town.by, now=now)
    assert len(said("login.reopened")) == 1
    assert Login.objects.get(pk=town.worker.pk).is_active


def test_the_register_has_one_thread_of_references_only(town, now):
    actions.issue_card(town.wang, by=town.at_counter, now=now)
    actions.make_unit_link(town.unit, by=town.at_counter, now=now)
    assert Thread.objects.filter(kind="access").count() == 1
    payloads = "".join(Entry.objects.values_list("payload", flat=True))
    for name in ("王桂芳", "小李", "xiaoli", "安居物业", str(town.wang.uuid)):
        assert name not in payloads
    assert list(checks.findings()) == []


@pytest.mark.parametrize("change", ["sneaked", "widened", "revived", "removed"])
def test_verify_finds_a_role_behind_the_registers_back(town, now, change):
    grant = town.worker.role_grants.get()
    if change == "sneaked":
        RoleGrant.objects.create(login=town.worker, role="steward", place=town.street, starts_on=local_day(now))
    elif change == "widened":
        RoleGrant.objects.filter(pk=grant.pk).update(place=town.street)
    elif change == "revived":
        actions.end_role(grant, by=town.by, now=now)
        RoleGrant.objects.filter(pk=grant.pk).update(ended_at=None)
    else:
        grant.delete()
    assert len(list(checks.findings())) == 1


def test_a_passer_by_manages_nothing(town, now):
    with pytest.raises(Http404):
        actions.enable_login(town.worker, by=Viewer(), now=now)
