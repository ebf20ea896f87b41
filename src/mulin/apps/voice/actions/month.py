"""What the office writes about a month. No entry of the register: it is a comment, may be rewritten, and is no step."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mulin.apps.voice.models import MonthNote
from mulin.apps.voice.rules.month import LONGEST_NOTE, SECTIONS, Month
from mulin.core.gate import Viewer
from mulin.core.refusals import Changed, Refusal


def write_note(
    *, month: Month, section: str, text: str, version: int, within: str, by: Viewer, now: datetime
) -> MonthNote:
    """Write or rewrite the comment on one section; `version` is what the form was opened on, 0 for none.

    Raises
    ------
    Changed
        Somebody else wrote it after the form was opened.
    Refusal
        It is too long.
    Http404
        There is no such section, or the actor does not see the whole of `within`.
    """
    if section not in SECTIONS or not by.can("office.see", within):
        raise Http404
    text = text.strip()
    if len(text) > LONGEST_NOTE:
        raise Refusal(_("一段话最多 %(n)s 个字。") % {"n": LONGEST_NOTE})
    with transaction.atomic():
        key = {"month": month.number, "place_path": month.place, "section": section}
        note = MonthNote.objects.select_for_update().filter(**key).first()
        if (note.version if note else 0) != version:
            raise Changed(_("别人刚写过这一段。请看一看现在的样子，再改一次。"))
        if note is None:
            note, made = MonthNote.objects.get_or_create(**key, defaults={"text": text, "by": by.ref, "at": now})
            if not made:
                raise Changed(_("别人刚写过这一段。请看一看现在的样子，再改一次。"))
            return note
        note.text, note.by, note.at, note.version = text, by.ref, now, version + 1
        note.save()
    return note
