"""Opening and closing logins."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from mulin.core.access.actions.acts import acting, keep_a_steward, need, need_steward
from mulin.core.access.models import Login
from mulin.core.access.refusals import BadLogin
from mulin.core.gate import Viewer
from mulin.core.groups.models import Group
from mulin.core.people.models import Person
from mulin.core.places.models import Place
from mulin.core.records.once import claim, settle

USERNAME = re.compile(r"[\w.\-]{2,40}")


def username_of(typed: str) -> str:
    """A login name in its one form: lower case, no blanks, full-width signs folded.

    Raises
    ------
    BadLogin
        Too short, too long, or signs that are hard to type; or a form kept for residents and units.

    """
    name = unicodedata.normalize("NFKC", "".join(typed.split())).casefold()
    if not USERNAME.fullmatch(name):
        raise BadLogin(_("登录名用 2 到 40 个字母、数字或汉字，中间可以有点、横线。"))
    if name.startswith(("person-", "unit-")):
        raise BadLogin(_("这个登录名留给居民和单位用，请换一个。"))
    return name


def _open(login: Login) -> Login:
    if not login.display_name.strip():
        raise BadLogin(_("请写上姓名。"))
    if Login.objects.filter(username=login.username).exists():
        raise BadLogin(_("登录名“%(name)s”已经有人用了，请换一个。") % {"name": login.username})
    login.set_unusable_password()
    login.save()
    return login


def create_staff_login(
    *,
    username: str,
    display_name: str,
    place: Place,
    by: Viewer,
    now: datetime,
    person: Person | None = None,
    key: str = "",
) -> Login:
    """Open a login for a worker; she has no password and no role yet."""
    need(by, "access.manage", place.path)
    name = username_of(username)
    with acting(place.path, by=by, now=now) as acts:
        if (done := claim(key, now=now)) is not None:
            return Login.objects.get(uuid=UUID(done))
        if person is not None and Login.objects.filter(person=person).exists():
            raise BadLogin(_("这位居民已经有登录了。"))
        login = _open(
            Login(
                username=name,
                display_name=display_name,
                kind=Login.Kind.STAFF,
                place=place,
                person=person,
                created_at=now,
            )
        )
        acts.say("login.opened", login=str(login.uuid), kind=login.kind, place=str(place.uuid))
        settle(key, str(login.uuid))
    return login


def create_unit_login(
    *, username: str, display_name: str, group: Group, by: Viewer, now: datetime, key: str = ""
) -> Login:
    """Open a login with a password of its own for somebody of a unit; it has no password yet."""
    need(by, "access.manage", group.place_path)
    name = username_of(username)
    with acting(group.place_path, by=by, now=now) as acts:
        if (done := claim(key, now=now)) is not None:
            return Login.objects.get(uuid=UUID(done))
        login = _open(
            Login(username=name, display_name=display_name, kind=Login.Kind.UNIT, group=group, created_at=now)
        )
        acts.say("login.opened", login=str(login.uuid), kind=login.kind, group=str(group.uuid))
        settle(key, str(login.uuid))
    return login


def end_sessions(login: Login) -> None:
    """Sign the login out everywhere, from the next request on. Writes no register entry of its own."""
    Login.objects.filter(pk=login.pk).update(epoch=F("epoch") + 1)
    login.refresh_from_db(fields=["epoch"])


def disable_login(login: Login, *, by: Viewer, now: datetime) -> None:
    """Close a login: its sessions die at once, and nothing opens it until it is enabled again."""
    need_steward(by, login)
    with acting(login.home, by=by, now=now) as acts:
        if not Login.objects.filter(pk=login.pk, is_active=True).exists():
            return
        keep_a_steward(login.role_grants.all(), now=now)
        Login.objects.filter(pk=login.pk).update(is_active=False)
        login.is_active = False
        end_sessions(login)
        acts.say("login.closed", login=str(login.uuid))


def enable_login(login: Login, *, by: Viewer, now: datetime) -> None:
    """Open a closed login again; old sessions stay dead."""
    need_steward(by, login)
    with acting(login.home, by=by, now=now) as acts:
        if Login.objects.filter(pk=login.pk, is_active=False).update(is_active=True):
            login.is_active = True
            acts.say("login.reopened", login=str(login.uuid))
