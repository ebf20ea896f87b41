"""Naming who answers for what where. Writes no register entry: a route is never changed and says itself who set it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mulin.apps.voice.models import Route
from mulin.apps.voice.queries.routes import changed
from mulin.core.gate import Viewer
from mulin.core.groups.models import Group
from mulin.core.places.models import Place
from mulin.core.records.calendar import VERB
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal


def add_route(
    *, place: Place, category: str, unit: Group, starts_on: date, source: str, by: Viewer, now: datetime
) -> Route:
    """From a day on, let a unit answer for a category (empty: everything) at a place; the one before it ends.

    Raises
    ------
    Refusal
        The unit takes nothing on, no ground was given, the day is past, or a later route stands there already.
    Http404
        The actor does not set the rules here.
    """
    if not by.can(VERB, place.path):
        raise Http404
    if not unit.answers or unit.ended_on is not None:
        raise Refusal(_("%(unit)s 现在不承接事项，请另选一家。") % {"unit": unit.title})
    if not source.strip():
        raise Refusal(_("请写明按什么定的：哪条规定，或者谁决定的。"))
    if starts_on < local_day(now):
        raise Refusal(_("只能从今天或以后的日子算起。"))
    with transaction.atomic():
        same = Route.objects.select_for_update().filter(place=place, category=category, ends_on=None)
        for row in same:
            if row.starts_on >= starts_on:
                raise Refusal(_("这里的这一类，已经从 %(day)s 起归%(unit)s了；请先停掉那一条。") % _named(row))
            row.ends_on = starts_on - timedelta(days=1)
            row.save(update_fields=["ends_on"])
        changed(local_day(now))
        return Route.objects.create(
            place=place,
            place_path=place.path,
            category=category,
            unit=unit,
            starts_on=starts_on,
            source=source.strip()[:200],
            set_by=by.ref,
            set_at=now,
        )


def _named(row: Route) -> dict[str, object]:
    return {"day": row.starts_on, "unit": row.unit.name}


def end_route(*, route: Route, by: Viewer, now: datetime) -> None:
    """Let a route hold no more from today on; done twice it stays ended.

    Raises
    ------
    Http404
        The actor does not set the rules here.
    """
    if not by.can(VERB, route.place_path):
        raise Http404
    day = local_day(now) - timedelta(days=1)
    with transaction.atomic():
        Route.objects.filter(pk=route.pk, ends_on=None).update(ends_on=max(day, route.starts_on - timedelta(days=1)))
        changed(local_day(now))
