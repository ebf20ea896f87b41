"""Acts of those who manage access: each is an entry on one thread of the street, holding references only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from mulin.core.access.models import Login, RoleGrant
from mulin.core.access.refusals import LastSteward
from mulin.core.gate import SYSTEM, Viewer
from mulin.core.places.models import Place
from mulin.core.records.days import local_day
from mulin.core.records.models import Thread
from mulin.core.records.writing import Writer, writing

KIND = "access"


class Acts:
    """Writes the acts of one transaction."""

    def __init__(self, writer: Writer, thread: Thread) -> None:
        self._writer, self._thread = writer, thread

    def say(self, verb: str, **refs: Any) -> None:
        """One entry; `refs` are uuids, role codes and days, never names."""
        self._writer.entry(self._thread, verb, refs)
        self._writer.face(self._thread)


@contextmanager
def acting(path: str, *, by: Viewer, now: datetime) -> Iterator[Acts]:
    """One transaction of access acts in the street that `path` lies in. The acts of a street come one after another."""
    root = path.partition("/")[0] + "/"
    with writing(by=by, now=now) as writer:
        street = Place.objects.select_for_update(no_key=True).get(path=root)
        thread = Thread.objects.filter(kind=KIND, place_path=root).order_by("pk").first()
        if thread is None:
            thread = writer.open(
                kind=KIND,
                place_code=street.code,
                place_path=root,
                state="open",
                year=local_day(now).year,
                title="登录、授权和发卡",
            )
        yield Acts(writer, thread)


def need(by: Viewer, verb: str, path: str) -> None:
    """Insist that the actor holds the verb at the place; the machine itself (first steward, demo) does.

    Raises
    ------
    Http404
        She does not.

    """
    if by.ref != SYSTEM.ref and not by.can(verb, path):
        raise Http404


def need_steward(by: Viewer, login: Login) -> None:
    """Insist that the actor manages this login: where it belongs and everywhere it holds a role.

    Raises
    ------
    Http404
        She does not.

    """
    for path in (login.home, *login.role_grants.filter(ended_at=None).values_list("place__path", flat=True)):
        need(by, "access.manage", path)


def keep_a_steward(going: QuerySet[RoleGrant], *, now: datetime) -> None:
    """Insist that somebody still manages access when these grants are gone.

    Raises
    ------
    LastSteward
        Nobody would.

    """
    stewards = RoleGrant.objects.current(local_day(now)).filter(role="steward", login__is_active=True)
    leaving = stewards.filter(pk__in=going.values("pk"))
    if leaving.exists() and not stewards.exclude(pk__in=leaving.values("pk")).exists():
        raise LastSteward
