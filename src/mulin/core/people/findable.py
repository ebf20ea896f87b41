"""What people are found by: the normal form of their names. Whoever is deleted is found no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _

from mulin.core.people.models import Person
from mulin.core.records import finding
from mulin.core.records.finding import Kind, Text

PERSON = "person"


def _people(keys: Sequence[int] | None) -> Iterator[Text]:
    rows = Person.objects.order_by("pk") if keys is None else Person.objects.filter(pk__in=keys).order_by("pk")
    for pk, name in rows.values_list("pk", "name_key").iterator(chunk_size=2000):
        yield Text(pk, name)


def name(person: Person) -> None:
    """Let a person be found by her present name."""
    finding.index(PERSON, person.pk, person.name_key)


def name_all(people: Sequence[Person]) -> None:
    """The same for many."""
    finding.index_many(PERSON, (Text(person.pk, person.name_key) for person in people))


def _deleted(instance: Person, **_: Any) -> None:
    finding.forget(PERSON, [instance.pk])


def register() -> None:
    """Name the kind."""
    finding.register(Kind(PERSON, _("居民"), Person.objects.count, _people))
    post_delete.connect(_deleted, sender=Person, dispatch_uid="people.findable")
