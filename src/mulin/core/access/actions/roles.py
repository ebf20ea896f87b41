"""Giving roles and taking them away."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from mulin.core.access.actions.acts import acting, keep_a_steward, need, need_steward
from mulin.core.access.capabilities import ROLES
from mulin.core.access.models import Login, RoleGrant
from mulin.core.access.refusals import BadGrant
from mulin.core.gate import Viewer
from mulin.core.places.models import Place
from mulin.core.records.days import local_day
from mulin.core.records.once import claim, settle


def grant_role(
    login: Login,
    *,
    role: str,
    place: Place,
    by: Viewer,
    now: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
    key: str = "",
) -> RoleGrant:
    """Give a worker a role for a place and everything below it, from a day (today) until a day or for good."""
    need(by, "access.manage", place.path)
    start = starts_on or local_day(now)
    if role not in ROLES:
        raise BadGrant(_("没有“%(role)s”这个角色。") % {"role": role})
    if login.kind != Login.Kind.STAFF:
        raise BadGrant(_("只有工作人员的登录可以担任角色。"))
    if ends_on is not None and ends_on < start:
        raise BadGrant(_("结束的日子在开始之前。"))
    with acting(place.path, by=by, now=now) as acts:
        if (done := claim(key, now=now)) is not None:
            return RoleGrant.objects.get(uuid=UUID(done))
        if not Login.objects.filter(pk=login.pk, is_active=True).exists():
            raise BadGrant(_("这个登录已经停用了。"))
        if RoleGrant.objects.current(start).filter(login=login, role=role, place=place).exists():
            raise BadGrant(_("这个角色已经给过了。"))
        grant = RoleGrant.objects.create(login=login, role=role, place=place, starts_on=start, ends_on=ends_on)
        acts.say("role.granted", **grant_refs(grant))
        settle(key, str(grant.uuid))
    return grant


def grant_refs(grant: RoleGrant) -> dict[str, str]:
    """What an entry says of a grant, and what `mulin verify` compares with the table."""
    return {
        "grant": str(grant.uuid),
        "login": str(grant.login.uuid),
        "role": grant.role,
        "place": str(grant.place.uuid),
        "from": grant.starts_on.isoformat(),
        "until": grant.ends_on.isoformat() if grant.ends_on else "",
    }


def end_role(grant: RoleGrant, *, by: Viewer, now: datetime) -> None:
    """Take a role away, from the next request on."""
    need(by, "access.manage", grant.place.path)
    need_steward(by, grant.login)
    with acting(grant.place.path, by=by, now=now) as acts:
        rows = RoleGrant.objects.filter(pk=grant.pk, ended_at=None)
        keep_a_steward(rows, now=now)
        if rows.update(ended_at=now):
            grant.ended_at = now
            acts.say("role.ended", grant=str(grant.uuid))
