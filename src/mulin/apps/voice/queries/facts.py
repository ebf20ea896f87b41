"""A matter as facts for other programs and for tables: what its page says of it in public, without names and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime

from mulin.apps.voice.models import Matter
from mulin.apps.voice.queries import categories as known
from mulin.apps.voice.rules.matter import JUDGING, Phase
from mulin.core.places.models import Place
from mulin.core.places.queries import communities, community_path, street

RUNNING, JUDGED, CLOSED = "running", "judging", "closed"
CHUNK = 500


def moment(at: datetime | None) -> str | None:
    """A moment with its zone, to the second.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 11, 24, 0, 5, tzinfo=UTC))
    '2026-11-24T08:05:00+08:00'
    """
    return localtime(at).isoformat(timespec="seconds") if at else None


def homes() -> dict[str, Place]:
    """The street and its communities by path."""
    return {row.path: row for row in (street(), *communities()) if row is not None}


def _state(matter: Matter) -> str:
    if matter.phase == Phase.CLOSED:
        return CLOSED
    return JUDGED if matter.phase in JUDGING else RUNNING


def facts(matter: Matter, near: dict[str, Place]) -> dict[str, Any]:
    """The facts of one matter, names in Chinese and, beside them, in English.

    Where it is, is said down to the community: a door, or a house, may say who spoke.
    """
    home = community_path(matter.place_path)
    place, holder = near.get(home), matter.holder
    return {
        "number": matter.thread.number,
        "title": matter.title,
        "description": matter.description,
        "category": matter.category,
        "category_name": known.name(matter.category),
        "place": home,
        "place_name": place.name if place else "",
        "place_name_en": place.name_en if place else "",
        "state": _state(matter),
        "phase": matter.phase,
        "outcome": matter.outcome or None,
        "holder": holder.name,
        "holder_en": holder.name_en,
        "level": matter.level,
        "round": matter.round,
        "opened_at": moment(matter.opened_at),
        "due_at": moment(matter.due_at),
        "window_ends": moment(matter.window_ends),
        "closed_at": moment(matter.closed_at),
        "voices": matter.voice_count,
        "judged": matter.judged_count,
        "judged_solved": matter.judged_yes,
    }


COLUMNS = (
    "number", "title", "description", "category", "category_name", "place", "place_name", "place_name_en", "state",
    "phase", "outcome", "holder", "holder_en", "level", "round", "opened_at", "due_at", "window_ends", "closed_at",
    "voices", "judged", "judged_solved",
)  # fmt: skip


def all_facts(rows: QuerySet[Matter]) -> Iterator[dict[str, Any]]:
    """The facts of every row, read in pieces: two questions and one piece in memory, however many there are."""
    near = homes()
    for matter in rows.iterator(chunk_size=CHUNK):
        yield facts(matter, near)


def table(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[object, ...]]:
    """Facts as lines of a table, the names of the columns first."""
    yield COLUMNS
    for row in rows:
        yield tuple("" if row[name] is None else row[name] for name in COLUMNS)
