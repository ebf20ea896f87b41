"""Every table of an installation into another database, row by row as Django reads them, and the proof that it arrived.

Rows are read under one snapshot and written in one transaction, so a target is whole or empty. What was written is read
back and hashed: the hash of a table is the same on both sides or nothing is moved.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models

from mulin.core.records import appendonly

BATCH = 1000
# whoever is signed in signs in again; the search index is built anew from the texts
LEFT_OUT = frozenset({"django_session", "records_findable"})

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Table:
    """A table as it arrived: how many rows, and the hash over all of them."""

    name: str
    rows: int
    sha256: str


def carried() -> list[type[models.Model]]:
    """Every model with a table, what it refers to before it; a circle stands where it was met."""
    everyone = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in LEFT_OUT  # noqa: SLF001
    ]
    ordered: list[type[models.Model]] = []
    seen: set[type[models.Model]] = set()

    def visit(model: type[models.Model]) -> None:
        if model in seen:
            return
        seen.add(model)
        for one in model._meta.concrete_fields:  # noqa: SLF001 - Django's documented options
            target = one.related_model
            if isinstance(target, type) and issubclass(target, models.Model) and target in everyone:
                visit(target)
        ordered.append(model)

    for model in everyone:
        visit(model)
    return ordered


def _plain(value: Any) -> Any:
    """A value as it is hashed: the same whichever database it came from."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview | bytearray):
        return bytes(value).hex()
    if isinstance(value, UUID):
        return str(value)
    return value


def read(model: type[models.Model], using: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a table in the order of their keys."""
    names = [one.attname for one in model._meta.concrete_fields]  # noqa: SLF001 - Django's documented options
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)  # noqa: SLF001
    yield from rows.iterator(chunk_size=BATCH)


def digest(rows: Iterable[tuple[Any, ...]]) -> tuple[int, str]:
    """How many rows, and the hash over all of them.

    Examples
    --------
    >>> digest([(1, "𠮷"), (2, None)])[0]
    2
    >>> digest([(1, b"a")]) == digest([(1, memoryview(b"a"))])
    True
    """
    total, count = hashlib.sha256(), 0
    for row in rows:
        line = json.dumps([_plain(value) for value in row], ensure_ascii=False, sort_keys=True, default=str)
        total.update(line.encode("utf-8", "surrogatepass") + b"\n")
        count += 1
    return count, total.hexdigest()


def fill(model: type[models.Model], rows: Iterator[tuple[Any, ...]], using: str, told: Callable[[int], None]) -> Table:
    """Write rows as they are, keys included, and hash what is written."""
    connection, meta = connections[using], model._meta  # noqa: SLF001 - Django's documented options
    fields = meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(one.column) for one in fields)
    statement = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
    total, count = hashlib.sha256(), 0
    with connection.cursor() as cursor:
        while some := list(islice(rows, BATCH)):
            cursor.executemany(
                statement,
                [
                    [one.get_db_prep_save(value, connection) for one, value in zip(fields, row, strict=True)]
                    for row in some
                ],
            )
            for row in some:
                line = json.dumps([_plain(value) for value in row], ensure_ascii=False, sort_keys=True, default=str)
                total.update(line.encode("utf-8", "surrogatepass") + b"\n")
            count += len(some)
            told(len(some))
        for reset in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(reset)
    return Table(meta.db_table, count, total.hexdigest())


def empty(using: str) -> None:
    """Take out what the migrations themselves put in: it comes with the rows of the source."""
    connection = connections[using]
    appendonly.remove(using)
    with connection.cursor() as cursor:
        for model in reversed(carried()):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608, SLF001
    appendonly.install(using)


def copy(source: str, target: str, progress: Progress) -> list[Table]:
    """Copy every table inside the caller's transactions; gives each as it was read."""
    every = carried()
    size = sum(model._base_manager.using(source).count() for model in every)  # noqa: SLF001
    done, found = 0, []
    for model in every:
        name = model._meta.db_table  # noqa: SLF001

        def told(rows: int, name: str = name) -> None:
            nonlocal done
            done += rows
            progress(name, done, size)

        progress(name, done, size)
        found.append(fill(model, read(model, source), target, told))
    return found


def differences(tables: Iterable[Table], target: str) -> Iterator[str]:
    """Which tables do not hold in the target what was read in the source."""
    wanted = {table.name: table for table in tables}
    for model in carried():
        table = wanted[model._meta.db_table]  # noqa: SLF001
        count, sha = digest(read(model, target))
        if count != table.rows:
            yield f"{table.name}：{table.rows} → {count} 行。 rows differ."
        elif sha != table.sha256:
            yield f"{table.name}：内容不一样。 The content differs."
