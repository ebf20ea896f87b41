"""Asking about groups: who can be asked at a place, who holds an office. Reads never open a transaction."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.groups.models import Group, Kind, Membership, Office
from mulin.core.language import Names
from mulin.core.places.models import Kind as PlaceKind
from mulin.core.places.models import Place
from mulin.core.places.normal import name_key
from mulin.core.places.queries import community_path
from mulin.core.refusals import Refusal

_ORDER = {Kind.COMMITTEE: 0, Kind.PROPERTY: 1, Kind.UNIT: 2, Kind.BUREAU: 4, Kind.OFFICE: 5}
_OTHER = 3
NAMES = Names("mulin.groups-in-english", Group.objects.all)


def units() -> QuerySet[Group]:
    """Every group that can own a commitment today."""
    return Group.objects.filter(answers=True, ended_on=None)


def units_for(path: str) -> list[Group]:
    """Who can be asked at a place: its community's committee and property first, then the street's bureaus and office.

    A unit of one compound is not asked about another; for a whole community all of its units are given.
    """
    home, root = community_path(path), path.partition("/")[0] + "/"
    rows = units().filter(Q(place_path__startswith=home) | Q(place_path=root))
    near = [group for group in rows if path.startswith(group.place_path) or group.place_path.startswith(path)]
    return sorted(near, key=lambda group: (group.place_path == root, _ORDER.get(Kind(group.kind), _OTHER), group.pk))


def unit_named(name: str, place: Place) -> Group | None:
    """The unit of exactly that name that can be asked at the place; None when there is none, or more than one."""
    key = name_key(name)
    found = [group for group in units_for(place.path) if group.name_key == key]
    return found[0] if len(found) == 1 else None


def committee_of(place_path: str) -> Group:
    """The committee (居委会, 村委会) of the community a place lies in.

    Raises
    ------
    Refusal
        None is registered there yet.

    """
    found = (
        Group.objects.filter(kind=Kind.COMMITTEE, place_path=community_path(place_path), ended_on=None)
        .order_by("pk")
        .first()
    )
    if found is None:
        raise Refusal(_("这里还没有登记居（村）委会，请先登记。"))
    return found


def office_of_street() -> Group:
    """The sub-district office, which answers when nobody else does.

    Raises
    ------
    Refusal
        None is registered yet.

    """
    found = Group.objects.filter(kind=Kind.OFFICE, ended_on=None).order_by("pk").first()
    if found is None:
        raise Refusal(_("还没有登记街道办事处，请先登记。"))
    return found


def officers(group: Group, today: date) -> QuerySet[Office]:
    """Who holds an office of the group on that day (the last day of an office still counts)."""
    rows = Office.objects.filter(group=group)
    return in_office(rows, today).order_by("starts_on", "pk")


def in_office(rows: QuerySet[Office], today: date) -> QuerySet[Office]:
    """Only the offices that are held on that day."""
    return rows.filter(starts_on__lte=today).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))


def offices_near(place_path: str, today: date) -> QuerySet[Office]:
    """Offices held in the groups of a community and of the street, nearest first: who may be invited with power."""
    home, root = community_path(place_path), place_path.partition("/")[0] + "/"
    rows = Office.objects.filter(Q(group__place_path__startswith=home) | Q(group__place_path=root))
    street_last = Case(When(group__place_path=root, then=Value(1)), default=Value(0), output_field=IntegerField())
    return in_office(rows, today).select_related("group").order_by(street_last, "group__name", "pk")


def members(group: Group, today: date, *, viewer: Viewer) -> QuerySet[Membership]:
    """Who belongs to the group on that day, as far as the viewer may see it."""
    rows = Membership.objects.filter(group=group, starts_on__lte=today)
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    return gate.visible(rows, viewer, "list").select_related("person").order_by("starts_on", "pk")


def listed(viewer: Viewer, *, verb: str, words: str = "", kind: str = "") -> QuerySet[Group]:
    """The groups at the places where the viewer holds the verb, and those of the whole street, by place and name."""
    near = viewer.scope(verb) | Q(place__kind=PlaceKind.STREET)
    rows = gate.visible(Group.objects.filter(near, ended_on=None), viewer, "list").select_related("place")
    if kind:
        rows = rows.filter(kind=kind)
    if words.strip():
        rows = rows.filter(name_key__contains=name_key(words))
    return rows.order_by("place_path", "kind", "name", "pk")


def search(text: str, *, viewer: Viewer, within: str = "") -> QuerySet[Group]:
    """Groups whose name contains the text in normal form."""
    rows = Group.objects.filter(ended_on=None, name_key__contains=name_key(text), place_path__startswith=within)
    return gate.visible(rows, viewer, "search").order_by("place_path", "pk")
