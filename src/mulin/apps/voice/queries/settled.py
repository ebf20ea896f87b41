"""Counts of what is settled: it grows for ever, so it is counted once for each state of the register.

The key is the head of the chain: nothing is settled without an entry, and every entry makes another head.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.cache import cache
from django.db.models import Count, QuerySet

from mulin.apps.voice.models import Matter
from mulin.apps.voice.rules.matter import Phase
from mulin.core.records.models import Chain
from mulin.core.records.writing import REGISTER

SECONDS = 3600


def settled(rows: QuerySet[Matter], *groups: Any) -> list[tuple[Any, ...]]:
    """For each group and outcome how many closed matters: (group ..., outcome, number), counted from one index."""
    asked = rows.order_by().filter(phase=Phase.CLOSED).values_list(*groups, "outcome")
    asked = asked.annotate(n=Count("pk"))
    head = Chain.objects.filter(name=REGISTER).values_list("head", flat=True).first()
    if head is None:
        return list(asked)
    key = "mulin.settled." + hashlib.sha256(f"{head} {asked.query}".encode()).hexdigest()
    found: list[tuple[Any, ...]] | None = cache.get(key)
    if found is None:
        found = list(asked)
        cache.set(key, found, SECONDS)
    return found
