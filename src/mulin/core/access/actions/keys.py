"""Keys with which other programs speak to the sub-district: made, revoked, recognised."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from mulin.core.access import tokens
from mulin.core.access.actions.acts import acting, need
from mulin.core.access.models import ApiKey
from mulin.core.access.refusals import BadLogin, ShownOnce
from mulin.core.gate import Viewer
from mulin.core.places.models import Place
from mulin.core.records.once import claim


@dataclass(frozen=True)
class MadeKey:
    """A new key with its token, to be handed over now; it is nowhere else."""

    row: ApiKey
    token: str = field(repr=False)


def make_key(street: Place, *, name: str, scope: str, by: Viewer, now: datetime, key: str = "") -> MadeKey:
    """A key for a program of that name.

    Raises
    ------
    BadLogin
        It has no name.
    ShownOnce
        The same form came twice.

    """
    need(by, "access.manage", street.path)
    name = " ".join(name.split())
    if not name:
        raise BadLogin(_("请写明是哪个单位的哪个程序。"))
    token = tokens.new_token()
    with acting(street.path, by=by, now=now) as acts:
        if claim(key, now=now) is not None:
            raise ShownOnce
        row = ApiKey.objects.create(name=name[:80], scope=scope, token_mac=tokens.mac("api", token), made_at=now)
        acts.say("key.made", key=str(row.uuid), scope=scope)
    return MadeKey(row, token)


def revoke_key(row: ApiKey, street: Place, *, by: Viewer, now: datetime) -> None:
    """The program is refused from the next request on; what it brought stays."""
    need(by, "access.manage", street.path)
    with acting(street.path, by=by, now=now) as acts:
        if ApiKey.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=now):
            acts.say("key.revoked", key=str(row.uuid))
