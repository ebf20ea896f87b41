"""Deciding what a matter is about, correcting it, and changing the categories themselves.

A correction is an entry of the matter. Categories are dated rows that say who set them; they write no entry, as the
classes of clocks do not. Decisions are rows beside the entries, for the suggestions to learn from.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from django.core.cache import cache
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from mulin.apps.voice.actions.moving import take
from mulin.apps.voice.models import Category, Decision, Learnt, Matter
from mulin.apps.voice.queries import categories
from mulin.core import gate
from mulin.core.gate import Viewer
from mulin.core.records.days import local_day
from mulin.core.records.writing import writing
from mulin.core.refusals import Refusal

CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")
EDIT, GO_BACK = "rules.set", "system.run"


def decide(matter: Matter, category: str, *, by: Viewer, now: datetime, suggested: str = "") -> Decision:
    """Note what a worker decided, in the caller's transaction."""
    kind = Decision.Kind.ACCEPTED if category == suggested else Decision.Kind.CHOSEN
    return Decision.objects.create(matter=matter, kind=kind, category=category, was=suggested, by=by.ref, at=now)


def recategorise(*, number: str, category: str, reason: str, by: Viewer, now: datetime) -> Matter:
    """Put a matter into another category; the earlier one stays in the register, and the suggestions learn from it.

    Raises
    ------
    Refusal
        There is no such category, it is the same, or no reason.
    Http404
        Not a worker of the place.
    """
    if category not in categories.names():
        raise Refusal(_("请选一个类别。"))
    if not reason.strip():
        raise Refusal(_("请写明为什么改类别。"))
    with writing(by=by, now=now) as writer:
        moving = take(writer, number)
        gate.need(by, "matter.open", moving.matter)
        was = moving.state.category
        names = {"name": categories.name(category), "was_name": categories.name(was)}
        moving.move("recategorised", {"category": category, "was": was, "reason": reason.strip(), **names})
        Decision.objects.create(
            matter=moving.matter, kind=Decision.Kind.CORRECTED, category=category, was=was, by=by.ref, at=now
        )
        return moving.settle()


def set_category(
    *,
    code: str,
    name: str,
    name_en: str,
    words: str,
    order: int,
    by: Viewer,
    now: datetime,
    ends_on: date | None = None,
) -> Category:
    """A new category, or another wording of one from today on. What matters are filed under stays readable.

    Raises
    ------
    Refusal
        The code or the name cannot be, or another category bears the name.
    Http404
        Not the office.
    """
    if not by.can_somewhere(EDIT):
        raise Http404
    name, words = " ".join(name.split()), " ".join(re.split(r"[\s、，,；;]+", words)).strip()
    if not CODE.fullmatch(code):
        raise Refusal(_("代号用两个以上的小写字母，可以带数字和短横。"))
    if not name:
        raise Refusal(_("请写类别的名称。"))
    today = local_day(now)
    if ends_on is not None and ends_on < today:
        raise Refusal(_("停用的日子不能在今天以前。"))
    if any(row.name == name and row.code != code for row in categories.on(today)):
        raise Refusal(_("已经有一个叫“%(name)s”的类别。") % {"name": name})
    with transaction.atomic():
        row, _new = Category.objects.update_or_create(
            code=code,
            starts_on=today,
            defaults={
                "name": name[:40],
                "name_en": " ".join(name_en.split())[:60],
                "words": words,
                "order": order,
                "ends_on": ends_on,
                "set_by": by.ref,
                "set_at": now,
            },
        )
    cache.delete(categories.KEY)
    return row


def use(*, version: int, by: Viewer, now: datetime) -> Learnt:  # noqa: ARG001
    """Go back to an earlier version of what was learnt, or forward to the newest; an earlier one is held until then.

    Raises
    ------
    Refusal
        Its bytes are gone.
    Http404
        Not the steward, or no such version.
    """
    if not by.can_somewhere(GO_BACK):
        raise Http404
    with transaction.atomic():
        rows = list(Learnt.objects.select_for_update().defer("data").order_by("-version"))
        row = next((row for row in rows if row.version == version), None)
        if row is None:
            raise Http404
        if row.forgotten_at is not None:
            raise Refusal(_("这一版已经删掉了，不能再用。"))
        Learnt.objects.filter(in_use=True).update(in_use=False, held_by="")
        row.in_use, row.held_by = True, "" if row is rows[0] else by.ref
        row.save(update_fields=["in_use", "held_by"])
    cache.delete(categories.IN_USE)
    return row
