"""The index built anew from the texts, and compared with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import DatabaseError, connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models.signals import post_migrate
from django.db.utils import DEFAULT_DB_ALIAS

from mulin.core.records import checks
from mulin.core.records.checks import Finding
from mulin.core.records.finding import installing
from mulin.core.records.finding.kinds import ROOM, Kind, Text, every, first
from mulin.core.records.finding.writing import batched, index_many, row
from mulin.core.records.models import Findable

EMPTY = "DELETE FROM records_findable"
STALE = (
    "SELECT f.id FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS w(id, terms, text) "
    "JOIN records_findable f USING (id) WHERE f.terms <> w.terms::tsvector OR f.text <> w.text ORDER BY 1"
)

Progress = Callable[[str, int, int], None]


def _quiet(_name: str, _done: int, _size: int) -> None:
    """Say nothing."""


def rebuild(*, using: str = DEFAULT_DB_ALIAS, progress: Progress = _quiet) -> int:
    """Build the index anew in one transaction; gives how many texts it holds. The texts are read from the default."""
    done = 0
    with transaction.atomic(using=using):
        _empty(using)
        for kind in every():
            size, of_kind = kind.size(), 0
            for some in batched(kind.texts(None)):
                index_many(kind.name, some, using=using)
                of_kind += len(some)
                progress(str(kind.title), of_kind, size)
            done += of_kind
    return done


def _empty(using: str) -> None:
    if connections[using].vendor == "sqlite":  # without its triggers, which would go row by row
        installing.remove(using)
    with connections[using].cursor() as cursor:
        cursor.execute(EMPTY)
    if connections[using].vendor == "sqlite":
        installing.install(using)


def differences(kind: Kind) -> Iterator[int | Finding]:
    """Where the index of a kind says something else than its texts; a number for each text looked at."""
    start = first(kind.name)
    behind = start
    for some in batched(kind.texts(None)):
        top = start + some[-1].pk
        there = set(Findable.objects.filter(id__gt=behind, id__lte=top).values_list("id", flat=True))
        wanted = {start + one.pk: one for one in some}
        for key in sorted(there - set(wanted)):
            yield _finding(kind, key - start, "检索里还有它，原文已经没有了")
        for key in sorted(set(wanted) - there):
            yield _finding(kind, key - start, "检索里找不到它")
        for key in _stale(kind.name, [one for one in some if start + one.pk in there]):
            yield _finding(kind, key - start, "检索里的字和原文不一样")
        behind = top
        yield len(some)
    for key in Findable.objects.filter(id__gt=behind, id__lt=start + ROOM).values_list("id", flat=True):
        yield _finding(kind, key - start, "检索里还有它，原文已经没有了")


def _finding(kind: Kind, pk: int, what: str) -> Finding:
    return Finding(f"{kind.title} {pk}", f"{what}：运行 mulin reindex 可以重建")


def _stale(kind: str, texts: list[Text]) -> list[int]:
    """Keys of rows that hold other terms than the texts give; PostgreSQL compares for itself."""
    connection = connections[DEFAULT_DB_ALIAS]
    wanted = {one.id: one for one in (row(kind, text, connection.vendor) for text in texts)}
    if connection.vendor == "sqlite":
        stored = Findable.objects.filter(id__in=list(wanted)).values_list("id", "terms", "text")
        return sorted(key for key, terms, text in stored if (terms, text) != (wanted[key].terms, wanted[key].text))
    field = Findable._meta.get_field("terms")  # noqa: SLF001 - Django's documented options
    terms = [field.get_db_prep_save(one.terms, connection) for one in wanted.values()]
    with connection.cursor() as cursor:
        cursor.execute(STALE, [list(wanted), terms, [one.text for one in wanted.values()]])
        return [key for (key,) in cursor.fetchall()]


def _whole() -> Iterator[int | Finding]:
    """That the index stands, fits its rows, and that they fit the texts."""
    for name in sorted(installing.absent()):
        yield Finding(name, f"数据库里少了检索用的 {name}：运行 mulin migrate 可以装回")
    if not installing.absent():
        yield from _inside()
    for kind in every():
        yield from differences(kind)
    known = [first(kind.name) for kind in every()]
    others = Findable.objects.all()
    for start in known:
        others = others.exclude(id__gte=start, id__lt=start + ROOM)
    left = others.count()
    if left:
        yield Finding("检索", f"检索里有 {left} 条不知道是什么的：运行 mulin reindex 可以重建")


def _inside() -> Iterator[Finding]:
    """SQLite compares the full-text table with its rows; PostgreSQL's own index follows its rows by itself."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "sqlite":
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(installing.CHECK)
    except DatabaseError:
        yield Finding("检索", "检索表和它的行对不上：运行 mulin reindex 可以重建")


def after_migration(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Put the index back, and fill it for a kind that has objects and no row yet: it is new, or the index is."""
    installing.install(using)
    if using != DEFAULT_DB_ALIAS or not _all_migrated():
        return
    for kind in every():
        start = first(kind.name)
        if not Findable.objects.filter(id__gte=start, id__lt=start + ROOM).exists() and kind.size():
            with transaction.atomic():
                index_many(kind.name, kind.texts(None))


def _all_migrated() -> bool:
    """Whether the tables are those of this code; while only some migrations were wanted they may not be."""
    loader = MigrationLoader(connections[DEFAULT_DB_ALIAS])
    return set(loader.graph.leaf_nodes()) <= set(loader.applied_migrations)


def register_own(sender: Any) -> None:
    """Join the nightly check, and what is done after a migration."""
    checks.register(checks.Check("检索", lambda: sum(kind.size() for kind in every()), _whole))
    post_migrate.connect(after_migration, sender=sender, dispatch_uid="finding")
