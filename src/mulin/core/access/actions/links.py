"""One-time links for the staff of a unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from mulin.core.access import tokens
from mulin.core.access.actions.acts import acting, need
from mulin.core.access.models import Login, OneTimeLink
from mulin.core.access.refusals import BadLogin, LinkSpent, ShownOnce
from mulin.core.gate import Viewer
from mulin.core.groups.models import Group
from mulin.core.records.days import local_day
from mulin.core.records.once import claim

VALID = timedelta(hours=72)


@dataclass(frozen=True)
class MadeLink:
    """A new link with its token, to be handed over now; it is nowhere else."""

    link: OneTimeLink
    token: str = field(repr=False)


def make_unit_link(group: Group, *, by: Viewer, now: datetime, key: str = "") -> MadeLink:
    """A link with which somebody of the unit signs in once within three days.

    Raises
    ------
    BadLogin
        The group is no unit that answers, or has ended.
    ShownOnce
        The same form came twice.

    """
    need(by, "card.issue", group.place_path)
    if not group.answers or (group.ended_on is not None and group.ended_on < local_day(now)):
        raise BadLogin(_("只有正在负责办事的单位才能发进门链接。"))
    token = tokens.new_token()
    with acting(group.place_path, by=by, now=now) as acts:
        if claim(key, now=now) is not None:
            raise ShownOnce
        link = OneTimeLink.objects.create(
            group=group, token_mac=tokens.mac("link", token), made_at=now, expires_at=now + VALID
        )
        acts.say("link.made", link=str(link.uuid), group=str(group.uuid))
    return MadeLink(link, token)


def use_unit_link(link: OneTimeLink | None, *, now: datetime) -> Login:
    """Sign in with a link; of two at the same time one succeeds. Writes no register entry.

    Raises
    ------
    LinkSpent
        Used, expired, unknown, or the unit's login is closed.

    """
    if link is None:
        raise LinkSpent
    if not OneTimeLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now).update(used_at=now):
        raise LinkSpent
    group = link.group
    login, _made = Login.objects.get_or_create(
        username=f"unit-{group.uuid}",
        defaults={
            "display_name": group.name,
            "kind": Login.Kind.UNIT,
            "group": group,
            "password": make_password(None),
            "created_at": now,
        },
    )
    if not login.is_active:
        raise LinkSpent
    return login
