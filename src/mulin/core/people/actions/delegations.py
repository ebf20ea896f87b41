"""Acting for somebody who cannot sign in, or for a child. Writes no register entry (personal data)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mulin.core.gate import Viewer
from mulin.core.people.models import Delegation, Person, Purpose
from mulin.core.places.permission import need_at
from mulin.core.records.days import local_day
from mulin.core.refusals import Refusal

VOICE = "voice"
RIGHTS = "rights"
ENTRUSTABLE = [
    (VOICE, gettext_lazy("代为反映、查问和评议")),
    (RIGHTS, gettext_lazy("代为查、改、删资料")),
    *Purpose.choices,
]


def check_days(starts_on: date, ends_on: date | None) -> None:
    """Insist on days that make sense.

    Raises
    ------
    Refusal
        The end lies before the start, or a year is mistyped.

    """
    for day in (starts_on, ends_on):
        if day is not None and not 1900 <= day.year <= 2100:
            raise Refusal(_("日子的年份不对：%(day)s。") % {"day": day})
    if ends_on is not None and ends_on < starts_on:
        raise Refusal(_("结束的日子不能早于开始的日子。"))


def delegate(
    *,
    principal: Person,
    delegate: Person,
    purposes: Iterable[str],
    starts_on: date,
    by: Viewer,
    now: datetime,  # noqa: ARG001
    ends_on: date | None = None,
) -> Delegation:
    """Write down that one person acts for another, for named purposes, between days.

    Raises
    ------
    Refusal
        To herself, for nothing known, or the days make no sense.
    Http404
        The actor registers nobody there.

    """
    need_at(by, "people.edit", principal.place_path)
    known = [code for code, _label in ENTRUSTABLE]
    wanted = set(purposes)
    if principal.pk == delegate.pk:
        raise Refusal(_("不能委托自己。"))
    if not wanted or not wanted <= set(known):
        raise Refusal(_("请选委托做哪些事。"))
    check_days(starts_on, ends_on)
    return Delegation.objects.create(
        principal=principal,
        delegate=delegate,
        purposes=",".join(code for code in known if code in wanted),
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_by=by.ref,
    )


def end_delegation(*, delegation: Delegation, by: Viewer, now: datetime, on: date | None = None) -> Delegation:
    """End it with a day (today when none is said; one that has not begun ends on its first day).

    Raises
    ------
    Refusal
        It is over already, or the day lies before its start.
    Http404
        The actor registers nobody there.

    """
    need_at(by, "people.edit", delegation.principal.place_path)
    with transaction.atomic():
        row = Delegation.objects.select_for_update(of=("self",)).select_related("principal").get(pk=delegation.pk)
        day = on or max(local_day(now), row.starts_on)
        if row.ends_on is not None and row.ends_on <= day:
            raise Refusal(_("这个委托已经结束了。"))
        check_days(row.starts_on, day)
        row.ends_on = day
        row.save(update_fields=["ends_on"])
    return row
