"""Forgetting somebody everywhere: every part forgets its own, the person goes last, and the file forgets too.

Writes no register entry of its own: the parts write what their threads need, and the request says that it was done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mulin.core.gate import Viewer
from mulin.core.people import holdings
from mulin.core.people.holdings import Done, Holding
from mulin.core.people.models import Person
from mulin.core.records import forgetting


@dataclass(frozen=True)
class Forgotten:
    """What one part did."""

    holding: Holding
    done: Done


def forget(*, person: Person, by: Viewer, now: datetime) -> list[Forgotten]:
    """Let every part forget her, in one transaction, and clean the search index and the file after it.

    Raises
    ------
    Refusal
        A part cannot: she works here, for instance, and has to be released first.

    """
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person.pk)
        done = [Forgotten(part, part.erase(row, by, now)) for part in sorted(holdings.every(), key=lambda p: p.rank)]
        forgetting.clean_indexes()
        transaction.on_commit(forgetting.clean_file, robust=True)
    return done
