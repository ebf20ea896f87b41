"""In which language the visitor reads, and the English of names that were written down in Chinese."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language

SECONDS = 60


def in_english() -> bool:
    """Whether it is English; Chinese otherwise."""
    return (get_language() or "").startswith("en")


def title(name: str, english: str) -> str:
    """The name in the visitor's language, where it has one there."""
    return (english if in_english() else "") or name


class Names:
    """The names of some rows as the register and other columns wrote them down, in the visitor's language.

    What two rows of one name are called differently in English, and what has no English, stays as it was written.
    """

    def __init__(self, key: str, rows: Callable[[], QuerySet[Any, Any]]) -> None:
        self.key, self.rows = key, rows

    def title(self, name: str) -> str:
        """One name; the database is asked for all of them at most once a minute, and only for English."""
        if not in_english():
            return name
        known: dict[str, str] | None = cache.get(self.key)
        if known is None:
            found = defaultdict(set)
            for chinese, english in self.rows().exclude(name_en="").values_list("name", "name_en"):
                found[chinese].add(english)
            known = {chinese: several.pop() for chinese, several in found.items() if len(several) == 1}
            cache.set(self.key, known, SECONDS)
        return known.get(name, name)

    def changed(self) -> None:
        """Forget what was asked, once the change stands."""
        transaction.on_commit(lambda: cache.delete(self.key))
