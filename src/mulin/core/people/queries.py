"""Asking about people, always as far as the viewer may see them. Reads never open a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.people import consent, findable
from mulin.core.people.consent import Agreed, Entrusted, Facts
from mulin.core.people.models import DataRequest, Household, Person, Purpose
from mulin.core.people.phone import mask
from mulin.core.places import address
from mulin.core.places.models import Kind, Place
from mulin.core.places.normal import name_key
from mulin.core.places.queries import a_door_begins
from mulin.core.records import finding
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal


@dataclass(frozen=True)
class Candidate:
    """One of several people of the same name, with what tells her apart."""

    person: Person
    door: str  # empty when only the community is known
    birth_year: int | None
    phone: str  # masked


def living(on: date | None = None) -> QuerySet[Person]:
    """People who have not left (by that day)."""
    stays = Q(left_on__isnull=True)
    return Person.objects.filter(stays | Q(left_on__gt=on) if on else stays)


def search(text: str, *, viewer: Viewer, within: str = "", newest: bool = False) -> QuerySet[Person]:
    """People whose name contains the text, or who live at the door that is written; with no text all.

    In the order of their names; with `newest` names that were registered last come first, and no more of them are
    looked at than are wanted.
    """
    rows = gate.visible(living(), viewer, "search").filter(place_path__startswith=within).select_related("place")
    key, by_name = name_key(text), ("name_key", "place_path", "pk")
    if not key:
        return rows.none() if text.strip() else rows.order_by(*by_name)
    written = address.parse(text)
    if written is not None and written.compound and not written.door:
        written = None
    door = Q(place__kind=Kind.DOOR, place__name_key__startswith=key)
    if written is None and not a_door_begins(key):
        found = finding.matching(rows, findable.PERSON, key, few=True)
        return found if newest else found.order_by(*by_name)
    lives = door if written is None else door | _at(written)
    return rows.filter(Q(name_key__contains=key) | lives).order_by(*by_name)


def _at(written: address.Address) -> Q:
    if not written.door:
        return Q(place__kind=Kind.DOOR, place__parent__code=written.building)
    code = Q(place__code=written.code) | Q(place__code=written.door)
    if not written.unit:
        code |= Q(place__code__endswith=f"-{written.door}")
    return code & Q(place__kind=Kind.DOOR, place__parent__code=written.building)


def same_name(name: str, within: str) -> QuerySet[Person]:
    """Those of that name who live there, seen by nobody in particular: for rules, not for pages."""
    rows = living().filter(name_key=name_key(name), place_path__startswith=within)
    return rows.select_related("place").order_by("place_path", "pk")


def candidates(name: str, within: str, *, viewer: Viewer) -> list[Candidate]:
    """People of that name below a path, with door and year so that they can be told apart."""
    return [candidate(person) for person in gate.visible(same_name(name, within), viewer, "search")[:20]]


def candidate(person: Person) -> Candidate:
    """What tells a person apart from another of her name."""
    door = person.place.title if person.place.kind == Kind.DOOR else ""
    return Candidate(person, door, person.birth_year, mask(person.phone))


def household_of(person: Person, *, viewer: Viewer) -> list[Person]:
    """Who lives in her household, herself included."""
    if person.household_id is None:
        return [person]
    rows = gate.visible(living().filter(household=person.household_id), viewer, "read")
    return list(rows.select_related("place").order_by("birth_year", "pk"))


def households_at(door: Place, *, viewer: Viewer) -> QuerySet[Household]:
    """The households behind a door."""
    return gate.visible(Household.objects.filter(door=door), viewer, "read").order_by("label", "pk")


def facts(person: Person) -> Facts:
    """What is known of her consent, for the rule."""
    agreed = tuple(
        Agreed(row.purpose, row.given_at, row.subject, row.withdrawn_at, str(row.given_by.uuid) if row.given_by else "")
        for row in person.consents.select_related("given_by")
    )
    entrusted = tuple(
        Entrusted(str(row.delegate.uuid), frozenset(row.purposes.split(",")), row.starts_on, row.ends_on)
        for row in person.delegations_given.select_related("delegate")
    )
    return Facts(person.birth_year, agreed, entrusted)


def requests(viewer: Viewer) -> QuerySet[DataRequest]:
    """Requests about people's own data that the viewer may see: the open ones first, those due earliest on top."""
    rows = gate.visible(DataRequest.objects.all(), viewer, "list")
    open_first = Case(When(state=DataRequest.State.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.select_related("thread", "person", "delegate").order_by(open_first, "due_on", "-pk")


def allows(person: Person, purpose: str, *, now: datetime, subject: str = "") -> bool:
    """Whether she agreed to the purpose, for that subject, as it stands now."""
    return consent.allowed(facts(person), purpose, subject, now)


def need_consent(person: Person, purpose: str, *, now: datetime, subject: str = "") -> None:
    """Insist on her consent before something of hers is read for a purpose.

    Raises
    ------
    Refusal
        She did not agree, took it back, or (under 14) no guardian agreed.

    """
    if not allows(person, purpose, now=now, subject=subject):
        label = dict(Purpose.choices).get(purpose, purpose)
        raise Refusal(_("本人没有同意“%(purpose)s”，或者已经收回了。") % {"purpose": label})


def took_back(person: Person, purpose: str, *, now: datetime, subject: str = "") -> bool:
    """Whether her last word on the purpose was a no."""
    return consent.taken_back(facts(person), purpose, subject, now)


def is_child(person: Person, *, now: datetime) -> bool:
    """Whether a guardian has to agree for her."""
    return consent.is_child(person.birth_year, local_day(now))


def may_come_for(person: Person, purpose: str, *, on: date) -> list[Person]:
    """Whom she entrusted with a purpose, as it stands on that day."""
    rows = person.delegations_given.filter(starts_on__lte=on).filter(Q(ends_on=None) | Q(ends_on__gte=on))
    found = {
        row.delegate.pk: row.delegate for row in rows.select_related("delegate") if purpose in row.purposes.split(",")
    }
    return list(found.values())
