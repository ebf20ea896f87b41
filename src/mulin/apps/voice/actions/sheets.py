"""Paper forms with a code of their own: printed, filled in by hand, typed back once.

Printing blank paper says nothing under any number, so it writes no entry; what is typed in does, as the action it
stands for.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from mulin import canon
from mulin.apps.voice.models import Sheet, Voice
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.places.models import Place
from mulin.core.records.locking import locked
from mulin.core.records.writing import writing
from mulin.core.refusals import Refusal

SIGNS = 8
MOST = 100  # sheets of one print run


class Typed(Refusal):
    """The sheet was typed in before; `number` is what came of it."""

    def __init__(self, number: str) -> None:
        super().__init__(_("这张表已经录过了，台账号 %(number)s。") % {"number": number})
        self.number = number


def print_sheets(
    *, form: str, place: Place, copies: int, by: Viewer, now: datetime, voice: Voice | None = None
) -> list[Sheet]:
    """Sheets with fresh codes, blank or for one voice.

    Raises
    ------
    Refusal
        None, or too many at once.
    Http404
        Not a worker of the place.
    """
    if not 1 <= copies <= MOST:
        raise Refusal(_("一次印 1 到 %(most)s 张。") % {"most": MOST})
    if not by.can("voice.record", place.path):
        raise Http404
    return Sheet.objects.bulk_create(
        Sheet(
            code=canon.code(secrets.token_hex(32), SIGNS, 4),
            form=form,
            place=place,
            place_path=place.path,
            voice=voice,
            printed_at=now,
            printed_by=by.ref,
        )
        for _copy in range(copies)
    )


def type_in(*, code: str, act: Callable[[Sheet], str], by: Viewer, now: datetime) -> str:
    """Do what the sheet says, once; `act` does it and gives the register number that came of it.

    Raises
    ------
    Typed
        It was typed in before.
    Refusal
        What `act` refuses; the sheet can then be typed again.
    Http404
        No such sheet, or not a worker of its place.
    """
    with writing(by=by, now=now):
        sheet = locked(Sheet.objects.select_related("place", "voice__thread"), code=code)
        if sheet is None or not gate.may(by, "voice.record", sheet):
            raise Http404
        if sheet.typed_at is not None:
            raise Typed(sheet.number)
        sheet.number = act(sheet)
        sheet.typed_at, sheet.typed_by = now, by.ref
        sheet.save(update_fields=["number", "typed_at", "typed_by"])
    return sheet.number
