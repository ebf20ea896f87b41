"""Who sees people: themselves, and workers of their place."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.people.models import Consent, DataRequest, Delegation, Household, Person


class PersonPolicy:
    """A person sees herself; a worker the people of her place."""

    def visible(self, rows: QuerySet[Person], viewer: Viewer, purpose: str) -> QuerySet[Person]:  # noqa: ARG002
        """Rows for any purpose."""
        own = Q(uuid=viewer.person) if viewer.person else Q(pk__in=[])
        return rows.filter(own | viewer.scope("people.read"))

    def may(self, viewer: Viewer, verb: str, row: Person) -> bool:
        """Reading follows `visible`; changing wants people.edit there."""
        if verb == "read":
            return str(row.uuid) == viewer.person or viewer.can("people.read", row.place_path)
        if verb == "card.issue":
            return viewer.can("card.issue", row.place_path)
        return viewer.can("people.edit", row.place_path)


class HouseholdPolicy:
    """Households are for workers of their place."""

    def visible(self, rows: QuerySet[Household], viewer: Viewer, purpose: str) -> QuerySet[Household]:  # noqa: ARG002
        """Rows for any purpose."""
        return rows.filter(viewer.scope("people.read", "door__path"))

    def may(self, viewer: Viewer, verb: str, row: Household) -> bool:
        """Reading and changing go by the door."""
        return viewer.can("people.read" if verb == "read" else "people.edit", row.door.path)


class OwnPolicy:
    """Consents and delegations: hers to see, and her workers'."""

    def __init__(self, person: str) -> None:
        self.person = person

    def visible(self, rows: QuerySet, viewer: Viewer, purpose: str) -> QuerySet:  # type: ignore[type-arg] # noqa: ARG002
        """Rows for any purpose."""
        own = Q(**{f"{self.person}__uuid": viewer.person}) if viewer.person else Q(pk__in=[])
        return rows.filter(own | viewer.scope("people.read", f"{self.person}__place_path"))

    def may(self, viewer: Viewer, verb: str, row: Consent | Delegation) -> bool:
        """Reading follows `visible`; recording wants people.edit."""
        person: Person = getattr(row, self.person)
        own = str(person.uuid) == viewer.person
        return own or viewer.can("people.read" if verb == "read" else "people.edit", person.place_path)


class DataRequestPolicy:
    """Requests about one's own data: hers, and those of the workers who answer them."""

    def visible(self, rows: QuerySet[DataRequest], viewer: Viewer, purpose: str) -> QuerySet[DataRequest]:  # noqa: ARG002
        """Rows for any purpose."""
        own = Q(person__uuid=viewer.person) if viewer.person else Q(pk__in=[])
        return rows.filter(own | viewer.scope("people.edit"))

    def may(self, viewer: Viewer, verb: str, row: DataRequest) -> bool:
        """Reading follows `visible`; answering wants the verb at the place."""
        own = row.person is not None and str(row.person.uuid) == viewer.person
        if verb == "read":
            return own or viewer.can("people.edit", row.place_path)
        return viewer.can(verb, row.place_path)


def register() -> None:
    """Name the policies."""
    gate.register(DataRequest, DataRequestPolicy())
    gate.register(Person, PersonPolicy())
    gate.register(Household, HouseholdPolicy())
    gate.register(Consent, OwnPolicy("person"))
    gate.register(Delegation, OwnPolicy("principal"))
