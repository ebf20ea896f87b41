"""Handing one's diary over: the only way in which somebody else comes to read it.

Writes no register entry, like all of the diary; the log of looks says it of everybody the diary names.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from mulin.apps.voice.models import DiaryHandOver
from mulin.core.access.actions.looks import look
from mulin.core.access.models import Login
from mulin.core.gate import Viewer
from mulin.core.people.models import Person
from mulin.core.refusals import Refusal


def hand_over(*, successor: UUID, by: Viewer, now: datetime) -> None:
    """Let a colleague read what stands in one's diary now: not what is written later, and only to read.

    Raises
    ------
    Refusal
        It is herself.
    Http404
        There is no such worker.
    """
    login = Login.objects.filter(uuid=successor, kind=Login.Kind.STAFF, is_active=True).first()
    if login is None or not by.ref:
        raise Http404
    reader = Viewer(ref=f"login:{login.uuid}", name=login.display_name)
    if reader.ref == by.ref:
        raise Refusal(_("不能交给自己。"))
    people = Person.objects.filter(diary_entries__author=by.ref).distinct().values_list("uuid", flat=True)
    with look(subjects=list(people), field="diary", purpose=_("民情日记交接"), by=reader, now=now):
        if not DiaryHandOver.objects.filter(author=by.ref, successor=reader.ref, ended_at=None).update(at=now):
            DiaryHandOver.objects.create(author=by.ref, successor=reader.ref, at=now)


def take_back(*, handover: UUID, by: Viewer, now: datetime) -> None:
    """The colleague reads it no more.

    Raises
    ------
    Http404
        She handed nothing over under that name.
    """
    if not DiaryHandOver.objects.filter(uuid=handover, author=by.ref, ended_at=None).update(ended_at=now):
        raise Http404
