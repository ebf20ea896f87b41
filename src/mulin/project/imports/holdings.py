"""Uploaded lists that wait for a decision: a list in which she stands is named in her copy, and goes with her."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.core.gate import Viewer
from mulin.core.people import holdings
from mulin.core.people.holdings import Done, Row
from mulin.core.people.models import Person
from mulin.core.people.phone import digits
from mulin.core.places.normal import name_key
from mulin.core.records import retention
from mulin.core.records.retention import Kept
from mulin.project.imports import staging
from mulin.project.imports.sheet import read
from mulin.project.imports.staging import Staged
from mulin.project.tables import BadTable


def staged_lists() -> Iterator[Staged]:
    """Every upload that lies there, the oldest first."""
    found = []
    for path in staging.folder().glob("*.json"):
        try:
            found.append(Staged(**json.loads(path.read_bytes())))
        except (OSError, ValueError, TypeError):
            continue
    return iter(sorted(found, key=lambda staged: (staged.at, staged.uuid)))


def _is_in(person: Person, staged: Staged) -> bool:
    """Whether a cell of the list is her name or her telephone."""
    name, number = name_key(person.name), digits(person.phone)
    try:
        lines = read(staged.data).lines
    except (BadTable, OSError):
        return False
    cells = [cell.text for line in lines for cell in line.cells]
    return any(name_key(cell) == name or (bool(number) and digits(cell) == number) for cell in cells)


def _lines(person: Person) -> Iterator[Row]:
    for staged in staged_lists():
        if _is_in(person, staged):
            at = datetime.fromisoformat(staged.at)
            yield Row(at, _("等着导入的名单里有本人"), staged.name or staged.kind, _("导入"))


def _forget(person: Person, by: Viewer, now: datetime) -> Done:  # noqa: ARG001
    """The whole upload goes: whoever brought it has the file, and is told to take her out."""
    gone = [staged for staged in staged_lists() if _is_in(person, staged)]
    for staged in gone:
        staging.drop(staged.uuid)
    staging.drop_strays(before=now)  # nobody can ask for them any more, and she may stand in one
    return Done(len(gone))


def _due(now: datetime, days: int) -> Sequence[Staged]:
    return [row for row in staged_lists() if datetime.fromisoformat(row.at) < now - timedelta(days=days)]


def _drop(rows: Sequence[Staged], now: datetime) -> int:  # noqa: ARG001
    for row in rows:
        staging.drop(row.uuid)
    return len(rows)


def register() -> None:
    """Name the part, and how long an upload waits."""
    holdings.register("imports", gettext_lazy("等着导入的名单"), lines=_lines, erase=_forget, covers=[], rank=30)
    source = gettext_lazy("只等一天，等人决定要不要导入")
    retention.register(Kept("imports.staged", gettext_lazy("等着导入的名单"), 1, source, _due, _drop, most=1))
