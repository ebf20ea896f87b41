"""Who is suggested for what where, with the reason, and where nobody is named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mulin.apps.voice.models import Route
from mulin.apps.voice.rules.routing import choose
from mulin.core.groups.models import Group, Kind
from mulin.core.groups.queries import NAMES as UNITS
from mulin.core.groups.queries import office_of_street
from mulin.core.places.models import Place
from mulin.core.places.queries import NAMES as PLACES
from mulin.core.places.queries import communities

KEY, SECONDS = "mulin.routes", 60


class Suggestion(NamedTuple):
    """Whom to ask, and why."""

    unit: Group
    why: str


class Gap(NamedTuple):
    """A category nobody answers for, and where."""

    category: str
    name: str
    places: list[Place]
    everywhere: bool


class Known(NamedTuple):
    """A route as plain values."""

    place_path: str
    place: str
    category: str
    unit: str
    unit_name: str
    source: str


def in_force(day: date) -> list[Known]:
    """The routes of a day whose unit still answers, asked of the database at most once a minute."""
    known: list[Known] | None = cache.get(f"{KEY}.{day}")
    if known is None:
        rows = Route.objects.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))
        rows = rows.filter(unit__answers=True, unit__ended_on=None).order_by("-pk")
        names = ("place_path", "place__name", "category", "unit__uuid", "unit__name", "source")
        known = [
            Known(path, place, category, str(unit), *more)
            for path, place, category, unit, *more in rows.values_list(*names)
        ]
        cache.set(f"{KEY}.{day}", known, SECONDS)
    return known


def changed(day: date) -> None:
    """Forget what was asked, once the change stands."""
    transaction.on_commit(lambda: cache.delete(f"{KEY}.{day}"))


def _why(route: Known | None, name: str, office: Group) -> str:
    if route is None:
        return _("分工表里没有写谁管“%(what)s”，由%(office)s兜底") % {"what": name, "office": office.title}
    what = name if route.category else _("所有的事")
    return _("按分工表：%(place)s的%(what)s归%(unit)s（%(source)s）") % {
        "place": PLACES.title(route.place),
        "what": what,
        "unit": UNITS.title(route.unit_name),
        "source": _(route.source),
    }


def suggestions(
    path: str, categories: Iterable[tuple[str, object]], *, units: Sequence[Group], day: date
) -> dict[str, Suggestion]:
    """Whom of the units of a place to ask there for each category; the office where nobody is named."""
    near = {str(unit.uuid): unit for unit in units}
    office = next((unit for unit in units if unit.kind == Kind.OFFICE), None) or office_of_street()
    ways = [way for way in in_force(day) if way.unit in near]
    found = {}
    for code, name in categories:
        route = choose(ways, path, code)
        found[code] = Suggestion(near[route.unit] if route else office, _why(route, str(name), office))
    return found


def gaps(categories: Iterable[tuple[str, object]], *, day: date) -> list[Gap]:
    """Where no unit is named for a category."""
    ways, places = in_force(day), list(communities())
    found = []
    for code, name in categories:
        missing = [place for place in places if choose(ways, place.path, code) is None]
        if missing:
            found.append(Gap(code, str(name), missing, len(missing) == len(places)))
    return found
