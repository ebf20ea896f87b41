"""Erasing again what was erased after a set was made, as the newest keys file tells."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import ProtectedError

from mulin.apps.voice.actions import intake
from mulin.apps.voice.models import Voice
from mulin.core.gate import Grant, Viewer
from mulin.core.people.erasing import forget
from mulin.core.people.models import Person
from mulin.core.records import attachments, forgetting
from mulin.core.records.models import Attachment, Entry, Sealed, SealKey, Thread
from mulin.core.records.sealed import shred
from mulin.core.records.writing import writing
from mulin.core.refusals import Refusal
from mulin.project.backup.roll import Keys, rolled

BY = Viewer(ref="system", name="系统", grants=(Grant("voice.record"),))
BATCH = 500


def erase_again(keys: Keys, *, now: datetime, wrong: list[str]) -> int:
    """Bring the default database to what is erased as of the keys; gives how many texts, rows and fields went.

    The register says that these texts and files went, as it said the first time.
    """
    count = _people(keys, now, wrong)
    count += _texts(keys, now)
    count += _files(keys, now)
    count += _rows(keys, wrong)
    count += _fields(keys)
    forgetting.clean_indexes()
    forgetting.clean_file()
    return count


def _people(keys: Keys, now: datetime, wrong: list[str]) -> int:
    """Who is no longer on the roll is forgotten everywhere, as at her own request."""
    living = keys.living.get(Person._meta.label)  # noqa: SLF001 - Django's documented options
    gone = [] if living is None else [one for one in Person.objects.iterator() if one.uuid not in living]
    for person in gone:
        try:
            forget(person=person, by=BY, now=now)
        except Refusal as no:
            wrong.append(f"居民登记 {person.uuid}:{no} Erased since, could not be erased again.")
    return len(gone)


def _files(keys: Keys, now: datetime) -> int:
    """Files that were removed."""
    living = keys.living.get(Attachment._meta.label)  # noqa: SLF001
    rows = Attachment.objects.select_related("thread")
    gone = [] if living is None else [row for row in rows.iterator() if row.uuid not in living]
    for row in gone:
        attachments.drop(row, by=BY, now=now)
    return len(gone)


def _texts(keys: Keys, now: datetime) -> int:
    """Texts without a key that the register does not know as gone."""
    known = set(SealKey.objects.values_list("sealed__uuid", flat=True))
    gone = set(Sealed.objects.filter(shredded_at=None).values_list("uuid", flat=True)) - known
    there = Voice.objects.exclude(state=Voice.State.WITHDRAWN)
    taken_back = sorted(set(there.values_list("uuid", flat=True)) & keys.withdrawn)
    withdrawn = [there.select_related("thread", "words").get(uuid=name) for name in taken_back]
    for voice in withdrawn:
        intake.withdraw(number=voice.thread.number, by=BY, now=now, forget=voice.words.uuid in gone)
    listed = sorted(gone)
    silent = {
        row.uuid: row
        for start in range(0, len(listed), BATCH)
        for row in Sealed.objects.filter(uuid__in=listed[start : start + BATCH], shredded_at=None)
    }
    with writing(by=BY, now=now) as writer:
        for thread, names in _said(set(silent)).items():
            writer.entry(thread, "redacted", {"sealed": sorted(str(name) for name in names)})
        for row in silent.values():
            shred(row, now=now)
    return len(gone) + sum(voice.words.uuid not in gone for voice in withdrawn)


def _said(names: set[UUID]) -> dict[Thread, set[UUID]]:
    """Which threads speak of which of these texts."""
    found: dict[Thread, set[UUID]] = {}
    if not names:
        return found
    for row in Entry.objects.filter(payload__contains='"sealed":"').select_related("thread").iterator():
        for value in json.loads(row.payload).values():
            name = value.get("sealed") if isinstance(value, dict) else None
            if isinstance(name, str) and UUID(name) in names:
                found.setdefault(row.thread, set()).add(UUID(name))
    return found


def _rows(keys: Keys, wrong: list[str]) -> int:
    """Rows that are no longer on the roll; those that hang on others go once these are gone."""
    left: dict[Any, set[UUID]] = {}
    for model in rolled():
        living = keys.living.get(model._meta.label)  # noqa: SLF001 - Django's documented options
        if living is not None:
            gone = set(model._base_manager.values_list("uuid", flat=True)) - living  # noqa: SLF001
            if gone:
                left[model] = gone
    count, moving = sum(len(names) for names in left.values()), True
    while left and moving:
        moving = False
        for model in list(left):
            if _delete(model, left[model]):
                del left[model]
                moving = True
    wrong += [
        f"{model._meta.label}:{len(names)} 行已删除的，这里删不掉。 Erased rows could not be erased again."  # noqa: SLF001
        for model, names in left.items()
    ]
    return count


def _delete(model: Any, names: set[UUID]) -> bool:
    listed = sorted(names)
    try:
        with transaction.atomic():
            for start in range(0, len(listed), BATCH):
                rows = model._base_manager.filter(uuid__in=listed[start : start + BATCH])  # noqa: SLF001
                rows.delete()
    except ProtectedError:
        return False
    return True


def _fields(keys: Keys) -> int:
    """Personal fields that were emptied."""
    count = 0
    for field, names in keys.emptied.items():
        label, _, name = field.rpartition(".")
        rows: Any = apps.get_model(label)._base_manager  # noqa: SLF001
        full = [one for one in rows.exclude(**{name: ""}).values_list("uuid", flat=True) if one in names]
        for start in range(0, len(full), BATCH):
            count += rows.filter(uuid__in=full[start : start + BATCH]).update(**{name: ""})
    return count
